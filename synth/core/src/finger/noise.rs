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

/// The noise along one row after another, from the top: two rows of the lattice at a time, spread over the samples.
pub(super) struct Rows<'a> {
    lattice: &'a Lattice,
    /// Lattice column left of every sample, and the weight of the one right of it.
    columns: Vec<(usize, f32)>,
    /// Lattice row of `upper`.
    row: usize,
    upper: Vec<f32>,
    lower: Vec<f32>,
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

    /// Rows of `n` samples `step` px apart, from x = 0.
    pub fn rows(&self, n: usize, step: f32) -> Rows<'_> {
        let columns = (0..n).map(|x| split(x as f32 * step * self.scale, self.w)).collect();
        let mut rows = Rows { lattice: self, columns, row: 0, upper: vec![0.0; n], lower: vec![0.0; n] };
        rows.read(0);
        rows
    }
}

impl Rows<'_> {
    /// The same values as [`Lattice::at`] along the row at `y`.
    #[inline(always)]
    pub fn fill(&mut self, y: f32, out: &mut [f32]) {
        let (row, b) = split(y * self.lattice.scale, self.lattice.h);
        if row != self.row {
            self.read(row);
        }
        for (out, (p, q)) in out.iter_mut().zip(self.upper.iter().zip(&self.lower)) {
            *out = p + (q - p) * b;
        }
    }

    fn read(&mut self, row: usize) {
        let values = &self.lattice.values[row * self.lattice.w..];
        for (out, values) in [(&mut self.upper, values), (&mut self.lower, &values[self.lattice.w..])] {
            for (out, &(i, a)) in out.iter_mut().zip(&self.columns) {
                *out = values[i] + (values[i + 1] - values[i]) * a;
            }
        }
        self.row = row;
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
    fn rows_agree_with_at() {
        let lattice = Lattice::sample(&mut Random::stream(1, "test", &[]), 8.5, 120.0, 60.0);
        let (mut rows, mut out) = (lattice.rows(61, 2.0), vec![0.0; 61]);
        for y in [0.0, 0.4, 17.0, 33.3, 59.9, 60.0, 2.0] {
            rows.fill(y, &mut out);
            for (x, v) in out.iter().enumerate() {
                assert_eq!(v.to_bits(), lattice.at(2.0 * x as f32, y).to_bits());
            }
        }
    }
}
