//! What several tests share: samples from outside, and images made here.

use std::{fs, path::PathBuf};

use hotspot_wsq::GreyImage;

/// The folder of real samples that the environment names; `None`, and a line why, where it names none.
pub fn samples_folder(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("HOTSPOT_SAMPLES").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("{test} skipped: HOTSPOT_SAMPLES does not name the folder of real samples");
    }
    folder
}

/// Reads an 8-bit PNG; of colour, whose channels are then equal, the first channel.
pub fn read_png(path: &std::path::Path) -> GreyImage {
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

/// Rings around a point outside of the image, nine to ten pixels apart, with a little noise: ridges as a finger has them.
/// Whole numbers only, so that every machine makes the same image. The wave is made of parabolas.
pub fn ridges(width: u32, height: u32) -> GreyImage {
    let mut state = 1_u32;
    let pixels = (0..width * height).map(|index| {
        let (x, y) = (index % width + 100, index / width + 60);
        let radius_256ths = (u64::from(x * x + 2 * y * y) * 65536).isqrt() as i64;
        // One period is 2400 / 256 = 9.4 pixels; `phase` runs from -1200 to 1199 in it.
        let phase = radius_256ths % 2400 - 1200;
        let wave = 110 * phase * (1200 - phase.abs()) / 360_000;
        state = state.wrapping_mul(1664525).wrapping_add(1013904223);
        let noise = i64::from(state >> 28) - 8;
        (128 + wave + noise).clamp(0, 255) as u8
    });
    GreyImage {
        width,
        height,
        pixels: pixels.collect(),
    }
}
