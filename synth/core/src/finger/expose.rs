//! The sensor: ink to grey levels.

use super::presets::Difficulty;
use crate::math::ROUNDER;
use crate::random::Random;
use crate::wide::{Kernel, run_widest};

/// The ground's grey level slopes by at most so many levels over so many px or the whole image.
const SLOPE_LEVELS: f32 = 17.0;
const SLOPE_PX: usize = 560;

/// 3 x 3 binomial point spread, contrast, sloping ground, sensor noise. Ink 0 (ground) to 1 (ridge).
pub(super) fn expose(r: &mut Random, ink: &[f32], width: usize, d: &Difficulty) -> Vec<u8> {
    let (height, noise) = (ink.len() / width, d.shot);
    let paper = r.range(225.0, 248.0);
    let contrast = d.contrast * r.range(155.0, 220.0) * (1.0 - 0.15 * noise.min(2.0));
    let steepest = SLOPE_LEVELS / height.max(SLOPE_PX) as f32;
    let (slope_x, slope_y) = (r.range(-steepest, steepest), r.range(-steepest, steepest));
    let (middle_x, middle_y) = (0.5 * width as f32, 0.5 * height as f32);
    let mut states = std::array::from_fn(|_| r.bits() as u32 | 1);
    let gain = 0.028 * (1.0 + noise);
    let (mut pixels, mut grain) = (vec![0u8; ink.len()], vec![0f32; width.div_ceil(LANES) * LANES]);
    let mut down = vec![0f32; width + 2];
    for (y, out) in pixels.chunks_exact_mut(width).enumerate() {
        let above = &ink[y.saturating_sub(1) * width..][..width];
        let here = &ink[y * width..][..width];
        let below = &ink[(y + 1).min(height - 1) * width..][..width];
        let ground = paper + slope_y * (y as f32 - middle_y) - slope_x * middle_x;
        run_widest(Row { above, here, below, states: &mut states, gain, grain: &mut grain, down: &mut down, ground, slope: slope_x, contrast, out });
    }
    pixels
}

/// Generators of noise side by side, so that they fill a wide register.
const LANES: usize = 16;

/// Triangular noise of two bytes a pixel, by Xorshift (Marsaglia 2003).
#[inline(always)]
fn fill_grain(states: &mut [u32; LANES], gain: f32, out: &mut [f32]) {
    for lanes in out.chunks_exact_mut(LANES) {
        for (state, out) in states.iter_mut().zip(lanes) {
            *state ^= *state << 13;
            *state ^= *state >> 17;
            *state ^= *state << 5;
            *out = (((*state >> 8) & 255) as i32 + ((*state >> 20) & 255) as i32 - 255) as f32 * gain;
        }
    }
}

struct Row<'a> {
    above: &'a [f32],
    here: &'a [f32],
    below: &'a [f32],
    states: &'a mut [u32; LANES],
    gain: f32,
    /// Scratch.
    grain: &'a mut [f32],
    /// Scratch: ink blurred down the columns, with a pixel more on either side.
    down: &'a mut [f32],
    ground: f32,
    slope: f32,
    contrast: f32,
    out: &'a mut [u8],
}

impl Kernel for Row<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        fill_grain(self.states, self.gain, self.grain);
        let n = self.out.len();
        let (above, here, below, grain) = (&self.above[..n], &self.here[..n], &self.below[..n], &self.grain[..n]);
        let down = &mut self.down[1..=n];
        for x in 0..n {
            down[x] = 0.25 * above[x] + 0.5 * here[x] + 0.25 * below[x];
        }
        (self.down[0], self.down[n + 1]) = (self.down[1], self.down[n]);
        let (left, middle, right) = (&self.down[..n], &self.down[1..=n], &self.down[2..n + 2]);
        for x in 0..n {
            let covered = 0.25 * left[x] + 0.5 * middle[x] + 0.25 * right[x];
            let level = self.ground + self.slope * x as f32 - self.contrast * covered + grain[x];
            self.out[x] = (level.clamp(0.0, 255.0) + ROUNDER).to_bits() as u8;
        }
    }
}
