//! The wave vector of the ridges at every node of a grid: how they run, and how dense they are.

use super::noise::Lattice;
use super::pattern::Pattern;
use super::relief::spacing_relief;
use crate::math::{TURN, cos, exp, sin};
use crate::random::Random;
use crate::wide::{Kernel, run_wide};

/// Spacing of the fine grid, px.
pub(super) const STEP: usize = 4;

/// Largest contact ellipse of a finger of size 1, px, and a rim for shifts and slips.
const REACH: (f32, f32, f32) = (192.0, 265.0, 290.0);
const RIM: f32 = 36.0;

/// Where the nodes lie: node (i, j) at (left + i step, top + j step), px from the pad's centre, y down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Grid {
    pub w: usize,
    pub h: usize,
    pub step: f32,
    pub left: f32,
    pub top: f32,
}

impl Grid {
    /// Fine grid that holds everything a finger of this size may show; odd counts, so that every second node reaches
    /// the far sides as well.
    pub fn of_finger(size: (f32, f32)) -> Grid {
        let nodes = |px: f32| 2 * (px / (2.0 * STEP as f32)) as usize + 3;
        let (left, top) = (-(REACH.0 * size.0 + RIM), -(REACH.1 * size.1 + RIM));
        let w = nodes(-2.0 * left);
        let h = nodes(REACH.2 * size.1 + RIM - top);
        Grid { w, h, step: STEP as f32, left, top }
    }

    pub fn len(&self) -> usize {
        self.w * self.h
    }

    /// The node left above a point; the nearest such where there is none.
    pub fn node_at(&self, x: f32, y: f32) -> usize {
        let fx = ((x - self.left) / self.step).clamp(0.0, (self.w - 2) as f32);
        let fy = ((y - self.top) / self.step).clamp(0.0, (self.h - 2) as f32);
        fy as usize * self.w + fx as usize
    }

    /// Position of node `k` (row-major).
    pub fn position(&self, k: usize) -> (f32, f32) {
        (self.left + (k % self.w) as f32 * self.step, self.top + (k / self.w) as f32 * self.step)
    }
}

/// Wave vector in radians/px at every node, up to sign: 2 pi / period across the ridges.
pub(super) struct WaveField {
    pub grid: Grid,
    pub gx: Vec<f32>,
    pub gy: Vec<f32>,
}

/// Correlation length (px) and strength (radians) of the noise in the ridge angle.
const ANGLE_NOISE: [(f32, f32); 3] = [(150.0, 0.16), (64.0, 0.13), (34.0, 0.06)];
/// Correlation length (px) and strength of the noise in the logarithm of the period.
const PERIOD_NOISE: [(f32, f32); 2] = [(64.0, 0.05), (34.0, 0.03)];

impl WaveField {
    pub fn sample(pattern: &Pattern, r: &mut Random) -> WaveField {
        run_wide(Sample { pattern, r })
    }

    /// Every second node.
    pub fn coarse(&self) -> WaveField {
        let grid = Grid { w: self.grid.w.div_ceil(2), h: self.grid.h.div_ceil(2), step: 2.0 * self.grid.step, ..self.grid };
        let fine = |k: usize| 2 * (k / grid.w) * self.grid.w + 2 * (k % grid.w);
        let pick = |v: &[f32]| (0..grid.len()).map(|k| v[fine(k)]).collect();
        WaveField { grid, gx: pick(&self.gx), gy: pick(&self.gy) }
    }

    /// +1 where the vectors of two nodes point the same way, -1 where one of them must be turned round.
    #[inline(always)]
    pub fn flip(&self, k: usize, m: usize) -> f32 {
        if self.gx[k] * self.gx[m] + self.gy[k] * self.gy[m] < 0.0 { -1.0 } else { 1.0 }
    }
}

struct Sample<'a> {
    pattern: &'a Pattern,
    r: &'a mut Random,
}

impl Kernel for Sample<'_> {
    type Output = WaveField;

    #[inline(always)]
    fn run(self) -> WaveField {
        let mut field = directions(self.pattern, self.r);
        scale_to_period(&mut field, self.pattern, self.r);
        field
    }
}

/// Unit vectors across the ridges: zero-pole model, shapes of the singularities, noise.
#[inline(always)]
fn directions(pattern: &Pattern, r: &mut Random) -> WaveField {
    let grid = Grid::of_finger(pattern.size);
    let w = grid.w;
    let noises = ANGLE_NOISE.map(|(cell, sd)| (lattice(r, cell, &grid), sd));
    let columns: Vec<_> = noises.iter().map(|(lattice, _)| lattice.columns(w, grid.step)).collect();
    let axes = axes(pattern);
    let mut field = WaveField { grid, gx: vec![0.0; grid.len()], gy: vec![0.0; grid.len()] };
    let (mut re, mut im, mut angle, mut noise) = (vec![0f32; w], vec![0f32; w], vec![0f32; w], vec![0f32; w]);
    let mut blend = vec![];
    for j in 0..grid.h {
        let y = grid.top + j as f32 * grid.step;
        for (i, a) in angle.iter_mut().enumerate() {
            *a = 2.0 * pattern.smooth_angle(grid.left + i as f32 * grid.step, y);
        }
        for ((lattice, sd), columns) in noises.iter().zip(&columns) {
            lattice.row(columns, y - grid.top, &mut blend, &mut noise);
            for (a, n) in angle.iter_mut().zip(&noise) {
                *a += 2.0 * sd * n;
            }
        }
        re.fill(1.0);
        im.fill(0.0);
        for (s, axis) in pattern.singular.iter().zip(&axes) {
            let dy = y - s.y;
            let (sense, nearness) = (if s.core { 1.0 } else { -1.0 }, 1.0 / (s.reach * s.reach));
            let gain = if s.core { -s.shape } else { s.shape * (1.0 / 3.0) };
            for i in 0..w {
                let dx = grid.left + i as f32 * grid.step - s.x;
                let d2 = dx * dx + dy * dy + 1e-3;
                let n = 1.0 / d2.sqrt();
                let (ux, uy) = (dx * n, dy * n);
                (re[i], im[i]) = (re[i] * ux - im[i] * sense * uy, re[i] * sense * uy + im[i] * ux);
                // Core: -sin(phi - axis). Delta: +sin(3 phi - axis) / 3.
                let (vx, vy) = (ux * ux - uy * uy, 2.0 * ux * uy);
                let (qx, qy) = if s.core { (ux, uy) } else { (vx * ux - vy * uy, vx * uy + vy * ux) };
                angle[i] += gain * (qy * axis.0 - qx * axis.1) / (1.0 + d2 * nearness);
            }
        }
        for i in 0..w {
            let (c, s) = (cos(angle[i]), sin(angle[i]));
            let (c, s) = (re[i] * c - im[i] * s, re[i] * s + im[i] * c);
            // Half of the doubled angle, up to sign.
            let a = (0.5 + 0.5 * c.abs()).sqrt();
            let b = 0.5 * s / a;
            let (along_x, along_y) = if c >= 0.0 { (a, b) } else { (b, a) };
            field.gx[j * w + i] = -along_y;
            field.gy[j * w + i] = along_x;
        }
    }
    field
}

/// Direction of the field at each singularity without that one: where a core's legs go, where a delta's bundles lie.
fn axes(pattern: &Pattern) -> Vec<(f32, f32)> {
    let mut axes = vec![];
    for (i, s) in pattern.singular.iter().enumerate() {
        let mut others = pattern.singular.clone();
        others.remove(i);
        axes.push(pattern.double_angle(&others, s.x, s.y));
    }
    axes
}

/// Gives the unit vectors their length: the period at that height, its noise, and the relief of divergence.
#[inline(always)]
fn scale_to_period(field: &mut WaveField, pattern: &Pattern, r: &mut Random) {
    let grid = field.grid;
    let noises = PERIOD_NOISE.map(|(cell, sd)| (lattice(r, cell, &grid), sd));
    let columns: Vec<_> = noises.iter().map(|(lattice, _)| lattice.columns(grid.w, grid.step)).collect();
    let relief = spacing_relief(field);
    let (mut log_omega, mut noise, mut blend) = (vec![0f32; grid.w], vec![0f32; grid.w], vec![]);
    let base = TURN / pattern.period_px;
    for j in 0..grid.h {
        let y = j as f32 * grid.step;
        log_omega.fill(-pattern.log_period(grid.top + y));
        for ((lattice, sd), columns) in noises.iter().zip(&columns) {
            lattice.row(columns, y, &mut blend, &mut noise);
            for (o, n) in log_omega.iter_mut().zip(&noise) {
                *o -= sd * n;
            }
        }
        relief.row(j, &mut noise);
        for i in 0..grid.w {
            let omega = base * exp((log_omega[i] + pattern.follow * noise[i]).clamp(-0.35, 0.30));
            field.gx[j * grid.w + i] *= omega;
            field.gy[j * grid.w + i] *= omega;
        }
    }
}

fn lattice(r: &mut Random, cell: f32, grid: &Grid) -> Lattice {
    Lattice::sample(r, cell, grid.w as f32 * grid.step, grid.h as f32 * grid.step)
}
