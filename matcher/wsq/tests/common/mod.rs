//! An image that several tests and the speed example share.

use hotspot_wsq::GreyImage;

/// Rings around a point outside of the image, nine to ten pixels apart, with a little noise: ridges as a finger has them.
/// Whole numbers only, so that every machine makes the same image; the wave is made of parabolas.
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
