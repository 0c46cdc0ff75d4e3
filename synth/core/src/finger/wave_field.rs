//! The wave vector of the ridges at every node of a grid: how they run, and how dense they are.

use super::coarse::{Coarse, Noise, whole_cells};
use super::pattern::{Pattern, Singularity};
use super::relief::spacing_relief;
use crate::math::{TURN, cos, exp, sin};
use crate::random::Random;
use crate::wide::{Kernel, run_widest};

/// Spacing of the fine grid, px.
pub(super) const STEP: usize = 4;

/// Largest contact ellipse of a finger of size 1, px, and a rim for shifts and slips.
const REACH: (f32, f32, f32) = (204.0, 281.0, 309.0);
pub(super) const RIM: f32 = 36.0;

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
pub(super) const ANGLE_NOISE: [(f32, f32); 3] = [(150.0, 0.16), (64.0, 0.13), (34.0, 0.06)];
/// Correlation length (px) and strength of the noise in the logarithm of the period.
const PERIOD_NOISE: [(f32, f32); 2] = [(64.0, 0.05), (34.0, 0.03)];

impl WaveField {
    pub fn sample(pattern: &Pattern, r: &mut Random) -> WaveField {
        run_widest(Sample { pattern, r })
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
    let noise = Noise::sample(r, ANGLE_NOISE, &grid);
    let slow = Coarse::sample(&grid, |_, x, y| 2.0 * (pattern.smooth_angle(x, y) + noise.at(x - grid.left, y - grid.top)));
    let axes = axes(pattern);
    let mut field = WaveField { grid, gx: vec![0.0; grid.len()], gy: vec![0.0; grid.len()] };
    let (mut re, mut im, mut angle) = (vec![0f32; w], vec![0f32; w], vec![0f32; whole_cells(w)]);
    for j in 0..grid.h {
        let y = grid.top + j as f32 * grid.step;
        slow.row(j, &mut angle);
        re.fill(1.0);
        im.fill(0.0);
        for (s, &axis) in pattern.singular.iter().zip(&axes) {
            turn_about(s, axis, (grid.left, y), (&mut re, &mut im, &mut angle[..w]));
        }
        let (re, im, angle) = (&re[..w], &im[..w], &angle[..w]);
        let (gx, gy) = (&mut field.gx[j * w..(j + 1) * w], &mut field.gy[j * w..(j + 1) * w]);
        for i in 0..w {
            let (c, s) = (cos(angle[i]), sin(angle[i]));
            let (c, s) = (re[i] * c - im[i] * s, re[i] * s + im[i] * c);
            // Half of the doubled angle, up to sign.
            let a = (0.5 + 0.5 * c.abs()).sqrt();
            let b = 0.5 * s / a;
            gx[i] = if c >= 0.0 { -b } else { -a };
            gy[i] = if c >= 0.0 { a } else { b };
        }
    }
    field
}

/// What one singularity adds to a row of doubled angles: a factor (re, im) of the zero-pole model, and its shape.
#[inline(always)]
fn turn_about(
    s: &Singularity, axis: (f32, f32), (left, y): (f32, f32), (re, im, angle): (&mut [f32], &mut [f32], &mut [f32]),
) {
    let n = re.len();
    let (im, angle) = (&mut im[..n], &mut angle[..n]);
    let dy = y - s.y;
    let nearness = 1.0 / (s.reach * s.reach);
    let gain = shape_gain(s);
    for i in 0..n {
        let dx = left + (i * STEP) as f32 - s.x;
        let d2 = dx * dx + dy * dy + 1e-3;
        let scale = 1.0 / d2.sqrt();
        let (ux, uy) = (dx * scale, dy * scale);
        let turn = if s.core { uy } else { -uy };
        (re[i], im[i]) = (re[i] * ux - im[i] * turn, re[i] * turn + im[i] * ux);
        // Core: -sin(phi - axis). Delta: +sin(3 phi - axis) / 3.
        let (vx, vy) = (ux * ux - uy * uy, 2.0 * ux * uy);
        let qx = if s.core { ux } else { vx * ux - vy * uy };
        let qy = if s.core { uy } else { vx * uy + vy * ux };
        angle[i] += gain * (qy * axis.0 - qx * axis.1) / (1.0 + d2 * nearness);
    }
}

/// Strength of a singularity's shape, radians of the doubled angle.
#[inline(always)]
pub(super) fn shape_gain(s: &Singularity) -> f32 {
    if s.core { -s.shape } else { s.shape * (1.0 / 3.0) }
}

/// Direction of the field at each singularity without that one: where a core's legs go, where a delta's bundles lie.
pub(super) fn axes(pattern: &Pattern) -> Vec<(f32, f32)> {
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
    let noise = Noise::sample(r, PERIOD_NOISE, &grid);
    let relief = spacing_relief(field);
    let base = TURN / pattern.period_px;
    let omega = Coarse::sample(&grid, |k, x, y| {
        let log = pattern.follow * relief[k] - pattern.log_period(y) - noise.at(x - grid.left, y - grid.top);
        base * exp(log.clamp(-0.35, 0.30))
    });
    let mut row = vec![0f32; whole_cells(grid.w)];
    for j in 0..grid.h {
        omega.row(j, &mut row);
        let nodes = j * grid.w..(j + 1) * grid.w;
        for ((gx, gy), omega) in field.gx[nodes.clone()].iter_mut().zip(&mut field.gy[nodes]).zip(&row) {
            *gx *= omega;
            *gy *= omega;
        }
    }
}
