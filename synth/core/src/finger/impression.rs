//! One capture of a finger: contact, moisture, pressure and grain make ink of ridges; the sensor makes grey levels of ink.

use std::f32::consts::PI;
use std::ops::Range;

use super::contact::{COUNTED, Contact};
use super::expose::expose;
use super::minutia::Minutia;
use super::grain::Grain;
use super::heights::Heights;
use super::noise::Lattice;
use super::placement::Placement;
use super::presets::Difficulty;
use super::ridge_map::{LEVELS, RidgeMap, ZERO};
use super::smooth_field::{SmoothField, padded};
use super::stroke::{Stroke, draw};
use crate::math::{ROUNDER, TURN, cos, round_even, sin};
use crate::random::Random;
use crate::wide::{Kernel, run_widest};

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
    let placement = Placement::sample(r, d, subject.core, subject.size, turn, image);
    let contact = Contact::sample(r, d, subject.size, turn, image);
    press_there(subject, d, (&placement, &contact), image, r)
}

/// Presses a finger that lies and touches as given.
pub(super) fn press_there(
    subject: &Subject, d: &Difficulty, (placement, contact): (&Placement, &Contact), image: (usize, usize), r: &mut Random,
) -> Press {
    let (width, height) = image;
    let film = Film::sample(subject, d, image, r);
    let (mut ink, contact_px) = lay_ink(subject, placement, contact, &film, image, r);
    if r.chance(d.smear) {
        smear(&mut ink, image, r);
    }
    let seen = |m: &&Minutia| {
        let (x, y) = placement.to_image(m.x, m.y);
        let in_frame = x >= FRAME && y >= FRAME && x < width as f32 - FRAME && y < height as f32 - FRAME;
        in_frame && contact.distance(x, y) <= COUNTED
    };
    let carried = subject.minutiae.iter().filter(seen).map(|m| m.moved(|x, y| placement.to_image(x, y)));
    Press { ink, minutiae: carried.collect(), contact_px }
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
    damp: Damp,
    patch: Lattice,
    fine: Grain,
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
            spots: 0.5 * (wet - dry),
            patch: Lattice::sample(r, 22.0, image.0 as f32, image.1 as f32),
            damp: Damp::sample(r, d.uneven, image),
            fine: Grain::sample(r),
        }
    }

    /// What moisture and coarse grain add to the height of the skin at a place, less the pressure lost at the rim.
    fn push(&self, x: f32, y: f32, distance: f32, coarse: f32) -> f32 {
        let patch = self.patch.at(x, y);
        let rim = ((distance - 0.62) * (1.0 / 0.42)).max(0.0);
        let loss = rim * rim * (1.0 + 0.45 * coarse + 0.35 * patch);
        self.level + self.damp.at(x, y) + self.spots * (patch - 0.9).max(0.0) + self.grain * 0.40 * coarse - 1.25 * loss
    }
}

/// Uneven moisture: two lattices, one of them turned, read at places that a third has shifted: no axis and no cell shows.
struct Damp {
    strength: f32,
    size: (f32, f32),
    shift: Lattice,
    wide: Lattice,
    turned: Lattice,
}

impl Damp {
    fn sample(r: &mut Random, uneven: f32, (width, height): (usize, usize)) -> Damp {
        let (w, h) = (width as f32, height as f32);
        Damp {
            strength: 0.75 * uneven * r.range(0.5, 1.5),
            size: (w, h),
            shift: Lattice::sample(r, 90.0, 2.0 * w, h),
            wide: Lattice::sample(r, 66.0, w + 200.0, h + 200.0),
            turned: Lattice::sample(r, 38.0, 0.8 * (w + h) + 200.0, 0.8 * (w + h) + 200.0),
        }
    }

    fn at(&self, x: f32, y: f32) -> f32 {
        let (w, h) = self.size;
        let (px, py) = (x + 100.0 + 40.0 * self.shift.at(x, y), y + 100.0 + 40.0 * self.shift.at(x + w, y));
        let turned = self.turned.at(0.8 * px + 0.6 * py, 0.6 * h + 0.8 * py - 0.6 * px + 0.6 * w);
        self.strength * (self.wide.at(px, py) + turned)
    }
}

/// Beyond this squared distance nothing is worked out: no pixel that has ink lies in a cell with such a corner.
const BEYOND: f32 = 1.7;

/// Ridge height + moisture + noise - pressure lost at the rim, through a soft threshold: 0 ground .. 1 ridge. Also the
/// number of pixels in the counted contact area.
fn lay_ink(
    subject: &Subject, placement: &Placement, contact: &Contact, film: &Film, image: (usize, usize), r: &mut Random,
) -> (Vec<f32>, usize) {
    let map = subject.map;
    let [distance, skin_x, skin_y, push] = SmoothField::sample(image, |x, y| {
        let distance = contact.distance(x, y);
        if distance > BEYOND {
            return [distance, 0.0, 0.0, 0.0];
        }
        let (mx, my) = placement.to_master(x, y);
        [distance, mx - map.left, my - map.top, film.push(x, y, distance, r.rough_normal())]
    });
    run_widest(Ink { heights: Heights::of(map, film.detail), distance, skin: [skin_x, skin_y], push, film, image })
}

/// The whole ink of an image.
struct Ink<'a> {
    heights: Heights,
    distance: SmoothField,
    /// Points of the map under the image.
    skin: [SmoothField; 2],
    push: SmoothField,
    film: &'a Film,
    image: (usize, usize),
}

/// The quantities of one row of pixels.
struct Row {
    distance: Vec<f32>,
    skin: [Vec<f32>; 2],
    push: Vec<f32>,
    fine: Vec<f32>,
    /// Index of the map's pixel left above, then the four heights round the point.
    quads: Vec<u32>,
}

impl Kernel for Ink<'_> {
    type Output = (Vec<f32>, usize);

    #[inline(always)]
    fn run(self) -> (Vec<f32>, usize) {
        let (width, height) = self.image;
        let new = || vec![0f32; padded(width)];
        let mut row = Row { distance: new(), skin: [new(), new()], push: new(), fine: new(), quads: vec![0; padded(width)] };
        let mut ink = vec![0f32; width * height];
        let mut contact_px = 0;
        for (y, out) in ink.chunks_exact_mut(width).enumerate() {
            self.distance.row(y, &mut row.distance);
            let distance = &row.distance[..width];
            let Some(first) = distance.iter().position(|&d| d < INKED) else { continue };
            let run = first..distance.iter().rposition(|&d| d < INKED).expect("there is a first") + 1;
            contact_px += distance[run.clone()].iter().map(|&d| u32::from(d <= COUNTED)).sum::<u32>();
            self.skin[0].row(y, &mut row.skin[0]);
            self.skin[1].row(y, &mut row.skin[1]);
            self.push.row(y, &mut row.push);
            self.film.fine.row(y, &mut row.fine);
            find_heights(&self.heights, &mut row, run.clone());
            ink_row(0.45 * self.film.grain, &row, run.clone(), &mut out[run]);
        }
        (ink, contact_px as usize)
    }
}

/// Looks up the four heights round every point of a run; the fractions stay in `row.skin`. Beyond the map there is none.
#[inline(always)]
fn find_heights(heights: &Heights, row: &mut Row, run: Range<usize>) {
    let n = run.len();
    let (right, bottom) = ((heights.w - 2) as f32, (heights.h - 2) as f32);
    let [skin_x, skin_y] = &mut row.skin;
    let (xs, ys, quads) = (&mut skin_x[run.clone()][..n], &mut skin_y[run.clone()][..n], &mut row.quads[run][..n]);
    for x in 0..n {
        let (px, py) = (xs[x].clamp(0.0, right), ys[x].clamp(0.0, bottom));
        // On a whole number the fraction may come out as 0 or 1: the same point.
        let (i, j) = ((px - 0.5).max(0.0) + ROUNDER, (py - 0.5).max(0.0) + ROUNDER);
        quads[x] = (j.to_bits() & 0x3f_ffff) * heights.w as u32 + (i.to_bits() & 0x3f_ffff);
        (xs[x], ys[x]) = (px - (i - ROUNDER), py - (j - ROUNDER));
    }
    for quad in quads {
        *quad = heights.quad(*quad as usize);
    }
}

#[inline(always)]
fn ink_row(grain: f32, row: &Row, run: Range<usize>, ink: &mut [f32]) {
    let n = run.len();
    let quads = &row.quads[run.clone()][..n];
    let (across, down) = (&row.skin[0][run.clone()][..n], &row.skin[1][run.clone()][..n]);
    let (distance, push) = (&row.distance[run.clone()][..n], &row.push[run.clone()][..n]);
    let (fine, ink) = (&row.fine[run][..n], &mut ink[..n]);
    let byte = |quad: u32, shift: u32| ((quad >> shift) & 255) as i32 as f32;
    for x in 0..n {
        let (a, c) = (byte(quads[x], 0), byte(quads[x], 16));
        let upper = a + (byte(quads[x], 8) - a) * across[x];
        let lower = c + (byte(quads[x], 24) - c) * across[x];
        let height = (upper + (lower - upper) * down[x] - ZERO) * (1.0 / LEVELS);
        let t = 2.6 * (height + push[x] + grain * fine[x]);
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
