//! The ridges of a finger on pixels, with the detail of its skin: all that an impression reads.

use super::master::Master;
use super::wave_field::{STEP, WaveField};
use crate::face::lanes::{F8, WIDTH};
use crate::math::{cos, sin};
use crate::random::Random;
use crate::wide::{Kernel, run_wide};

/// One pixel of skin.
#[derive(Clone, Copy, Debug, Default)]
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
    pub skin: Vec<Skin>,
}

impl RidgeMap {
    /// Bilinear skin at a point in map pixels. The point must lie in 0..w-1 x 0..h-1.
    #[inline(always)]
    pub fn at(&self, x: f32, y: f32) -> Skin {
        let (i, j) = (x as i32 as usize, y as i32 as usize);
        let (a, b) = (x - i as f32, y - j as f32);
        let o = j * self.w + i;
        let (upper, lower) = (&self.skin[o..o + 2], &self.skin[o + self.w..o + self.w + 2]);
        let mix = |p: Skin, q: Skin, t: f32| Skin {
            ridge: p.ridge + (q.ridge - p.ridge) * t,
            detail: p.detail + (q.detail - p.detail) * t,
        };
        mix(mix(upper[0], upper[1], a), mix(lower[0], lower[1], a), b)
    }
}

/// Mean strength of the beading, of ridge height.
const BEADING: f32 = 0.24;

/// No contact reaches the corners of the map, beyond this squared distance in half sides; they stay bare.
const CORNER: f32 = 1.3;
const BARE: Skin = Skin { ridge: -1.0, detail: 0.0 };

/// Ridges keep most of their height up to this size of the phasor: they end and fork firmly, without fading.
const FIRMNESS: f32 = 0.35;

/// The real part of the phasor on every pixel: at each the bilinear mix of the four nodes' phasors, each carried there by
/// its own wave vector.
///
/// Beside it the beading: edges of ridges swell and shrink every few pixels, by bilinear noise on the same grid.
pub(super) fn ridge_map(master: &Master, r: &mut Random) -> RidgeMap {
    let grid = &master.field.grid;
    let (w, h) = ((grid.w - 1) * STEP, (grid.h - 1) * STEP);
    let mut map = RidgeMap { w, h, left: grid.left, top: grid.top, skin: vec![BARE; w * h] };
    let strength = BEADING * r.range(0.6, 1.4);
    let beading: Vec<f32> = (0..grid.len()).map(|_| strength * r.rough_normal()).collect();
    run_wide(Cells { master, beading: &beading, map: &mut map });
    map
}

/// Pixels of a cell.
const CELL_PX: usize = STEP * STEP;

/// Fills the map eight cells of 4 x 4 px at a time.
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
        let mut pixels: [(Vec<f32>, Vec<f32>); CELL_PX] = std::array::from_fn(|_| (vec![0.0; grid.w], vec![0.0; grid.w]));
        for j in 0..grid.h - 1 {
            std::mem::swap(&mut upper, &mut lower);
            lower.fill(master, j + 1);
            let dy = (j as f32 - half_h) / half_h;
            let half = half_w * (CORNER - dy * dy).sqrt();
            let (start, end) = ((half_w - half).max(0.0) as usize, ((half_w + half) as usize).min(grid.w - 1));
            let mut i = start;
            while i < end {
                // The last eight may overlap those before.
                i = i.min(end - WIDTH);
                cells(master, (&upper, &lower), beading, (i, j), &mut pixels);
                i += WIDTH;
            }
            for (p, (ridge, detail)) in pixels.iter().enumerate() {
                let o = (j * STEP + p / STEP) * map.w + p % STEP;
                for i in start..end {
                    map.skin[o + i * STEP] = Skin { ridge: ridge[i], detail: detail[i] };
                }
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

/// Ridge and detail of eight cells, the first with its top left node at column `i` of row `j`; by pixel of a cell.
#[inline(always)]
fn cells(master: &Master, rows: (&Carriers, &Carriers), beading: &[f32], (i, j): (usize, usize), pixels: &mut [(Vec<f32>, Vec<f32>); CELL_PX]) {
    let w = master.field.grid.w;
    let first = j * w + i;
    let mut corners = [
        Corner::new(master, rows.0, (first, first, i)),
        Corner::new(master, rows.0, (first, first + 1, i + 1)).four_left(),
        Corner::new(master, rows.1, (first, first + w, i)).four_up(),
        Corner::new(master, rows.1, (first, first + w + 1, i + 1)).four_left().four_up(),
    ];
    let beads = [load(beading, first), load(beading, first + 1), load(beading, first + w), load(beading, first + w + 1)];
    for row in 0..STEP {
        let b = row as f32 * 0.25;
        let [c0, c1, c2, c3] = &corners;
        let mut z = [(c0.re, c0.im), (c1.re, c1.im), (c2.re, c2.im), (c3.re, c3.im)];
        for p in 0..STEP {
            let a = p as f32 * 0.25;
            let weights = [(1.0 - a) * (1.0 - b), a * (1.0 - b), (1.0 - a) * b, a * b];
            let height = z[0].0 * weights[0] + z[1].0 * weights[1] + z[2].0 * weights[2] + z[3].0 * weights[3];
            let side = z[0].1 * weights[0] + z[1].1 * weights[1] + z[2].1 * weights[2] + z[3].1 * weights[3];
            let detail = beads[0] * weights[0] + beads[1] * weights[1] + beads[2] * weights[2] + beads[3] * weights[3];
            let ridge = height * (1.0 + FIRMNESS) / ((height.sq() + side.sq()).sqrt() + FIRMNESS);
            let (ridges, details) = &mut pixels[STEP * row + p];
            ridges[i..i + WIDTH].copy_from_slice(&ridge.0);
            details[i..i + WIDTH].copy_from_slice(&detail.0);
            for (z, corner) in z.iter_mut().zip(&corners) {
                *z = turned(*z, (corner.cx, corner.sx));
            }
        }
        for corner in &mut corners {
            (corner.re, corner.im) = turned((corner.re, corner.im), (corner.cy, corner.sy));
        }
    }
}

/// One corner of eight cells: its phasor at the pixel reached, and its steps to the next.
#[derive(Clone, Copy)]
struct Corner {
    re: F8,
    im: F8,
    cx: F8,
    sx: F8,
    cy: F8,
    sy: F8,
}

impl Corner {
    /// Nodes from `node` on, column `i`, in the sense of those from `first` on.
    #[inline(always)]
    fn new(master: &Master, carriers: &Carriers, (first, node, i): (usize, usize, usize)) -> Corner {
        let Master { field: WaveField { gx, gy, .. }, z, .. } = master;
        let same = load(gx, first) * load(gx, node) + load(gy, first) * load(gy, node);
        let flip = same.below(0.0, F8::splat(-1.0), F8::splat(1.0));
        Corner {
            re: load(&z.re, node),
            im: load(&z.im, node) * flip,
            cx: load(&carriers.cx, i),
            sx: load(&carriers.sx, i) * flip,
            cy: load(&carriers.cy, i),
            sy: load(&carriers.sy, i) * flip,
        }
    }

    #[inline(always)]
    fn four_left(mut self) -> Corner {
        (self.re, self.im) = four_back((self.re, self.im), (self.cx, self.sx));
        self
    }

    #[inline(always)]
    fn four_up(mut self) -> Corner {
        (self.re, self.im) = four_back((self.re, self.im), (self.cy, self.sy));
        self
    }
}

#[inline(always)]
fn load(values: &[f32], first: usize) -> F8 {
    let v = &values[first..first + WIDTH];
    F8([v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]])
}

/// A phasor carried one step on.
#[inline(always)]
fn turned((re, im): (F8, F8), (c, s): (F8, F8)) -> (F8, F8) {
    (re * c - im * s, re * s + im * c)
}

/// A phasor carried four steps back.
#[inline(always)]
fn four_back(z: (F8, F8), step: (F8, F8)) -> (F8, F8) {
    let two = turned(step, step);
    let four = turned(two, two);
    turned(z, (four.0, -four.1))
}
