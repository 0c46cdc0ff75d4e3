//! The heights of a finger's skin as one impression reads them: four neighbours in one word, so that a look-up is one load.

use super::ridge_map::RidgeMap;
use crate::math::ROUNDER;
use crate::wide::{Kernel, run_widest};

/// Levels of a byte in one unit of height; byte 128 is height 0. A level is far below the grain of any print.
pub(super) const LEVELS: f32 = 64.0;
pub(super) const ZERO: f32 = 128.0;

/// At every pixel of the map the bytes of its own height (lowest) and those right, below, and right below.
pub(super) struct Heights {
    pub w: usize,
    pub h: usize,
    pub quads: Vec<u32>,
}

impl Heights {
    /// Ridges and `detail` times the detail of the skin.
    pub fn of(map: &RidgeMap, detail: f32) -> Heights {
        let mut heights = Heights { w: map.w, h: map.h, quads: vec![0; map.w * map.h] };
        let (mut upper, mut lower) = (vec![0u8; map.w], vec![0u8; map.w]);
        for (y, (ridge, own)) in map.ridge.chunks_exact(map.w).zip(map.detail.chunks_exact(map.w)).enumerate() {
            std::mem::swap(&mut upper, &mut lower);
            run_widest(Bytes { ridge, own, detail, out: &mut lower });
            if y > 0 {
                run_widest(Quads { upper: &upper, lower: &lower, out: &mut heights.quads[(y - 1) * map.w..y * map.w] });
            }
        }
        heights
    }
}

/// Heights of a row of skin as bytes.
struct Bytes<'a> {
    ridge: &'a [f32],
    own: &'a [f32],
    detail: f32,
    out: &'a mut [u8],
}

impl Kernel for Bytes<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (out, (ridge, own)) in self.out.iter_mut().zip(self.ridge.iter().zip(self.own)) {
            let level = (1.15 * ridge + self.detail * own) * LEVELS + ZERO;
            *out = (level.clamp(0.0, 255.0) + ROUNDER).to_bits() as u8;
        }
    }
}

/// Two rows of bytes as quads; the last column has none.
struct Quads<'a> {
    upper: &'a [u8],
    lower: &'a [u8],
    out: &'a mut [u32],
}

impl Kernel for Quads<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let n = self.out.len() - 1;
        let (a, b, c, d) = (&self.upper[..n], &self.upper[1..=n], &self.lower[..n], &self.lower[1..=n]);
        let out = &mut self.out[..n];
        for x in 0..n {
            out[x] = u32::from(a[x]) | u32::from(b[x]) << 8 | u32::from(c[x]) << 16 | u32::from(d[x]) << 24;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_holds_the_four_heights_round_a_point() {
        let ridge = (0..12).map(|k| 0.1 * k as f32).collect();
        let map = RidgeMap { w: 4, h: 3, left: 0.0, top: 0.0, ridge, detail: vec![-0.05; 12] };
        let level = |k: usize| (1.15 * map.ridge[k] - 0.1) * LEVELS + ZERO;
        let [a, b, c, d] = Heights::of(&map, 2.0).quads[5].to_le_bytes().map(f32::from);
        for (found, k) in [(a, 5), (b, 6), (c, 9), (d, 10)] {
            assert!((found - level(k)).abs() <= 0.5, "{found} {}", level(k));
        }
    }
}
