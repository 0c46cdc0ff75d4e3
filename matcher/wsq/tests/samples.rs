//! Against the streams and decodings of NIST's NBIS, where the environment names a folder that has them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use hotspot_wsq::{GreyImage, decode, dimensions, encode};

/// The streams of the folder, by name.
fn streams(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join("wsq"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut streams: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|extension| extension == "wsq"))
        .collect();
    streams.sort();
    assert!(!streams.is_empty());
    streams
}

#[test]
fn decode_agrees_with_nbis_within_one_grey_value() {
    let Some(folder) = samples_folder("decode_agrees_with_nbis_within_one_grey_value") else {
        return;
    };
    for path in streams(&folder) {
        let bytes = fs::read(&path).unwrap();
        let (ours, theirs) = (
            decode(&bytes).unwrap(),
            read_png(&path.with_extension("decoded.png")),
        );
        assert_eq!((ours.width, ours.height), (theirs.width, theirs.height));
        assert_eq!(dimensions(&bytes).unwrap(), (ours.width, ours.height));

        let differences = ours
            .pixels
            .iter()
            .zip(&theirs.pixels)
            .map(|(a, b)| u32::from(a.abs_diff(*b)));
        let (worst, sum) = differences.fold((0, 0), |(worst, sum), difference| {
            (worst.max(difference), sum + difference)
        });
        let mean = f64::from(sum) / ours.pixels.len() as f64;
        println!(
            "{}: differences at most {worst}, mean {mean:.6}",
            path.display()
        );
        assert!(
            worst <= 1 && mean < 0.001,
            "{}: at most {worst}, mean {mean}",
            path.display()
        );
    }
}

/// Where the quantisation table starts, after marker and length; the first one is taken.
fn quantisation_table(stream: &[u8]) -> Vec<(f64, f64)> {
    let start = stream
        .windows(4)
        .position(|bytes| bytes == [0xff, 0xa5, 0x01, 0x85])
        .unwrap()
        + 4;
    let value = |at: usize| {
        let mantissa = u16::from_be_bytes([stream[at + 1], stream[at + 2]]);
        f64::from(mantissa) / 10_f64.powi(i32::from(stream[at]))
    };
    (0..60)
        .map(|k| start + 3 + 6 * k)
        .map(|at| (value(at), value(at + 3)))
        .collect()
}

#[test]
fn encode_allocates_bins_and_bytes_as_nbis_does() {
    let Some(folder) = samples_folder("encode_allocates_bins_and_bytes_as_nbis_does") else {
        return;
    };
    for path in streams(&folder) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        // fvc2002_DB1_B_101_1 was made from fvc2002/DB1_B/101_1.png.
        let Some(source) = name.strip_prefix("fvc2002_") else {
            continue;
        };
        let source = folder
            .join("fvc2002")
            .join(&source[..5])
            .join(&source[6..])
            .with_extension("png");
        let theirs = fs::read(&path).unwrap();
        let ours = encode(&read_png(&source), 0.75).unwrap();

        let mut worst = 0.0_f64;
        for (ours, theirs) in quantisation_table(&ours)
            .iter()
            .zip(quantisation_table(&theirs))
        {
            assert_eq!(ours.0 == 0.0, theirs.0 == 0.0);
            worst = worst
                .max((ours.0 - theirs.0).abs() / theirs.0.max(1e-9))
                .max((ours.1 - theirs.1).abs() / theirs.1.max(1e-9));
        }
        println!(
            "{name}: bins within {worst:.2e}, {} bytes, NBIS {}",
            ours.len(),
            theirs.len()
        );
        assert!(worst < 2e-4, "{name}: bins differ by {worst}");
        // Theirs has 130 bytes of comments.
        assert!(
            ours.len().abs_diff(theirs.len() - 130) < 10,
            "{name}: {} bytes, NBIS {}",
            ours.len(),
            theirs.len()
        );
    }
}

/// The folder of real samples that the environment names; `None`, and a line why, where it names none.
fn samples_folder(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("HOTSPOT_SAMPLES").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("{test} skipped: HOTSPOT_SAMPLES does not name the folder of real samples");
    }
    folder
}

/// Reads an 8-bit PNG; of colour, whose channels are then equal, the first channel.
fn read_png(path: &Path) -> GreyImage {
    let file = std::io::BufReader::new(fs::File::open(path).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(info.bit_depth, png::BitDepth::Eight);
    let pixels = pixels
        .into_iter()
        .step_by(info.color_type.samples())
        .collect();
    GreyImage {
        width: info.width,
        height: info.height,
        pixels,
    }
}
