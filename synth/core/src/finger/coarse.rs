//! Quantities of a finger that change slowly: worked out at every fourth node (16 px), bilinear in between.

use super::noise::Lattice;
use super::wave_field::Grid;
use crate::random::Random;

/// Nodes of the fine grid in one cell.
pub(super) const CELL: usize = 4;

/// One quantity at every fourth node of a grid, and one row and column beyond.
pub(super) struct Coarse {
    w: usize,
    values: Vec<f32>,
}

/// Columns and rows of nodes.
pub(super) fn coarse_size(grid: &Grid) -> (usize, usize) {
    (grid.w / CELL + 1, grid.h / CELL + 1)
}

impl Coarse {
    /// Takes the quantity at every node: its number and its place, px from the pad's centre.
    #[inline(always)]
    pub fn sample(grid: &Grid, mut at: impl FnMut(usize, f32, f32) -> f32) -> Coarse {
        let (w, h) = coarse_size(grid);
        let px = grid.step * CELL as f32;
        let values = (0..w * h).map(|k| at(k, grid.left + (k % w) as f32 * px, grid.top + (k / w) as f32 * px)).collect();
        Coarse { w, values }
    }

    /// The quantity along row `j` of the fine grid; `out` holds whole cells.
    #[inline(always)]
    pub fn row(&self, j: usize, out: &mut [f32]) {
        let upper = &self.values[j / CELL * self.w..][..self.w];
        let lower = self.values.get((j / CELL + 1) * self.w..).filter(|row| !row.is_empty()).map_or(upper, |row| &row[..self.w]);
        let b = (j % CELL) as f32 / CELL as f32;
        let down = |i: usize| upper[i] + (lower[i] - upper[i]) * b;
        let mut left = down(0);
        for (i, cell) in out.chunks_exact_mut(CELL).enumerate() {
            let right = down((i + 1).min(self.w - 1));
            let slope = (right - left) * (1.0 / CELL as f32);
            for (p, out) in cell.iter_mut().enumerate() {
                *out = left + slope * p as f32;
            }
            left = right;
        }
    }
}

/// Length of a row in whole cells.
pub(super) fn whole_cells(nodes: usize) -> usize {
    nodes.div_ceil(CELL) * CELL
}

/// Noise of several correlation lengths (px) and strengths over a grid.
pub(super) struct Noise<const N: usize>([(Lattice, f32); N]);

impl<const N: usize> Noise<N> {
    pub fn sample(r: &mut Random, scales: [(f32, f32); N], grid: &Grid) -> Noise<N> {
        let (w, h) = ((grid.w + CELL) as f32 * grid.step, (grid.h + CELL) as f32 * grid.step);
        Noise(scales.map(|(cell, strength)| (Lattice::sample(r, cell, w, h), strength)))
    }

    /// At a place, px from the grid's top left node.
    #[inline(always)]
    pub fn at(&self, x: f32, y: f32) -> f32 {
        self.0.iter().map(|(lattice, strength)| strength * lattice.at(x, y)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_is_exact_for_a_plane() {
        let grid = Grid { w: 15, h: 11, step: 4.0, left: -20.0, top: -30.0 };
        let coarse = Coarse::sample(&grid, |_, x, y| 1.0 + 0.5 * x - 0.25 * y);
        let mut out = vec![0.0; whole_cells(13)];
        for j in 0..9 {
            coarse.row(j, &mut out);
            for (i, v) in out.iter().enumerate().take(13) {
                assert!((v - (1.0 + 0.5 * (4 * i) as f32 - 10.0 - j as f32 + 7.5)).abs() < 1e-4, "{i} {j}");
            }
        }
    }
}
