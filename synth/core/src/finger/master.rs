//! The master finger: the relaxed phase of its ridges, and its minutiae.

use std::f32::consts::PI;

use super::links::Links;
use super::minutia::{Minutia, settle};
use super::pattern::Pattern;
use super::relaxation::{Phasors, Relaxation, WINDOW};
use super::residues::{Residue, Residues};
use super::wave_field::{Grid, WaveField};
use crate::math::{cos, sin};
use crate::random::Random;

/// Half axes of the ellipse in which minutiae are counted, px on a finger of size 1, and its centre below the pad's.
const REFERENCE: (f32, f32, f32) = (165.0, 235.0, 5.0);
/// Steps on the coarse grid: before the first count, and at most.
const COARSE_STEPS: (usize, usize) = (2, 60);
/// The coarse grid hands over at this share of the wanted number: refining brings some back.
const HAND_OVER: f32 = 1.25;
/// Steps on the fine grid: before the first count, between counts, and at most.
const FINE_STEPS: (usize, usize, usize) = (6, 1, 80);

/// Residues of opposite sense at this distance or less, along and across the ridges, px, are about to meet: a gap, spur or bridge so short
/// that examiners and extractors pass over it.
const CLOSE_PX: (f32, f32) = (26.0, 7.5);
/// How often all are looked at; tries in the window relaxed round two of them, and the steps of one.
const PARTINGS: usize = 3;
const TRIES: usize = 6;
const TRY_STEPS: usize = 8;
/// So many times the wanted number are left to be parted: the others vanish then.
const BEFORE_PARTING: f32 = 1.7;

/// Ridges as phasors on a grid, and the minutiae in them.
pub(super) struct Master {
    pub field: WaveField,
    pub z: Phasors,
    pub minutiae: Vec<Minutia>,
    /// Steps taken on the coarse and the fine grid.
    pub steps: (usize, usize),
}

impl Master {
    /// Grows a finger: random phases, relaxed until about `wanted` minutiae are left in the reference ellipse.
    pub fn grow(pattern: &Pattern, wanted: usize, r: &mut Random) -> Master {
        let field = WaveField::sample(pattern, r);
        let wanted = (wanted as f32 * BEFORE_PARTING) as usize;
        let coarse = field.coarse();
        let (start, coarse_steps) = relax_coarse(&coarse, pattern.size, wanted, r);
        let (mut z, found, fine_steps) = relax_fine(&field, pattern.size, wanted, &refine(&start, &coarse.grid, &field.grid));
        let minutiae = settle(&field, &mut z, &found);
        Master { field, z, minutiae, steps: (coarse_steps, fine_steps) }
    }
}

/// Four times fewer nodes and four times fewer steps than on the fine grid.
fn relax_coarse(field: &WaveField, size: (f32, f32), wanted: usize, r: &mut Random) -> (Phasors, usize) {
    let links = Links::new(field);
    let mut z = random_phasors(&field.grid, r);
    let (mut relaxation, mut residues) = (Relaxation::new(&links), Residues::new(field, &links));
    for step in 1.. {
        relaxation.step(&mut z);
        if step < COARSE_STEPS.0 {
            continue;
        }
        let count = count(&field.grid, size, &residues.find(&z));
        if count as f32 <= wanted as f32 * HAND_OVER || step >= COARSE_STEPS.1 {
            return (z, step);
        }
    }
    unreachable!("the loop returns at its last step")
}

fn relax_fine(
    field: &WaveField, size: (f32, f32), wanted: usize, start: &Phasors,
) -> (Phasors, Vec<Residue>, usize) {
    let links = Links::new(field);
    let mut z = Phasors { re: start.re.clone(), im: start.im.clone() };
    let (mut relaxation, mut residues) = (Relaxation::new(&links), Residues::new(field, &links));
    let (mut found, mut steps) = (vec![], 0);
    while steps == 0 || count(&field.grid, size, &found) > wanted && steps < FINE_STEPS.2 {
        for _ in 0..if steps == 0 { FINE_STEPS.0 } else { FINE_STEPS.1 } {
            relaxation.step(&mut z);
            steps += 1;
        }
        found = residues.find(&z);
    }
    for _ in 0..PARTINGS {
        part_close(field, &found, &mut relaxation, &mut residues, &mut z);
        found = residues.find(&z);
    }
    (z, found, steps)
}

/// Relaxes only where two residues of opposite sense are about to meet, until they vanish or stand apart.
fn part_close(field: &WaveField, found: &[Residue], relaxation: &mut Relaxation, residues: &mut Residues, z: &mut Phasors) {
    let grid = &field.grid;
    let window = |at: usize, nodes: usize| at.saturating_sub(WINDOW / 2).clamp(1, nodes - 1 - WINDOW);
    for (n, a) in found.iter().enumerate() {
        if !meets_any(field, a, &found[n + 1..]) {
            continue;
        }
        let (i, j) = (window(a.node % grid.w, grid.w), window(a.node / grid.w, grid.h));
        for _ in 0..TRIES {
            relaxation.step_window(z, (i, j), TRY_STEPS);
            let left = residues.find_within(z, i..i + WINDOW, j..j + WINDOW);
            if !left.iter().enumerate().any(|(n, a)| meets_any(field, a, &left[n + 1..])) {
                break;
            }
        }
    }
}

/// Whether a residue is about to meet one of others, which come row by row from it on.
fn meets_any(field: &WaveField, a: &Residue, others: &[Residue]) -> bool {
    let (gx, gy) = (field.gx[a.node], field.gy[a.node]);
    let scale = 1.0 / (gx * gx + gy * gy).sqrt();
    let (nx, ny) = (gx * scale, gy * scale);
    let (ax, ay) = field.grid.position(a.node);
    let mut near = others.iter().take_while(|b| field.grid.position(b.node).1 - ay <= CLOSE_PX.0 + CLOSE_PX.1);
    near.any(|b| {
        let (bx, by) = field.grid.position(b.node);
        let (dx, dy) = (bx - ax, by - ay);
        b.winding * a.winding < 0.0 && (dx * ny - dy * nx).abs() <= CLOSE_PX.0 && (dx * nx + dy * ny).abs() <= CLOSE_PX.1
    })
}

fn random_phasors(grid: &Grid, r: &mut Random) -> Phasors {
    let mut z = Phasors::zero(grid.len());
    for k in inner(grid) {
        let phase = r.range(-PI, PI);
        (z.re[k], z.im[k]) = (cos(phase), sin(phase));
    }
    z
}

/// Coarse values on every second node; the first fine step fills the rest.
fn refine(z: &Phasors, coarse: &Grid, fine: &Grid) -> Phasors {
    let mut out = Phasors::zero(fine.len());
    for k in inner(coarse) {
        let m = 2 * (k / coarse.w) * fine.w + 2 * (k % coarse.w);
        (out.re[m], out.im[m]) = (z.re[k], z.im[k]);
    }
    out
}

fn inner(grid: &Grid) -> impl Iterator<Item = usize> + use<> {
    let (w, h) = (grid.w, grid.h);
    (1..h - 1).flat_map(move |j| (j * w + 1)..((j + 1) * w - 1))
}

fn count(grid: &Grid, size: (f32, f32), residues: &[Residue]) -> usize {
    let inside = |residue: &&Residue| {
        let (x, y) = grid.position(residue.node);
        let (ex, ey) = (x / (REFERENCE.0 * size.0), (y - REFERENCE.2) / (REFERENCE.1 * size.1));
        ex * ex + ey * ey < 1.0
    };
    residues.iter().filter(inside).count()
}
