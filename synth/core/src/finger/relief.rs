//! Spacing relief: lets the ridge period take up part of the ridges' divergence.
//!
//! Where ridges fan out at a constant period, new ones must begin: every finger of a class would have minutiae of the
//! same sense at the same place, and different fingers would match. The relief is the change u of the logarithm of the
//! wave number that minimises, with t along the ridges and n across,
//! `(t . grad u + d theta / d n)^2 + 0.15 |grad u|^2 + 0.03 u^2`.

use super::coarse::{CELL, coarse_size};
use super::wave_field::WaveField;
use crate::wide::{Kernel, run_widest};

const SWEEPS: usize = 40;
/// Largest change, natural logarithm.
const LIMIT: f32 = 0.3;

/// How far a step goes against what is wrong, and the weights of smoothness and of size beside it.
const STEP: f32 = 0.45;
const SMOOTHNESS: f32 = 0.15;
const SIZE: f32 = 0.03;

/// Relief of a field of unit vectors, within +-0.3, before a finger follows part of it; at the nodes of the coarse grid.
pub(super) fn spacing_relief(field: &WaveField) -> Vec<f32> {
    let (w, h) = coarse_size(&field.grid);
    let mut tangent = tangents(field, w, h);
    let spread = divergence(&tangent, w, h);
    for k in (0..w * h).filter(|k| k % w == 0 || k % w == w - 1) {
        (tangent[0][k], tangent[1][k]) = (0.0, 0.0);
    }
    let zero = || vec![0f32; w * h];
    let mut sweep = Sweep { w, h, tangent, spread, push: [zero(), zero()], rest: vec![0.0; w], u: zero() };
    for _ in 0..SWEEPS {
        run_widest(&mut sweep);
    }
    sweep.u.iter().map(|u| u.clamp(-LIMIT, LIMIT)).collect()
}

/// Steps of all nodes; those of the border stay zero.
struct Sweep {
    w: usize,
    h: usize,
    /// Unit vectors along the ridges; zero in the first and last column.
    tangent: [Vec<f32>; 2],
    /// Divergence of the ridges.
    spread: Vec<f32>,
    /// What is still wrong along the ridges, as a vector.
    push: [Vec<f32>; 2],
    /// Scratch: a row's new values, but for what the node to the left adds.
    rest: Vec<f32>,
    u: Vec<f32>,
}

impl Kernel for &mut Sweep {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Sweep { w, h, tangent: [tx, ty], spread, push: [px, py], rest, u } = self;
        let (w, n) = (*w, *w * (*h - 2));
        {
            let (left, right, above, below) = (&u[w - 1..][..n], &u[w + 1..][..n], &u[..n], &u[2 * w..][..n]);
            let (tx, ty, spread) = (&tx[w..][..n], &ty[w..][..n], &spread[w..][..n]);
            let (px, py) = (&mut px[w..][..n], &mut py[w..][..n]);
            for k in 0..n {
                let along = 0.5 * (tx[k] * (right[k] - left[k]) + ty[k] * (below[k] - above[k])) + spread[k];
                px[k] = tx[k] * along;
                py[k] = ty[k] * along;
            }
        }
        for row in 1..*h - 1 {
            let (first, n) = (row * w + 1, w - 2);
            let (here, right, above, below) = (&u[first..][..n], &u[first + 1..][..n], &u[first - w..][..n], &u[first + w..][..n]);
            let (west, east, north, south) = (&px[first - 1..][..n], &px[first + 1..][..n], &py[first - w..][..n], &py[first + w..][..n]);
            let rest = &mut rest[..n];
            for k in 0..n {
                let divergence = 0.5 * (east[k] - west[k] + south[k] - north[k]);
                let around = SMOOTHNESS * (right[k] + above[k] + below[k] - 4.0 * here[k]) - SIZE * here[k];
                rest[k] = here[k] + STEP * (divergence + around);
            }
            let mut left = 0.0;
            for (u, rest) in u[first..][..n].iter_mut().zip(rest) {
                left = *rest + STEP * SMOOTHNESS * left;
                *u = left;
            }
        }
    }
}

/// Unit vectors along the ridges at the relief's nodes.
fn tangents(field: &WaveField, w: usize, h: usize) -> [Vec<f32>; 2] {
    let grid = &field.grid;
    let fine = |k: usize| (k / w * CELL).min(grid.h - 1) * grid.w + (k % w * CELL).min(grid.w - 1);
    [(0..w * h).map(|k| field.gy[fine(k)]).collect(), (0..w * h).map(|k| -field.gx[fine(k)]).collect()]
}

/// d theta / d n a cell, from doubled angles, so that the sign of a tangent does not matter.
fn divergence([tx, ty]: &[Vec<f32>; 2], w: usize, h: usize) -> Vec<f32> {
    let double = |k: usize| (tx[k] * tx[k] - ty[k] * ty[k], 2.0 * tx[k] * ty[k]);
    let turn = |k: usize, m: usize| {
        let ((a, b), (c, d)) = (double(k), double(m));
        0.25 * (a * d - b * c)
    };
    let mut spread = vec![0f32; w * h];
    for k in (1..h - 1).flat_map(|j| (j * w + 1)..((j + 1) * w - 1)) {
        let across = turn(k - 1, k) + turn(k, k + 1);
        let down = turn(k - w, k) + turn(k, k + w);
        spread[k] = (tx[k] * down - ty[k] * across).clamp(-0.25, 0.25);
    }
    spread
}
