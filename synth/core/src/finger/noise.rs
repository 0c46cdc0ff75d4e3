//! Value noise: normal numbers on a lattice with a smooth step between them.

use crate::math::smooth_step;
use crate::random::Random;

/// Noise of deviation about 0.7 and correlation length `cell`, over a rectangle that starts at (0, 0).
pub(super) struct Lattice {
    w: usize,
    h: usize,
    /// Cells a px.
    scale: f32,
    values: Vec<f32>,
}

/// A lattice's cells and weights for a fixed row of sample points, worked out once an image.
pub(super) struct Columns {
    /// Lattice column left of every sample, and the weight of the one right of it.
    cells: Vec<u32>,
    weights: Vec<f32>,
}

impl Lattice {
    /// Covers 0..width x 0..height; all three in px.
    pub fn sample(r: &mut Random, cell: f32, width: f32, height: f32) -> Lattice {
        let w = (width / cell) as usize + 3;
        let h = (height / cell) as usize + 3;
        Lattice { w, h, scale: 1.0 / cell, values: (0..w * h).map(|_| r.rough_normal()).collect() }
    }

    /// The noise at one point; points outside take the nearest value inside.
    #[inline]
    pub fn at(&self, x: f32, y: f32) -> f32 {
        let (i, a) = split(x * self.scale, self.w);
        let (j, b) = split(y * self.scale, self.h);
        let o = j * self.w + i;
        let v = &self.values;
        let p = v[o] + (v[o + 1] - v[o]) * a;
        let q = v[o + self.w] + (v[o + self.w + 1] - v[o + self.w]) * a;
        p + (q - p) * b
    }

    /// Prepares rows of `n` samples `step` px apart, from x = 0.
    pub fn columns(&self, n: usize, step: f32) -> Columns {
        let (cells, weights) = (0..n).map(|x| split(x as f32 * step * self.scale, self.w)).map(|(i, a)| (i as u32, a)).unzip();
        Columns { cells, weights }
    }

    /// The same values as [`Lattice::at`] along one row, to rounding: two lattice rows are blended once, then every
    /// sample is one mix. `blend` is scratch.
    #[inline(always)]
    pub fn row(&self, columns: &Columns, y: f32, blend: &mut Vec<f32>, out: &mut [f32]) {
        let (j, b) = split(y * self.scale, self.h);
        let upper = &self.values[j * self.w..(j + 1) * self.w];
        let lower = &self.values[(j + 1) * self.w..(j + 2) * self.w];
        blend.resize(self.w, 0.0);
        for (blend, (p, q)) in blend.iter_mut().zip(upper.iter().zip(lower)) {
            *blend = p + (q - p) * b;
        }
        for (out, (&i, a)) in out.iter_mut().zip(columns.cells.iter().zip(&columns.weights)) {
            let (p, q) = (blend[i as usize], blend[i as usize + 1]);
            *out = p + (q - p) * a;
        }
    }
}

/// Cell index (with a right neighbour) and smoothed position inside the cell.
#[inline(always)]
fn split(at: f32, nodes: usize) -> (usize, f32) {
    let at = at.clamp(0.0, (nodes - 1) as f32 - 0.001);
    let i = at as usize;
    (i, smooth_step(at - i as f32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_agrees_with_at() {
        let lattice = Lattice::sample(&mut Random::stream(1, "test", &[]), 8.5, 120.0, 60.0);
        let columns = lattice.columns(61, 2.0);
        let (mut blend, mut out) = (vec![], vec![0.0; 61]);
        for y in [0.0, 0.4, 17.0, 33.3, 59.9, 60.0] {
            lattice.row(&columns, y, &mut blend, &mut out);
            for (x, v) in out.iter().enumerate() {
                assert!((v - lattice.at(2.0 * x as f32, y)).abs() < 1e-5);
            }
        }
    }
}
