//! The ridges of a finger on pixels, with the detail of its skin: all that an impression reads.

use super::master::Master;
use super::wave_field::STEP;
use crate::math::{cos, sin};
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

/// The real part of the phasor on every pixel: at each the bilinear mix of the four nodes' phasors, each carried there by
/// its own wave vector.
pub(super) fn ridge_map(master: &Master) -> RidgeMap {
    let grid = &master.field.grid;
    let (w, h) = ((grid.w - 1) * STEP, (grid.h - 1) * STEP);
    let mut map = RidgeMap { w, h, left: grid.left, top: grid.top, skin: vec![Skin::default(); w * h] };
    run_wide(Cells { master, map: &mut map });
    map
}

/// Fills the map one 4 x 4 cell at a time.
struct Cells<'a> {
    master: &'a Master,
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
                let cell = cell(self.master, j * grid.w + i, &weights);
                for (row, heights) in cell.chunks_exact(STEP).enumerate() {
                    let o = (j * STEP + row) * self.map.w + i * STEP;
                    for (skin, &ridge) in self.map.skin[o..o + STEP].iter_mut().zip(heights) {
                        skin.ridge = ridge;
                    }
                }
            }
        }
    }
}

/// Ridge heights on the 16 pixels right and below of a node. Carriers are products of 4 + 4 unit phasors a corner.
#[inline(always)]
fn cell(master: &Master, first: usize, weights: &[[f32; 16]; 4]) -> [f32; 16] {
    let (field, z) = (&master.field, &master.z);
    let w = field.grid.w;
    let (mut ax, mut ay, mut zr, mut zi) = ([0f32; 16], [0f32; 16], [0f32; 4], [0f32; 4]);
    for (q, k) in [first, first + 1, first + w, first + w + 1].into_iter().enumerate() {
        let flip = field.flip(k, first);
        let (gx, gy) = (flip * field.gx[k], flip * field.gy[k]);
        (zr[q], zi[q]) = (z.re[k], flip * z.im[k]);
        let (ox, oy) = ((STEP * (q & 1)) as f32, (STEP * (q >> 1)) as f32);
        for p in 0..4 {
            ax[4 * q + p] = gx * (p as f32 - ox);
            ay[4 * q + p] = gy * (p as f32 - oy);
        }
    }
    let (mut cx, mut sx, mut cy, mut sy) = ([0f32; 16], [0f32; 16], [0f32; 16], [0f32; 16]);
    for p in 0..16 {
        (cx[p], sx[p]) = (cos(ax[p]), sin(ax[p]));
        (cy[p], sy[p]) = (cos(ay[p]), sin(ay[p]));
    }
    let mut cell = [0f32; 16];
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
                cell[4 * row + p] += weights[q][4 * row + p] * (re[p] * c - im[p] * s);
            }
        }
    }
    cell
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
