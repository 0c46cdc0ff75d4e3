//! A trace on an object: only parts of the print, on a structured ground, under a second print.

use std::f32::consts::PI;

use super::impression::Press;
use super::noise::Lattice;
use super::stroke::{Stroke, draw};
use crate::math::{TURN, cos, sin, smooth_step};
use crate::random::Random;

/// Strength of the second print, range.
const SECOND: (f32, f32) = (0.25, 0.6);

/// A minutia shows where at least this much of the ink stays.
const SHOWN: f32 = 0.3;

/// Makes a latent trace of a plain print, whose minutiae go where its ink goes; `second` is the ink of another print, of the same size.
pub(super) fn degrade(print: &mut Press, second: &[f32], (width, height): (usize, usize), r: &mut Random) {
    let Press { ink, minutiae, .. } = print;
    let blobs = Blobs::sample((width, height), r);
    for (k, ink) in ink.iter_mut().enumerate() {
        *ink *= blobs.share((k % width) as f32, (k / width) as f32);
    }
    minutiae.retain(|m| blobs.share(m.x, m.y) >= SHOWN);
    overlay(ink, second, (width, height), r);
    weave(ink, width, r);
    for _ in 0..4 + r.index(14) {
        let from = (r.unit() * width as f32, r.unit() * height as f32);
        let angle = if r.chance(0.7) { 0.05 * r.normal() } else { r.range(0.0, PI) };
        let stroke = Stroke { from, angle, length: r.range(15.0, 160.0), radius: r.range(0.5, 2.5) };
        let dark = r.range(0.2, 0.8);
        draw(r, stroke, (width, height), |k, cover| ink[k] = ink[k].max(dark * cover));
    }
}

/// What stays of the print: between a third and most of it.
struct Blobs {
    field: Lattice,
    edge: f32,
}

impl Blobs {
    fn sample((width, height): (usize, usize), r: &mut Random) -> Blobs {
        Blobs { field: Lattice::sample(r, 85.0, width as f32, height as f32), edge: r.range(-0.5, 0.3) }
    }

    /// 0..1
    fn share(&self, x: f32, y: f32) -> f32 {
        smooth_step(((self.field.at(x, y) - self.edge) * 2.0 + 0.5).clamp(0.0, 1.0))
    }
}

/// Lays the second print beside and partly over the first.
fn overlay(ink: &mut [f32], second: &[f32], (width, height): (usize, usize), r: &mut Random) {
    let strength = r.range(SECOND.0, SECOND.1);
    let shift_x = (r.sign() * r.range(0.15, 0.45) * width as f32) as isize;
    let shift_y = (r.sign() * r.range(0.15, 0.45) * height as f32) as isize;
    for (y, row) in ink.chunks_exact_mut(width).enumerate() {
        let Some(from_y) = y.checked_add_signed(shift_y).filter(|&y| y < height) else { continue };
        for (x, ink) in row.iter_mut().enumerate() {
            if let Some(from_x) = x.checked_add_signed(shift_x).filter(|&x| x < width) {
                *ink = ink.max(strength * second[from_y * width + from_x]);
            }
        }
    }
}

/// The grain of the object: two waves across each other.
fn weave(ink: &mut [f32], width: usize, r: &mut Random) {
    let wave = |r: &mut Random| {
        let (angle, period) = (r.range(0.0, PI), r.range(4.0, 30.0));
        (cos(angle) * TURN / period, sin(angle) * TURN / period, r.range(0.0, 0.12))
    };
    let (first, other) = (wave(r), wave(r));
    for (k, ink) in ink.iter_mut().enumerate() {
        let (x, y) = ((k % width) as f32, (k / width) as f32);
        let at = |(gx, gy, strength): (f32, f32, f32)| strength * (0.5 + 0.5 * cos(gx * x + gy * y));
        *ink = ink.max(at(first) + at(other)).min(1.0);
    }
}
