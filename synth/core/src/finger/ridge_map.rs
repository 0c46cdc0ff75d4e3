//! The ridges of a finger on pixels, with the detail of its skin: all that an impression reads.

use super::master::Master;
use super::wave_field::STEP;
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

/// Ridges keep most of their height up to this size of the phasor: they end and fork firmly, without fading.
const FIRMNESS: f32 = 0.35;

/// The real part of the phasor on every pixel: at each the bilinear mix of the four nodes' phasors, each carried there by
/// its own wave vector.
///
/// Beside it the beading: edges of ridges swell and shrink every few pixels, by bilinear noise on the same grid.
pub(super) fn ridge_map(master: &Master, r: &mut Random) -> RidgeMap {
    let grid = &master.field.grid;
    let (w, h) = ((grid.w - 1) * STEP, (grid.h - 1) * STEP);
    let mut map = RidgeMap { w, h, left: grid.left, top: grid.top, skin: vec![Skin::default(); w * h] };
    let strength = BEADING * r.range(0.6, 1.4);
    let beading: Vec<f32> = (0..grid.len()).map(|_| strength * r.rough_normal()).collect();
    run_wide(Cells { master, beading: &beading, map: &mut map });
    map
}

/// Fills the map one 4 x 4 cell at a time.
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
        let grid = &self.master.field.grid;
        let weights = corner_weights();
        for j in 0..grid.h - 1 {
            for i in 0..grid.w - 1 {
                let first = j * grid.w + i;
                let heights = cell(self.master, first, &weights);
                let mut details = [0f32; 16];
                for (q, k) in [first, first + 1, first + grid.w, first + grid.w + 1].into_iter().enumerate() {
                    for p in 0..16 {
                        details[p] += self.beading[k] * weights[q][p];
                    }
                }
                for row in 0..STEP {
                    let o = (j * STEP + row) * self.map.w + i * STEP;
                    for (p, skin) in self.map.skin[o..o + STEP].iter_mut().enumerate() {
                        *skin = Skin { ridge: heights[STEP * row + p], detail: details[STEP * row + p] };
                    }
                }
            }
        }
    }
}

/// Ridge heights on the 16 pixels right and below of a node. Carriers are powers of two
/// unit phasors a corner.
#[inline(always)]
fn cell(master: &Master, first: usize, weights: &[[f32; 16]; 4]) -> [f32; 16] {
    let (field, z) = (&master.field, &master.z);
    let w = field.grid.w;
    let (mut steps, mut zr, mut zi) = ([0f32; 8], [0f32; 4], [0f32; 4]);
    for (q, k) in [first, first + 1, first + w, first + w + 1].into_iter().enumerate() {
        let flip = field.flip(k, first);
        (steps[q], steps[4 + q]) = (flip * field.gx[k], flip * field.gy[k]);
        (zr[q], zi[q]) = (z.re[k], flip * z.im[k]);
    }
    let (mut c, mut s) = ([0f32; 8], [0f32; 8]);
    for q in 0..8 {
        (c[q], s[q]) = (cos(steps[q]), sin(steps[q]));
    }
    let (mut cx, mut sx, mut cy, mut sy) = ([0f32; 16], [0f32; 16], [0f32; 16], [0f32; 16]);
    for q in 0..4 {
        let across = carriers(c[q], s[q], q & 1 == 1);
        let down = carriers(c[4 + q], s[4 + q], q >> 1 == 1);
        for p in 0..4 {
            (cx[4 * q + p], sx[4 * q + p]) = (across.0[p], across.1[p]);
            (cy[4 * q + p], sy[4 * q + p]) = (down.0[p], down.1[p]);
        }
    }
    let (mut height, mut side) = ([0f32; 16], [0f32; 16]);
    for q in 0..4 {
        let (mut re, mut im) = ([0f32; 4], [0f32; 4]);
        for p in 0..4 {
            let (c, s) = (cx[4 * q + p], sx[4 * q + p]);
            re[p] = zr[q] * c - zi[q] * s;
            im[p] = zr[q] * s + zi[q] * c;
        }
        for row in 0..4 {
            let (c, s) = (cy[4 * q + row], sy[4 * q + row]);
            for p in 0..4 {
                height[4 * row + p] += weights[q][4 * row + p] * (re[p] * c - im[p] * s);
                side[4 * row + p] += weights[q][4 * row + p] * (re[p] * s + im[p] * c);
            }
        }
    }
    for p in 0..16 {
        let size = (height[p] * height[p] + side[p] * side[p]).sqrt();
        height[p] *= (1.0 + FIRMNESS) / (size + FIRMNESS);
    }
    height
}

/// Powers 0..3 of a unit phasor, or -4..-1 for a corner at the far side of the cell.
#[inline(always)]
fn carriers(c: f32, s: f32, far: bool) -> ([f32; 4], [f32; 4]) {
    let (c2, s2) = (c * c - s * s, 2.0 * c * s);
    let (c3, s3) = (c2 * c - s2 * s, c2 * s + s2 * c);
    if far {
        let (c4, s4) = (c2 * c2 - s2 * s2, 2.0 * c2 * s2);
        ([c4, c3, c2, c], [-s4, -s3, -s2, -s])
    } else {
        ([1.0, c, c2, c3], [0.0, s, s2, s3])
    }
}

/// By corner and pixel of a cell.
#[inline(always)]
fn corner_weights() -> [[f32; 16]; 4] {
    std::array::from_fn(|q| {
        std::array::from_fn(|p| {
            let (a, b) = ((p & 3) as f32 * 0.25, (p >> 2) as f32 * 0.25);
            (if q & 1 == 0 { 1.0 - a } else { a }) * (if q >> 1 == 0 { 1.0 - b } else { b })
        })
    })
}
