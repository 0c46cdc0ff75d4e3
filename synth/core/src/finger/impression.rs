//! One capture of a finger: contact, moisture, pressure and grain make ink of ridges; the sensor makes grey levels of ink.

use std::f32::consts::PI;
use std::ops::Range;

use super::contact::{COUNTED, Contact};
use super::expose::expose;
use super::minutia::Minutia;
use super::noise::{Columns, Lattice};
use super::placement::Placement;
use super::presets::Difficulty;
use super::ridge_map::RidgeMap;
use super::stroke::{Stroke, draw};
use crate::random::Random;
use crate::wide::{Kernel, run_wide};

/// Ink ends at this squared distance from the contact's centre.
const INKED: f32 = 1.12;
/// Minutiae nearer than this to the frame are not counted, px.
const FRAME: f32 = 4.0;

/// An impression and its ground truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Impression {
    /// px
    pub width: usize,
    /// px
    pub height: usize,
    /// 8-bit grey, row-major, 500 ppi; ridges dark.
    pub pixels: Vec<u8>,
    /// Every minutia inside the contact area and the frame.
    pub minutiae: Vec<Minutia>,
    /// Size of the contact area in which minutiae are counted, px.
    pub contact_px: usize,
}

/// What of a finger an impression shows.
pub(super) struct Subject<'a> {
    pub map: &'a RidgeMap,
    pub minutiae: &'a [Minutia],
    pub core: (f32, f32),
    pub size: (f32, f32),
    /// The person's own, a standard normal number; and what the finger's condition adds, -1 dry to +1 wet.
    pub moisture: (f32, f32),
    pub ridge_level: f32,
}

/// Captures a finger on a plate of the given size, px.
pub(super) fn capture(subject: &Subject, d: &Difficulty, image: (usize, usize), r: &mut Random) -> Impression {
    let (width, height) = image;
    let placement = Placement::sample(r, d, subject.core, subject.size, image);
    let contact = Contact::sample(r, d, subject.size, image);
    let film = Film::sample(subject, d, image, r);
    let (mut ink, contact_px) = lay_ink(subject.map, &placement, &contact, film, image);
    scratch(&mut ink, d, image, r);
    let pixels = expose(r, &ink, width, d.shot);
    let seen = |m: &Minutia| {
        let in_frame = m.x >= FRAME && m.y >= FRAME && m.x < width as f32 - FRAME && m.y < height as f32 - FRAME;
        in_frame && contact.distance(m.x, m.y) <= COUNTED
    };
    let carried = subject.minutiae.iter().map(|m| m.moved(|x, y| placement.to_image(x, y)));
    Impression { width, height, pixels, minutiae: carried.filter(seen).collect(), contact_px }
}

/// Moisture, pressure and grain between skin and plate.
struct Film {
    level: f32,
    detail: f32,
    grain: f32,
    uneven: f32,
    spots: f32,
    fine: Rows,
    coarse: Rows,
    patch: Rows,
    /// Two cell sizes, so that the axes of the lattice do not show.
    damp: [Rows; 2],
}

/// A lattice with its columns and the row read last.
struct Rows {
    lattice: Lattice,
    columns: Columns,
    row: Vec<f32>,
}

impl Rows {
    fn sample(r: &mut Random, cell: f32, (width, height): (usize, usize)) -> Rows {
        let lattice = Lattice::sample(r, cell, width as f32, height as f32);
        let columns = lattice.columns(width, 1.0);
        Rows { lattice, columns, row: vec![0.0; width] }
    }

    fn read(&mut self, y: usize, blend: &mut Vec<f32>) {
        self.lattice.row(&self.columns, y as f32, blend, &mut self.row);
    }
}

impl Film {
    fn sample(subject: &Subject, d: &Difficulty, image: (usize, usize), r: &mut Random) -> Film {
        let (own, added) = subject.moisture;
        // A quarter of the variance is the person's.
        let moisture = d.moisture.0 + d.moisture.1 * (0.5 * own + 0.87 * r.normal()) + added;
        let (dry, wet) = ((-moisture).clamp(0.0, 1.6), moisture.clamp(0.0, 1.6));
        Film {
            level: 0.55 * wet - 0.40 * dry + 0.05 + subject.ridge_level,
            detail: (1.0 + 1.1 * dry - 0.4 * wet).max(0.3),
            grain: r.range(d.grain.0, d.grain.1) + 0.30 * dry,
            uneven: d.uneven * r.range(0.5, 1.5),
            spots: 0.5 * (wet - dry),
            fine: Rows::sample(r, 2.7, image),
            coarse: Rows::sample(r, 8.0, image),
            patch: Rows::sample(r, 22.0, image),
            damp: [66.0, 41.0].map(|cell| Rows::sample(r, cell, image)),
        }
    }

    fn read(&mut self, y: usize, blend: &mut Vec<f32>) {
        for rows in [&mut self.fine, &mut self.coarse, &mut self.patch].into_iter().chain(&mut self.damp) {
            rows.read(y, blend);
        }
    }
}

/// Ridge height + moisture + noise - pressure lost at the rim, through a soft threshold: 0 ground .. 1 ridge. Also the
/// number of pixels in the counted contact area.
fn lay_ink(
    map: &RidgeMap, placement: &Placement, contact: &Contact, mut film: Film, (width, height): (usize, usize),
) -> (Vec<f32>, usize) {
    let warp = placement.warp(width, height);
    let mut contact_rows = contact.rows(width);
    let [mut distance, mut skin_x, mut skin_y, mut ridge] = [(); 4].map(|()| vec![0f32; width]);
    let mut ink = vec![0f32; width * height];
    let (mut blend, mut contact_px) = (vec![], 0);
    for (y, out) in ink.chunks_exact_mut(width).enumerate() {
        contact_rows.distance(y, &mut distance);
        contact_px += distance.iter().filter(|&&d| d <= COUNTED).count();
        let Some(first) = distance.iter().position(|&d| d < INKED) else { continue };
        let last = distance.iter().rposition(|&d| d < INKED).expect("there is a first");
        film.read(y, &mut blend);
        warp.row(y, &mut skin_x, &mut skin_y);
        let run = first..last + 1;
        run_wide(InkRow {
            map,
            film: &film,
            skin_x: &skin_x[run.clone()],
            skin_y: &skin_y[run.clone()],
            distance: &distance[run.clone()],
            ridge: &mut ridge[run.clone()],
            ink: &mut out[run.clone()],
            run,
        });
    }
    (ink, contact_px)
}

/// One row of ink; the slices cover `run`.
struct InkRow<'a> {
    map: &'a RidgeMap,
    film: &'a Film,
    run: Range<usize>,
    skin_x: &'a [f32],
    skin_y: &'a [f32],
    distance: &'a [f32],
    /// Scratch.
    ridge: &'a mut [f32],
    ink: &'a mut [f32],
}

impl Kernel for InkRow<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let InkRow { map, film, run, skin_x, skin_y, distance, ridge, ink } = self;
        let n = run.len();
        for x in 0..n {
            ridge[x] = height_at(map, skin_x[x], skin_y[x], film.detail);
        }
        let [fine, coarse, patch, damp, damp_fine] =
            [&film.fine, &film.coarse, &film.patch, &film.damp[0], &film.damp[1]].map(|rows| &rows.row[run.clone()][..n]);
        let (distance, ridge, ink) = (&distance[..n], &ridge[..n], &mut ink[..n]);
        for x in 0..n {
            let rim = ((distance[x] - 0.62) * (1.0 / 0.42)).max(0.0);
            let loss = rim * rim * (1.0 + 0.45 * coarse[x] + 0.35 * patch[x]);
            let contrast = ridge[x]
                + film.level
                + film.uneven * (0.75 * (damp[x] + damp_fine[x]) + 0.35 * patch[x])
                + film.spots * (patch[x] - 0.9).max(0.0)
                + film.grain * (0.45 * fine[x] + 0.40 * coarse[x])
                - 1.25 * loss;
            let t = 2.6 * contrast;
            let sigmoid = 0.5 + 0.5 * t / (1.0 + t * t).sqrt();
            let edge = ((1.10 - distance[x]) * 20.0).clamp(0.0, 1.0);
            ink[x] = ((sigmoid - 0.05).max(0.0) * 1.08).min(1.0) * edge;
        }
    }
}

/// Ridge height and skin detail at a point of the master; far below any ink beyond the map.
#[inline(always)]
fn height_at(map: &RidgeMap, x: f32, y: f32, detail: f32) -> f32 {
    let (x, y) = (x - map.left, y - map.top);
    let (right, bottom) = ((map.w - 2) as f32, (map.h - 2) as f32);
    let skin = map.at(x.clamp(0.0, right), y.clamp(0.0, bottom));
    let inside = x >= 0.0 && y >= 0.0 && x <= right && y <= bottom;
    let beyond = if inside { 0.0 } else { 4.0 };
    1.15 * skin.ridge + detail * skin.detail - beyond
}

/// Scratches of the plate: white lines where they cross the print.
fn scratch(ink: &mut [f32], d: &Difficulty, (width, height): (usize, usize), r: &mut Random) {
    for _ in 0..(d.scratches * 2.0 * r.unit()) as usize {
        let from = (r.range(0.2, 0.8) * width as f32, r.range(0.16, 0.84) * height as f32);
        let (angle, length, radius) = (r.range(0.0, PI), r.range(40.0, 220.0), r.range(0.4, 1.5));
        draw(r, Stroke { from, angle, length, radius }, (width, height), |k, cover| ink[k] = ink[k].min(1.0 - cover));
    }
}
