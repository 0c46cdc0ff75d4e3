//! One capture of a finger: contact, moisture, pressure and grain make ink of ridges; the sensor makes grey levels of ink.

use std::f32::consts::PI;
use std::ops::Range;

use super::contact::{COUNTED, Contact};
use super::expose::expose;
use super::minutia::Minutia;
use super::noise::Lattice;
use super::placement::Placement;
use super::presets::Difficulty;
use super::ridge_map::RidgeMap;
use super::smooth_field::{SmoothField, padded};
use super::stroke::{Stroke, draw};
use crate::math::{TURN, cos, round_even, sin};
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
    /// Every minutia inside the contact area and the frame, whether it can be made out or not.
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

/// What a finger leaves on a plate, before the sensor sees it.
pub(super) struct Press {
    /// 0 ground .. 1 ridge, row-major.
    pub ink: Vec<f32>,
    pub minutiae: Vec<Minutia>,
    pub contact_px: usize,
}

/// Presses a finger on a plate of the given size, px, turned by `turn` radians beside its own rotation.
pub(super) fn press(subject: &Subject, d: &Difficulty, turn: f32, image: (usize, usize), r: &mut Random) -> Press {
    let (width, height) = image;
    let placement = Placement::sample(r, d, subject.core, subject.size, turn, image);
    let contact = Contact::sample(r, d, subject.size, turn, image);
    let film = Film::sample(subject, d, image, r);
    let (mut ink, contact_px) = lay_ink(subject, &placement, &contact, &film, image);
    if r.chance(d.smear) {
        smear(&mut ink, image, r);
    }
    let seen = |m: &Minutia| {
        let in_frame = m.x >= FRAME && m.y >= FRAME && m.x < width as f32 - FRAME && m.y < height as f32 - FRAME;
        in_frame && contact.distance(m.x, m.y) <= COUNTED
    };
    let carried = subject.minutiae.iter().map(|m| m.moved(|x, y| placement.to_image(x, y)));
    Press { ink, minutiae: carried.filter(seen).collect(), contact_px }
}

/// What the plate and the sensor make of the ink.
pub(super) fn sense(mut ink: Vec<f32>, d: &Difficulty, image: (usize, usize), r: &mut Random) -> Vec<u8> {
    scratch(&mut ink, d, image, r);
    dust(&mut ink, d, image, r);
    expose(r, &ink, image.0, d)
}

/// Moisture, pressure and grain between skin and plate.
struct Film {
    level: f32,
    detail: f32,
    grain: f32,
    spots: f32,
    /// Uneven moisture and pressure.
    damp: SmoothField,
    patch: SmoothField,
    coarse: SmoothField,
    fine: Lattice,
}

impl Film {
    fn sample(subject: &Subject, d: &Difficulty, image: (usize, usize), r: &mut Random) -> Film {
        let (own, added) = subject.moisture;
        // A quarter of the variance is the person's.
        let moisture = d.moisture.0 + d.moisture.1 * (0.5 * own + 0.87 * r.normal()) + added;
        let (dry, wet) = ((-moisture).clamp(0.0, 1.6), moisture.clamp(0.0, 1.6));
        let grain = r.range(d.grain.0, d.grain.1) + 0.30 * dry;
        let patch = patches(r, 22.0, image);
        let uneven = d.uneven * r.range(0.5, 1.5);
        let damp = damp(r, uneven, image);
        Film {
            level: 0.55 * wet - 0.40 * dry + 0.05 + subject.ridge_level,
            detail: (1.0 + 1.1 * dry - 0.4 * wet).max(0.3),
            grain,
            spots: 0.5 * (wet - dry),
            damp,
            patch,
            coarse: SmoothField::sample(image, |_, _| r.rough_normal()),
            fine: Lattice::sample(r, 2.7, image.0 as f32, image.1 as f32),
        }
    }
}

fn patches(r: &mut Random, cell: f32, image: (usize, usize)) -> SmoothField {
    let lattice = Lattice::sample(r, cell, image.0 as f32, image.1 as f32);
    SmoothField::sample(image, |x, y| lattice.at(x, y))
}

/// Two lattices, one of them turned, read at places that a third has shifted: no axis and no cell shows.
fn damp(r: &mut Random, strength: f32, (width, height): (usize, usize)) -> SmoothField {
    let (w, h) = (width as f32, height as f32);
    let shift = Lattice::sample(r, 90.0, 2.0 * w, h);
    let wide = Lattice::sample(r, 66.0, w + 200.0, h + 200.0);
    let turned = Lattice::sample(r, 38.0, 0.8 * (w + h) + 200.0, 0.8 * (w + h) + 200.0);
    SmoothField::sample((width, height), |x, y| {
        let (px, py) = (x + 100.0 + 40.0 * shift.at(x, y), y + 100.0 + 40.0 * shift.at(x + w, y));
        strength * 0.75 * (wide.at(px, py) + turned.at(0.8 * px + 0.6 * py, 0.6 * h + 0.8 * py - 0.6 * px + 0.6 * w))
    })
}

/// Ridge height + moisture + noise - pressure lost at the rim, through a soft threshold: 0 ground .. 1 ridge. Also the
/// number of pixels in the counted contact area.
fn lay_ink(
    subject: &Subject, placement: &Placement, contact: &Contact, film: &Film, image: (usize, usize),
) -> (Vec<f32>, usize) {
    let map = subject.map;
    let on_map = |x, y| {
        let (mx, my) = placement.to_master(x, y);
        (mx - map.left, my - map.top)
    };
    run_wide(Ink {
        heights: Heights::of(map, film.detail),
        skin: SmoothField::pair(image, on_map),
        distance: SmoothField::sample(image, |x, y| contact.distance(x, y)),
        film,
        image,
    })
}

/// Ridge and skin detail as one height, on the pixels of the map.
struct Heights {
    w: usize,
    h: usize,
    values: Vec<f32>,
}

impl Heights {
    fn of(map: &RidgeMap, detail: f32) -> Heights {
        let mut values = vec![0f32; map.skin.len()];
        for (value, skin) in values.iter_mut().zip(&map.skin) {
            *value = 1.15 * skin.ridge + detail * skin.detail;
        }
        Heights { w: map.w, h: map.h, values }
    }
}

/// The whole ink of an image.
struct Ink<'a> {
    heights: Heights,
    /// Points of the map under the image.
    skin: (SmoothField, SmoothField),
    distance: SmoothField,
    film: &'a Film,
    image: (usize, usize),
}

/// The quantities of one row of pixels.
struct Row {
    skin: [Vec<f32>; 2],
    distance: Vec<f32>,
    damp: Vec<f32>,
    patch: Vec<f32>,
    coarse: Vec<f32>,
    fine: Vec<f32>,
    /// Index of the map's pixel left above, and the four heights round the point.
    first: Vec<u32>,
    corners: [Vec<f32>; 4],
}

impl Kernel for Ink<'_> {
    type Output = (Vec<f32>, usize);

    #[inline(always)]
    fn run(self) -> (Vec<f32>, usize) {
        let (width, height) = self.image;
        let film = self.film;
        let columns = film.fine.columns(width, 1.0);
        let new = || vec![0f32; padded(width)];
        let mut row = Row {
            skin: [new(), new()],
            distance: new(),
            damp: new(),
            patch: new(),
            coarse: new(),
            fine: new(),
            first: vec![0; padded(width)],
            corners: [new(), new(), new(), new()],
        };
        let mut ink = vec![0f32; width * height];
        let (mut blend, mut contact_px) = (vec![], 0);
        for (y, out) in ink.chunks_exact_mut(width).enumerate() {
            self.distance.row(y, &mut row.distance);
            let distance = &row.distance[..width];
            let Some(first) = distance.iter().position(|&d| d < INKED) else { continue };
            let run = first..distance.iter().rposition(|&d| d < INKED).expect("there is a first") + 1;
            contact_px += distance[run.clone()].iter().map(|&d| usize::from(d <= COUNTED)).sum::<usize>();
            self.skin.0.row(y, &mut row.skin[0]);
            self.skin.1.row(y, &mut row.skin[1]);
            film.damp.row(y, &mut row.damp);
            film.patch.row(y, &mut row.patch);
            film.coarse.row(y, &mut row.coarse);
            film.fine.row(&columns, y as f32, &mut blend, &mut row.fine[..width]);
            find_heights(&self.heights, &mut row, run.clone());
            ink_row(film, &row, run.clone(), &mut out[run]);
        }
        (ink, contact_px)
    }
}

/// Looks up the four heights round every point of a run; the fractions stay in `row.skin`. Beyond the map there is none.
#[inline(always)]
fn find_heights(heights: &Heights, row: &mut Row, run: Range<usize>) {
    let n = run.len();
    let (right, bottom) = ((heights.w - 2) as f32, (heights.h - 2) as f32);
    let [skin_x, skin_y] = &mut row.skin;
    let (xs, ys, first) = (&mut skin_x[run.clone()][..n], &mut skin_y[run.clone()][..n], &mut row.first[run.clone()][..n]);
    for x in 0..n {
        let (px, py) = (xs[x].clamp(0.0, right), ys[x].clamp(0.0, bottom));
        let (i, j) = (px as i32, py as i32);
        first[x] = (j * heights.w as i32 + i) as u32;
        (xs[x], ys[x]) = (px - i as f32, py - j as f32);
    }
    let (w, values) = (heights.w, &heights.values[..]);
    let [a, b, c, d] = &mut row.corners;
    let (a, b, c, d) = (&mut a[run.clone()][..n], &mut b[run.clone()][..n], &mut c[run.clone()][..n], &mut d[run][..n]);
    for x in 0..n {
        let o = first[x] as usize;
        let (upper, lower) = (&values[o..o + 2], &values[o + w..o + w + 2]);
        (a[x], b[x], c[x], d[x]) = (upper[0], upper[1], lower[0], lower[1]);
    }
}

#[inline(always)]
fn ink_row(film: &Film, row: &Row, run: Range<usize>, ink: &mut [f32]) {
    let n = run.len();
    let [a, b, c, d] = &row.corners;
    let (a, b, c, d) = (&a[run.clone()][..n], &b[run.clone()][..n], &c[run.clone()][..n], &d[run.clone()][..n]);
    let (across, down) = (&row.skin[0][run.clone()][..n], &row.skin[1][run.clone()][..n]);
    let (distance, damp, patch) = (&row.distance[run.clone()][..n], &row.damp[run.clone()][..n], &row.patch[run.clone()][..n]);
    let (coarse, fine, ink) = (&row.coarse[run.clone()][..n], &row.fine[run][..n], &mut ink[..n]);
    for x in 0..n {
        let upper = a[x] + (b[x] - a[x]) * across[x];
        let lower = c[x] + (d[x] - c[x]) * across[x];
        let rim = ((distance[x] - 0.62) * (1.0 / 0.42)).max(0.0);
        let loss = rim * rim * (1.0 + 0.45 * coarse[x] + 0.35 * patch[x]);
        let contrast = upper
            + (lower - upper) * down[x]
            + film.level
            + damp[x]
            + film.spots * (patch[x] - 0.9).max(0.0)
            + film.grain * (0.45 * fine[x] + 0.40 * coarse[x])
            - 1.25 * loss;
        let t = 2.6 * contrast;
        let sigmoid = 0.5 + 0.5 * t / (1.0 + t * t).sqrt();
        let edge = ((1.10 - distance[x]) * 20.0).clamp(0.0, 1.0);
        ink[x] = ((sigmoid - 0.05).max(0.0) * 1.08).min(1.0) * edge;
    }
}

/// Scratches of the plate: white lines where they cross the print.
fn scratch(ink: &mut [f32], d: &Difficulty, (width, height): (usize, usize), r: &mut Random) {
    for _ in 0..(d.scratches * 2.0 * r.unit()) as usize {
        let from = (r.range(0.2, 0.8) * width as f32, r.range(0.16, 0.84) * height as f32);
        let (angle, length, radius) = (r.range(0.0, PI), r.range(40.0, 220.0), r.range(0.4, 1.5));
        draw(r, Stroke { from, angle, length, radius }, (width, height), |k, cover| ink[k] = ink[k].min(1.0 - cover));
    }
}

/// Specks and fibres on the plate, dark where nothing touches, pale where a ridge cannot reach it.
fn dust(ink: &mut [f32], d: &Difficulty, (width, height): (usize, usize), r: &mut Random) {
    for _ in 0..(d.dust * 2.0 * r.unit()) as usize {
        let from = (r.unit() * width as f32, r.unit() * height as f32);
        let length = if r.chance(0.85) { r.range(1.5, 5.0) } else { r.range(10.0, 45.0) };
        let stroke = Stroke { from, angle: r.range(0.0, PI), length, radius: r.range(0.4, 1.3) };
        let dark = r.range(0.15, 0.7);
        draw(r, stroke, (width, height), |k, cover| ink[k] += cover * (dark * (1.0 - 2.0 * ink[k])).clamp(-0.5, 0.5));
    }
}

/// The finger slid while it was pressed: one part of the print is drawn out along the motion.
fn smear(ink: &mut [f32], (width, height): (usize, usize), r: &mut Random) {
    let angle = r.range(0.0, TURN);
    let (length, softness) = (r.range(3.0, 8.0), r.range(60.0, 140.0));
    let (dx, dy) = (cos(angle), sin(angle));
    let start = r.range(40.0, 150.0);
    let before = ink.to_vec();
    let (middle_x, middle_y) = (0.5 * width as f32, 0.5 * height as f32);
    let offsets = [1.0, 2.0, 3.0].map(|q| {
        let step = q / 3.0 * length;
        (round_even(step * dy) as isize) * width as isize + round_even(step * dx) as isize
    });
    for k in 0..ink.len() {
        let (x, y) = ((k % width) as f32 - middle_x, (k / width) as f32 - middle_y);
        let share = ((x * dx + y * dy - start) / softness).clamp(0.0, 1.0);
        if share > 0.0 {
            let drawn = offsets.map(|o| k.checked_add_signed(-o).and_then(|from| before.get(from)).copied().unwrap_or(0.0));
            let mean = 0.25 * (before[k] + drawn[0] + drawn[1] + drawn[2]);
            ink[k] += share * (mean - before[k]);
        }
    }
}
