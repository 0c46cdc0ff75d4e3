//! The sensor: ink to grey levels.

use crate::random::Random;
use crate::wide::{Kernel, run_wide};

/// 3 x 3 binomial point spread, contrast, sloping ground, sensor noise. Ink 0 (ground) to 1 (ridge); `noise` 1 is about
/// 4 grey levels.
pub(super) fn expose(r: &mut Random, ink: &[f32], width: usize, noise: f32) -> Vec<u8> {
    let height = ink.len() / width;
    let paper = r.range(225.0, 248.0);
    let contrast = r.range(155.0, 220.0) * (1.0 - 0.15 * noise.min(2.0));
    let (slope_x, slope_y) = (r.range(-0.03, 0.03), r.range(-0.03, 0.03));
    let (middle_x, middle_y) = (0.5 * width as f32, 0.5 * height as f32);
    let mut hash = r.bits() | 1;
    let gain = 0.028 * (1.0 + noise);
    let across = blur_across(ink, width);
    let (mut pixels, mut grain) = (vec![0u8; ink.len()], vec![0f32; width]);
    for (y, out) in pixels.chunks_exact_mut(width).enumerate() {
        let above = &across[y.saturating_sub(1) * width..][..width];
        let here = &across[y * width..][..width];
        let below = &across[(y + 1).min(height - 1) * width..][..width];
        fill_grain(&mut hash, gain, &mut grain);
        let ground = paper + slope_y * (y as f32 - middle_y) - slope_x * middle_x;
        run_wide(Row { above, here, below, grain: &grain, ground, slope: slope_x, contrast, out });
    }
    pixels
}

fn blur_across(ink: &[f32], width: usize) -> Vec<f32> {
    let mut blurred = ink.to_vec();
    for (row, out) in ink.chunks_exact(width).zip(blurred.chunks_exact_mut(width)) {
        for x in 1..width - 1 {
            out[x] = 0.25 * row[x - 1] + 0.5 * row[x] + 0.25 * row[x + 1];
        }
    }
    blurred
}

/// Triangular noise, two bytes a pixel, by Xorshift (Marsaglia 2003).
fn fill_grain(hash: &mut u64, gain: f32, out: &mut [f32]) {
    for four in out.chunks_mut(4) {
        *hash ^= *hash << 13;
        *hash ^= *hash >> 7;
        *hash ^= *hash << 17;
        for (q, out) in four.iter_mut().enumerate() {
            let bytes = *hash >> (16 * q);
            *out = ((bytes & 255) as f32 + ((bytes >> 8) & 255) as f32 - 255.0) * gain;
        }
    }
}

struct Row<'a> {
    above: &'a [f32],
    here: &'a [f32],
    below: &'a [f32],
    grain: &'a [f32],
    ground: f32,
    slope: f32,
    contrast: f32,
    out: &'a mut [u8],
}

impl Kernel for Row<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let n = self.out.len();
        let (above, here, below, grain) = (&self.above[..n], &self.here[..n], &self.below[..n], &self.grain[..n]);
        for x in 0..n {
            let covered = 0.25 * above[x] + 0.5 * here[x] + 0.25 * below[x];
            let level = self.ground + self.slope * x as f32 - self.contrast * covered + grain[x];
            self.out[x] = level.clamp(0.0, 255.0) as u8;
        }
    }
}
