//! Speed of decoder and encoder on one thread.
//!
//! `cargo run --release -p hotspot-wsq --example speed [STREAM.wsq ...]`: megapixels a second of repeated passes over the
//! given streams, or over ridges made here, as median and range.

#[path = "../tests/common/mod.rs"]
mod common;

use std::{hint::black_box, process::ExitCode, time::Instant};

use hotspot_wsq::{GreyImage, decode, encode};

/// Passes that count, after one that does not.
const PASSES: usize = 41;
const RATE_BITS_PER_PX: f32 = 0.75;

fn main() -> ExitCode {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let streams: Result<Vec<Vec<u8>>, _> = if paths.is_empty() {
        let sizes = [(388, 374), (500, 500), (800, 750)];
        Ok(sizes
            .map(|(width, height)| {
                encode(&common::ridges(width, height), RATE_BITS_PER_PX).expect("a valid image")
            })
            .into())
    } else {
        paths.iter().map(std::fs::read).collect()
    };
    let images = streams
        .map_err(|error| error.to_string())
        .and_then(|streams| {
            let images: Result<Vec<GreyImage>, _> =
                streams.iter().map(|stream| decode(stream)).collect();
            images
                .map(|images| (streams, images))
                .map_err(|error| error.to_string())
        });
    let (streams, images) = match images {
        Ok(both) => both,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };

    let pixels: usize = images.iter().map(|image| image.pixels.len()).sum();
    let bytes: usize = streams.iter().map(Vec::len).sum();
    println!(
        "{} images, {pixels} pixels, {:.1} pixels a byte",
        images.len(),
        pixels as f64 / bytes as f64
    );
    report("decode", pixels, || {
        for stream in &streams {
            black_box(decode(stream)).ok();
        }
    });
    report("encode", pixels, || {
        for image in &images {
            black_box(encode(image, RATE_BITS_PER_PX)).ok();
        }
    });
    ExitCode::SUCCESS
}

/// Prints median, lowest and highest speed of `pass`, which handles so many pixels.
fn report(name: &str, pixels: usize, mut pass: impl FnMut()) {
    pass();
    let mut speeds: Vec<f64> = (0..PASSES)
        .map(|_| {
            let start = Instant::now();
            pass();
            pixels as f64 / 1e6 / start.elapsed().as_secs_f64()
        })
        .collect();
    speeds.sort_by(f64::total_cmp);
    println!(
        "{name}: median {:.1} Mpx/s, {:.1} to {:.1}",
        speeds[PASSES / 2],
        speeds[0],
        speeds[PASSES - 1]
    );
}
