//! The ridges of a finger on pixels, with the detail of its skin: all that an impression reads.

use super::master::Master;
use super::wave_field::{STEP, WaveField};
use crate::math::{ROUNDER, cos, sin};
use crate::random::Random;
use crate::wide::{Kernel, run_widest};

/// Skin at a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Skin {
    /// Height of the ridges, about -1 (valley) to 1 (crest).
    pub ridge: f32,
    /// What the skin adds beside it: edges that swell, pores. Shows more when dry.
    pub detail: f32,
}

/// Skin by pixel, row-major; pixel (0, 0) lies at (left, top) from the pad's centre.
#[derive(Clone)]
pub(super) struct RidgeMap {
    pub w: usize,
    pub h: usize,
    pub left: f32,
    pub top: f32,
    /// As [`Skin::ridge`], in bytes.
    pub ridge: Vec<u8>,
    /// As [`Skin::detail`], in bytes.
    pub detail: Vec<u8>,
}

/// Levels of a byte in one unit of height; byte 128 is height 0. A level is far below the grain of any print.
pub(super) const LEVELS: f32 = 64.0;
pub(super) const ZERO: f32 = 128.0;

/// A height as a byte.
#[inline(always)]
pub(super) fn to_byte(height: f32) -> u8 {
    ((height * LEVELS + ZERO).clamp(0.0, 255.0) + ROUNDER).to_bits() as u8
}

/// A byte as a height.
#[inline(always)]
pub(super) fn from_byte(byte: u8) -> f32 {
    (f32::from(byte) - ZERO) * (1.0 / LEVELS)
}

impl RidgeMap {
    /// Bilinear skin at a point in map pixels. The point must lie in 0..w-1 x 0..h-1.
    pub fn at(&self, x: f32, y: f32) -> Skin {
        let (i, j) = (x as i32 as usize, y as i32 as usize);
        let (a, b) = (x - i as f32, y - j as f32);
        let o = j * self.w + i;
        let mix = |v: &[u8]| {
            let [p, q, r, s] = [v[o], v[o + 1], v[o + self.w], v[o + self.w + 1]].map(from_byte);
            let (upper, lower) = (p + (q - p) * a, r + (s - r) * a);
            upper + (lower - upper) * b
        };
        Skin { ridge: mix(&self.ridge), detail: mix(&self.detail) }
    }
}

/// Mean strength of the beading, of ridge height.
const BEADING: f32 = 0.24;

/// No contact reaches the corners of the map, beyond this squared distance in half sides; they stay bare.
const CORNER: f32 = 1.3;
const BARE: f32 = -1.0;

/// Ridges keep most of their height up to this size of the phasor: they end and fork firmly, without fading.
const FIRMNESS: f32 = 0.35;

/// The real part of the phasor on every pixel: at each the bilinear mix of the four nodes' phasors, each carried there by
/// its own wave vector.
///
/// Beside it the beading: edges of ridges swell and shrink every few pixels, by bilinear noise on the same grid.
pub(super) fn ridge_map(master: &Master, r: &mut Random) -> RidgeMap {
    let grid = &master.field.grid;
    let (w, h) = ((grid.w - 1) * STEP, (grid.h - 1) * STEP);
    let mut map = RidgeMap { w, h, left: grid.left, top: grid.top, ridge: vec![to_byte(BARE); w * h], detail: vec![to_byte(0.0); w * h] };
    let strength = BEADING * r.range(0.6, 1.4);
    let beading: Vec<f32> = (0..grid.len()).map(|_| strength * r.rough_normal()).collect();
    run_widest(Cells { master, beading: &beading, map: &mut map });
    map
}

/// Cells worked out together.
const BLOCK: usize = 32;
/// One quantity of a block of cells.
type Block = [f32; BLOCK];

/// Fills the map by blocks of cells of 4 x 4 px.
struct Cells<'a> {
    master: &'a Master,
    /// At the nodes.
    beading: &'a [f32],
    map: &'a mut RidgeMap,
}

impl Kernel for Cells<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Cells { master, beading, map } = self;
        let grid = &master.field.grid;
        let (half_w, half_h) = (0.5 * (grid.w - 1) as f32, 0.5 * (grid.h - 1) as f32);
        let (mut upper, mut lower) = (Carriers::new(grid.w), Carriers::new(grid.w));
        lower.fill(master, 0);
        for j in 0..grid.h - 1 {
            std::mem::swap(&mut upper, &mut lower);
            lower.fill(master, j + 1);
            let dy = (j as f32 - half_h) / half_h;
            let half = half_w * (CORNER - dy * dy).sqrt();
            let (start, end) = ((half_w - half).max(0.0) as usize, ((half_w + half) as usize).min(grid.w - 1));
            let mut i = start;
            while i < end {
                // The last block may overlap the one before.
                i = i.min(end - BLOCK);
                fill_block(master, (&upper, &lower), beading, (i, j), map);
                i += BLOCK;
            }
        }
    }
}

/// Cosine and sine of one pixel's way across and down, at the nodes of a row.
struct Carriers {
    cx: Vec<f32>,
    sx: Vec<f32>,
    cy: Vec<f32>,
    sy: Vec<f32>,
}

impl Carriers {
    fn new(n: usize) -> Carriers {
        let zero = || vec![0f32; n];
        Carriers { cx: zero(), sx: zero(), cy: zero(), sy: zero() }
    }

    #[inline(always)]
    fn fill(&mut self, master: &Master, row: usize) {
        let w = self.cx.len();
        let (gx, gy) = (&master.field.gx[row * w..(row + 1) * w], &master.field.gy[row * w..(row + 1) * w]);
        let (cx, sx, cy, sy) = (&mut self.cx[..w], &mut self.sx[..w], &mut self.cy[..w], &mut self.sy[..w]);
        for i in 0..w {
            (cx[i], sx[i]) = (cos(gx[i]), sin(gx[i]));
            (cy[i], sy[i]) = (cos(gy[i]), sin(gy[i]));
        }
    }
}

/// Ridge and detail of a block, whose first cell has its top left node at column `i` of row `j`.
#[inline(always)]
fn fill_block(master: &Master, rows: (&Carriers, &Carriers), beading: &[f32], (i, j): (usize, usize), map: &mut RidgeMap) {
    let w = master.field.grid.w;
    let first = j * w + i;
    let nodes = [first, first + 1, first + w, first + w + 1];
    let mut corners = [
        Corner::new(master, rows.0, (first, nodes[0], i)),
        Corner::new(master, rows.0, (first, nodes[1], i + 1)),
        Corner::new(master, rows.1, (first, nodes[2], i)),
        Corner::new(master, rows.1, (first, nodes[3], i + 1)),
    ];
    corners[1].z.four_back(&corners[1].across);
    corners[2].z.four_back(&corners[2].down);
    corners[3].z.four_back(&corners[3].across);
    corners[3].z.four_back(&corners[3].down);
    let beads = nodes.map(|node| block(beading, node));
    for row in 0..STEP {
        let b = row as f32 * 0.25;
        let mut z = corners.each_ref().map(|corner| corner.z);
        // Four pixels of a cell, one byte each.
        let (mut ridge, mut detail) = ([0u32; BLOCK], [0u32; BLOCK]);
        for p in 0..STEP {
            let a = p as f32 * 0.25;
            let weights = [(1.0 - a) * (1.0 - b), a * (1.0 - b), (1.0 - a) * b, a * b];
            let mix = |v: [f32; 4]| v[0] * weights[0] + v[1] * weights[1] + v[2] * weights[2] + v[3] * weights[3];
            for k in 0..BLOCK {
                let height = mix([z[0].re[k], z[1].re[k], z[2].re[k], z[3].re[k]]);
                let side = mix([z[0].im[k], z[1].im[k], z[2].im[k], z[3].im[k]]);
                let firm = height * (1.0 + FIRMNESS) / ((height * height + side * side).sqrt() + FIRMNESS);
                ridge[k] |= u32::from(to_byte(firm)) << (8 * p);
                detail[k] |= u32::from(to_byte(mix([beads[0][k], beads[1][k], beads[2][k], beads[3][k]]))) << (8 * p);
            }
            for (z, corner) in z.iter_mut().zip(&corners) {
                z.turn(&corner.across);
            }
        }
        let o = (j * STEP + row) * map.w + i * STEP;
        map.ridge[o..o + BLOCK * STEP].copy_from_slice(ridge.map(u32::to_le_bytes).as_flattened());
        map.detail[o..o + BLOCK * STEP].copy_from_slice(detail.map(u32::to_le_bytes).as_flattened());
        for corner in &mut corners {
            corner.z.turn(&corner.down);
        }
    }
}

/// Complex numbers of a block.
#[derive(Clone, Copy)]
struct Phases {
    re: Block,
    im: Block,
}

impl Phases {
    /// Carries every number one step on.
    #[inline(always)]
    fn turn(&mut self, step: &Phases) {
        for k in 0..BLOCK {
            let (re, im, c, s) = (self.re[k], self.im[k], step.re[k], step.im[k]);
            (self.re[k], self.im[k]) = (re * c - im * s, re * s + im * c);
        }
    }

    /// Carries every number four steps back.
    #[inline(always)]
    fn four_back(&mut self, step: &Phases) {
        let mut four = *step;
        for _ in 0..2 {
            four.turn(&{ four });
        }
        for im in &mut four.im {
            *im = -*im;
        }
        self.turn(&four);
    }
}

/// One corner of the cells of a block: its phasors at the pixel reached, and their steps to the next.
struct Corner {
    z: Phases,
    across: Phases,
    down: Phases,
}

impl Corner {
    /// Nodes from `node` on, column `i`, in the sense of those from `first` on.
    #[inline(always)]
    fn new(master: &Master, carriers: &Carriers, (first, node, i): (usize, usize, usize)) -> Corner {
        let Master { field: WaveField { gx, gy, .. }, z, .. } = master;
        let (own, here) = ([block(gx, first), block(gy, first)], [block(gx, node), block(gy, node)]);
        let mut corner = Corner {
            z: Phases { re: block(&z.re, node), im: block(&z.im, node) },
            across: Phases { re: block(&carriers.cx, i), im: block(&carriers.sx, i) },
            down: Phases { re: block(&carriers.cy, i), im: block(&carriers.sy, i) },
        };
        for k in 0..BLOCK {
            let flip = if own[0][k] * here[0][k] + own[1][k] * here[1][k] < 0.0 { -1.0 } else { 1.0 };
            corner.z.im[k] *= flip;
            corner.across.im[k] *= flip;
            corner.down.im[k] *= flip;
        }
        corner
    }
}

#[inline(always)]
fn block(values: &[f32], first: usize) -> Block {
    *values[first..].first_chunk().expect("blocks lie inside the grid")
}
