//! A face as histograms of gradient directions (Dalal, Triggs 2005): 8 x 8 cells of 8 directions on a picture laid on the eyes.

use super::DIMENSIONS;
use super::frame::Frame;
use super::locate::Eyes;
use crate::extract::turn_of;
use crate::image::Grey;
use crate::math;
use crate::plane::Plane;

/// Crop, px, and where the middle between the eyes lies in it: brows to chin, cheek to cheek; hair changes too often.
const WIDTH: usize = 80;
const HEIGHT: usize = 96;
const BETWEEN_EYES: (f32, f32) = (39.5, 29.5);
/// Distance of the eyes in the crop, px.
const APART: f32 = 40.0;
/// Cells a side, and directions over half a turn.
const CELLS: usize = 8;
const DIRECTIONS: usize = 8;
/// Cap of a normalised component, so that one edge (glasses, a fringe) does not outweigh the rest.
const CAP: f32 = 0.25;
/// Least local contrast, of the crop's mean.
const CONTRAST_MIN: f32 = 0.001;

type Cells = [[f32; DIRECTIONS]; CELLS * CELLS];

/// 512 numbers of 0..=0.25: cell by cell, direction by direction.
#[must_use]
pub fn describe(picture: &Grey, eyes: &Eyes) -> [f32; DIMENSIONS] {
    let cells = normalised(&histograms(&upright(picture, eyes)));
    std::array::from_fn(|k| cells[k / DIRECTIONS][k % DIRECTIONS])
}

/// What is described: the face upright, eyes at their places.
#[must_use]
pub fn crop(picture: &Grey, eyes: &Eyes) -> Grey {
    let framed = upright(picture, eyes);
    let pixels = (0..HEIGHT).flat_map(|y| framed.d[(y + 1) * framed.w + 1..][..WIDTH].iter().map(|v| v.round() as u8)).collect();
    Grey { width: WIDTH as u32, height: HEIGHT as u32, pixels }
}

/// Corners of the crop in the picture, px: top left, top right, bottom right, bottom left.
#[must_use]
pub fn corners(eyes: &Eyes) -> [(f32, f32); 4] {
    let (s, c) = math::sin_cos(eyes.roll as f64);
    let (s, c) = (s as f32 * eyes.apart / APART, c as f32 * eyes.apart / APART);
    let (left, top) = (-0.5 - BETWEEN_EYES.0, -0.5 - BETWEEN_EYES.1);
    let (right, bottom) = (left + WIDTH as f32, top + HEIGHT as f32);
    [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(u, v)| (eyes.x + c * u - s * v, eyes.y + s * u + c * v))
}

/// The crop with a rim of 1 px for the gradients.
fn upright(picture: &Grey, eyes: &Eyes) -> Plane {
    let (x, y) = BETWEEN_EYES;
    Frame { width: WIDTH + 2, height: HEIGHT + 2, between_eyes: (x + 1.0, y + 1.0), apart: APART }.lay(picture, eyes)
}

/// Gradient sizes by cell and direction, shared between neighbouring cells and directions.
fn histograms(crop: &Plane) -> Cells {
    let mut cells = [[0.0; DIRECTIONS]; CELLS * CELLS];
    for y in 0..HEIGHT {
        let rows = shares(y, HEIGHT);
        for x in 0..WIDTH {
            let i = (y + 1) * crop.w + x + 1;
            let (gx, gy) = ((crop.d[i + 1] - crop.d[i - 1]) / 2.0, (crop.d[i + crop.w] - crop.d[i - crop.w]) / 2.0);
            let size = (gx * gx + gy * gy).sqrt();
            let turn = turn_of(gx * gx - gy * gy, 2.0 * gx * gy) * DIRECTIONS as f32;
            let (direction, part) = (turn as usize % DIRECTIONS, turn.fract());
            for (row, v) in rows {
                for (column, u) in shares(x, WIDTH) {
                    let cell = &mut cells[row * CELLS + column];
                    cell[direction] += size * u * v * (1.0 - part);
                    cell[(direction + 1) % DIRECTIONS] += size * u * v * part;
                }
            }
        }
    }
    cells
}

/// The two cells that a px belongs to, and its shares; a share that lies outside is 0.
fn shares(at: usize, side: usize) -> [(usize, f32); 2] {
    let u = (at as f32 + 0.5) * CELLS as f32 / side as f32 - 0.5;
    let (k, part) = (u.floor(), u - u.floor());
    [(k, 1.0 - part), (k + 1.0, part)].map(|(k, share)| {
        let inside = (0.0..CELLS as f32).contains(&k);
        (if inside { k as usize } else { 0 }, if inside { share } else { 0.0 })
    })
}

/// Each cell over the contrast of the 3 x 3 round it; the rim continues outside.
fn normalised(cells: &Cells) -> Cells {
    let energy = cells.map(|cell| cell.iter().map(|v| v * v).sum::<f32>());
    let floor = CONTRAST_MIN * (energy.iter().sum::<f32>() / energy.len() as f32 + 1.0);
    let mut out = *cells;
    for (k, cell) in out.iter_mut().enumerate() {
        let near = |at: usize| [at.saturating_sub(1), at, (at + 1).min(CELLS - 1)];
        let around: f32 = near(k / CELLS).iter().flat_map(|row| near(k % CELLS).map(|column| energy[row * CELLS + column])).sum();
        let size = (around + floor).sqrt();
        *cell = cell.map(|v| (v / size).min(CAP));
    }
    out
}
