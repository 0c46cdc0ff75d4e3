//! Spacing relief: lets the ridge period take up part of the ridges' divergence.
//!
//! Where ridges fan out at a constant period, new ones must begin: every finger of a class would have minutiae of the
//! same sense at the same place, and different fingers would match. The relief is the change u of the logarithm of the
//! wave number that minimises, with t along the ridges and n across,
//! `(t . grad u + d theta / d n)^2 + 0.15 |grad u|^2 + 0.03 u^2`.

use super::coarse::{CELL, coarse_size};
use super::wave_field::WaveField;

const SWEEPS: usize = 40;
/// Largest change, natural logarithm.
const LIMIT: f32 = 0.3;

/// Relief of a field of unit vectors, within +-0.3, before a finger follows part of it; at the nodes of the coarse grid.
pub(super) fn spacing_relief(field: &WaveField) -> Vec<f32> {
    let (w, h) = coarse_size(&field.grid);
    let tangent = tangents(field, w, h);
    let spread = divergence(&tangent, w, h);
    let mut u = vec![0f32; w * h];
    let (mut fx, mut fy) = (vec![0f32; w * h], vec![0f32; w * h]);
    for _ in 0..SWEEPS {
        for j in 1..h - 1 {
            push(&tangent, &spread, &u, j * w, w, &mut fx, &mut fy);
        }
        for j in 1..h - 1 {
            relax(&fx, &fy, j * w, w, &mut u);
        }
    }
    for v in &mut u {
        *v = v.clamp(-LIMIT, LIMIT);
    }
    u
}

/// What is still wrong along the ridges, as a vector, in the row of `w` nodes that starts at `o`.
fn push(tangent: &[(f32, f32)], spread: &[f32], u: &[f32], o: usize, w: usize, fx: &mut [f32], fy: &mut [f32]) {
    let (above, here, below) = (&u[o - w..o], &u[o..o + w], &u[o + w..o + 2 * w]);
    let (tangent, spread) = (&tangent[o..o + w], &spread[o..o + w]);
    let (fx, fy) = (&mut fx[o..o + w], &mut fy[o..o + w]);
    for i in 1..w - 1 {
        let (x, y) = tangent[i];
        let (ux, uy) = (0.5 * (here[i + 1] - here[i - 1]), 0.5 * (below[i] - above[i]));
        let along = x * ux + y * uy + spread[i];
        fx[i] = x * along;
        fy[i] = y * along;
    }
}

/// One step of the row at `o` against what is wrong; takes the new values of the row above.
fn relax(fx: &[f32], fy: &[f32], o: usize, w: usize, u: &mut [f32]) {
    for k in o + 1..o + w - 1 {
        let laplacian = u[k + 1] + u[k - 1] + u[k + w] + u[k - w] - 4.0 * u[k];
        let divergence = 0.5 * (fx[k + 1] - fx[k - 1] + fy[k + w] - fy[k - w]);
        u[k] += 0.45 * (divergence + 0.15 * laplacian - 0.03 * u[k]);
    }
}

/// Unit vectors along the ridges at the relief's nodes.
fn tangents(field: &WaveField, w: usize, h: usize) -> Vec<(f32, f32)> {
    let grid = &field.grid;
    let at = |k: usize| {
        let (i, j) = ((k % w * CELL).min(grid.w - 1), (k / w * CELL).min(grid.h - 1));
        let fine = j * grid.w + i;
        (field.gy[fine], -field.gx[fine])
    };
    (0..w * h).map(at).collect()
}

/// d theta / d n a cell, from doubled angles, so that the sign of a tangent does not matter.
fn divergence(tangent: &[(f32, f32)], w: usize, h: usize) -> Vec<f32> {
    let double = |k: usize| {
        let (x, y) = tangent[k];
        (x * x - y * y, 2.0 * x * y)
    };
    let turn = |k: usize, m: usize| {
        let ((a, b), (c, d)) = (double(k), double(m));
        0.25 * (a * d - b * c)
    };
    let mut spread = vec![0f32; w * h];
    for k in inner(w, h) {
        let tx = turn(k - 1, k) + turn(k, k + 1);
        let ty = turn(k - w, k) + turn(k, k + w);
        let (x, y) = tangent[k];
        spread[k] = (-y * tx + x * ty).clamp(-0.25, 0.25);
    }
    spread
}

/// Nodes that have all four neighbours.
fn inner(w: usize, h: usize) -> impl Iterator<Item = usize> {
    (1..h - 1).flat_map(move |j| (j * w + 1)..((j + 1) * w - 1))
}
