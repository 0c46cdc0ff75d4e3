//! Bytes that are no image: refused with a code, never a panic.

use super::{decode_bmp, decode_jpeg, decode_wsq};
use crate::testing::print;
use proptest::prelude::*;
use std::sync::LazyLock;

static WSQ: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let grey = print(1, 2, 0);
    hotspot_wsq::encode(&hotspot_wsq::GreyImage { width: grey.width, height: grey.height, pixels: grey.pixels }, 0.75).unwrap()
});
static JPEG: &[u8] = include_bytes!("../face/tests/a-portrait.jpg");

#[test]
fn decode_wsq_and_decode_jpeg_read_what_the_devices_send() {
    let grey = decode_wsq(&WSQ).unwrap();
    assert_eq!((grey.width, grey.height), (400, 500));
    let grey = decode_jpeg(JPEG).unwrap();
    assert_eq!((grey.width, grey.height), (240, 300));
    let mean = grey.pixels.iter().map(|&v| v as u64).sum::<u64>() / grey.pixels.len() as u64;
    assert!((90..180).contains(&mean), "a picture of a face on a pale ground: mean {mean}");
}

/// A bitmap of 24 bits a px, rows from the bottom, every px (x, y, 0) as blue, green, red.
fn bmp(width: u32, height: u32) -> Vec<u8> {
    let row = (width * 3).next_multiple_of(4);
    let mut bytes = b"BM".to_vec();
    for v in [54 + row * height, 0, 54, 40, width, height, 1 | 24 << 16, 0, row * height, 19_685, 19_685, 0, 0] {
        bytes.extend(v.to_le_bytes());
    }
    for y in (0..height).rev() {
        let start = bytes.len();
        (0..width).for_each(|x| bytes.extend([x as u8, y as u8, 0]));
        bytes.resize(start + row as usize, 0);
    }
    bytes
}

#[test]
fn decode_bmp_reads_rows_from_the_bottom_as_luminance() {
    let grey = decode_bmp(&bmp(101, 80)).unwrap();
    assert_eq!((grey.width, grey.height), (101, 80));
    assert_eq!(grey.pixels[0], 0);
    assert_eq!(grey.pixels[79 * 101], 46, "0.587 of 79");
    assert_eq!(grey.pixels[100], 11, "0.114 of 100");
}

#[test]
fn decode_bmp_refuses_what_is_cut_short_too_large_or_none() {
    let whole = bmp(101, 80);
    for k in (0..whole.len() - 1).step_by(97) {
        assert_eq!(decode_bmp(&whole[..k]).unwrap_err().code(), "UNDECODABLE", "cut to {k} bytes");
    }
    for (width, height) in [(63, 80), (101, 63), (2001, 80), (u32::MAX / 2, 80)] {
        let mut bytes = whole.clone();
        bytes[18..22].copy_from_slice(&u32::to_le_bytes(width));
        bytes[22..26].copy_from_slice(&u32::to_le_bytes(height));
        assert_eq!(decode_bmp(&bytes).unwrap_err().code(), "UNDECODABLE", "{width} x {height}");
    }
}

#[test]
fn decode_jpeg_refuses_a_picture_cut_short_anywhere() {
    for k in (0..JPEG.len() - 2).step_by(61) {
        assert_eq!(decode_jpeg(&JPEG[..k]).unwrap_err().code(), "UNDECODABLE", "cut to {k} bytes");
    }
}

#[test]
fn decode_jpeg_refuses_sides_out_of_limits_before_it_decodes() {
    let frame = JPEG.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    for (width, height) in [(63, 300), (240, 63), (2001, 300), (9000, 9000)] {
        let mut bytes = JPEG.to_vec();
        bytes[frame + 5..frame + 7].copy_from_slice(&u16::to_be_bytes(height));
        bytes[frame + 7..frame + 9].copy_from_slice(&u16::to_be_bytes(width));
        let reason = decode_jpeg(&bytes).unwrap_err().to_string();
        assert!(reason.contains("64..2000"), "{width} x {height}: {reason}");
    }
    assert!(decode_jpeg(&vec![0xff; 2_000_001]).unwrap_err().to_string().contains("2000000"));
}

/// The bytes with some changed, cut or doubled.
fn mutant(whole: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12);
    (changes, any::<prop::sample::Index>(), 0..3).prop_map(move |(changes, at, kind)| {
        let mut bytes = whole.to_vec();
        for (place, value) in changes {
            let k = place.index(bytes.len());
            bytes[k] = value;
        }
        match kind {
            0 => bytes,
            1 => bytes[..at.index(bytes.len())].to_vec(),
            _ => [&bytes[..at.index(bytes.len())], whole].concat(),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn decode_jpeg_survives_mutants(bytes in mutant(JPEG)) {
        let _ = crate::face::vector_of(&bytes);
    }

    #[test]
    fn decode_wsq_survives_mutants(bytes in mutant(&WSQ)) {
        if let Err(fault) = decode_wsq(&bytes) {
            prop_assert_eq!(fault.code(), "UNDECODABLE");
        }
    }

    #[test]
    fn decode_jpeg_and_decode_wsq_survive_noise(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(decode_jpeg(&bytes).is_err());
        prop_assert!(decode_wsq(&bytes).is_err());
    }
}
