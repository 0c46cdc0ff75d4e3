//! Finds the eyes: the window of gradient directions most like a mean face, first coarsely over places, sizes and rolls, then by
//! climbing. Made for one head that fills a good part of the picture, as documents and handhelds take it.

use super::field::{Field, Upright, window, window_points};
use super::places::{LANES, Places, Point};
use super::tables;
use crate::image::Grey;
use crate::resample::resample;

/// Strides, halvings, units a sample.
type Climb = ([f32; 4], usize, usize);

/// Eyes in px of the picture, y down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eyes {
    /// Middle between them.
    pub x: f32,
    /// Middle between them.
    pub y: f32,
    /// Distance.
    pub apart: f32,
    /// Radians, clockwise as seen; 0 is upright.
    pub roll: f32,
}

/// Rows of the picture in which the eyes are searched, and in which they are placed, px.
const COARSE_ROWS: f32 = 75.0;
const FINE_ROWS: f32 = 150.0;
/// Units of the window a sample, until the last climb.
const COARSE_STEP: usize = 2;
/// Places searched, shares of the picture's sides, and the step, px of the coarse picture.
const ACROSS: (f32, f32) = (0.3, 0.7);
const DOWN: (f32, f32) = (0.25, 0.6);
const PLACE_STEP_PX: usize = 2;
/// Eye distances searched, px of the coarse picture: a head of 3/4 of the height has 10.
const APART_PX: [f32; 6] = [8.0, 8.9, 10.0, 11.2, 12.5, 14.0];
/// Radians: up to 14 degrees, 7 apart.
const ROLLS: [f32; 5] = [-0.244, -0.122, 0.0, 0.122, 0.244];
/// Starts of the climb on the coarse and on the fine picture, and how far apart they must be, px and px of eye distance.
const STARTS: usize = 4;
const FINE_STARTS: usize = 2;
const START_PX: f32 = 3.0;
const START_APART_PX: f32 = 1.5;
/// First strides of a climb in x, y, distance (px) and roll (radians), how often they are halved, and units of the window a sample: on the
/// coarse picture, on the fine one, and there to the end.
const COARSE_CLIMB: Climb = ([1.0, 1.0, 0.6, 0.06], 3, COARSE_STEP);
const FINE_CLIMB: Climb = ([0.8, 0.8, 0.8, 0.03], 2, COARSE_STEP);
const LAST_CLIMB: Climb = ([0.2, 0.2, 0.2, 0.0075], 2, 1);
/// Most rounds over all four at one stride.
const ROUNDS: usize = 3;
/// Least correlation with the mean face: pictures of nothing stay below 0.2, half-turned heads reach 0.3.
const CORRELATION_MIN: f32 = 0.22;

/// The eyes of the one face in a picture; None when nothing looks like one.
#[must_use]
pub fn locate(picture: &Grey) -> Option<Eyes> {
    let coarse = Level::of(picture, COARSE_ROWS)?;
    let fine = Level::of(picture, FINE_ROWS)?;
    let mut near: Vec<(f32, Eyes)> = coarse.search().into_iter().map(|eyes| coarse.climb(eyes, COARSE_CLIMB)).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let found = near.iter().take(FINE_STARTS).map(|(_, eyes)| fine.climb(eyes.scaled(coarse.px / fine.px), FINE_CLIMB));
    let (_, eyes) = found.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    let (correlation, eyes) = fine.climb(eyes, LAST_CLIMB);
    (correlation >= CORRELATION_MIN).then(|| eyes.scaled(fine.px))
}

/// What the mean face is made of: the window of a picture whose eyes are known.
#[must_use]
pub fn sample(picture: &Grey, eyes: &Eyes) -> Option<Vec<[f32; 2]>> {
    let fine = Level::of(picture, FINE_ROWS)?;
    Some(window(&fine.field, &eyes.scaled(1.0 / fine.px)))
}

impl Eyes {
    /// In a picture of `k` times as many px.
    fn scaled(&self, k: f32) -> Eyes {
        Eyes { x: (self.x + 0.5) * k - 0.5, y: (self.y + 0.5) * k - 0.5, apart: self.apart * k, roll: self.roll }
    }
}

/// The picture at one resolution.
struct Level {
    field: Field,
    /// px of the picture a px here.
    px: f32,
}

impl Level {
    /// None for a strip.
    fn of(picture: &Grey, rows: f32) -> Option<Level> {
        let px = picture.height as f32 / rows;
        let grey = resample(picture, px);
        if grey.w < 16 || grey.h < 16 {
            return None;
        }
        Some(Level { field: Field::of(&grey), px })
    }

    /// The best places, apart from one another.
    fn search(&self) -> Vec<Eyes> {
        let mut all: Vec<(f32, Eyes)> = vec![];
        let places = Places::of(&self.field);
        for apart in APART_PX {
            for roll in ROLLS {
                self.search_places(&places, &Eyes { x: 0.0, y: 0.0, apart, roll }, &mut all);
            }
        }
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut starts: Vec<Eyes> = vec![];
        for (_, eyes) in all {
            let near = |s: &Eyes| (s.x - eyes.x).abs() + (s.y - eyes.y).abs() <= START_PX && (s.apart - eyes.apart).abs() <= START_APART_PX;
            if !starts.iter().any(near) {
                starts.push(eyes);
            }
            if starts.len() == STARTS {
                break;
            }
        }
        starts
    }

    /// All places at one size and roll, by nearest px.
    fn search_places(&self, places: &Places, at: &Eyes, out: &mut Vec<(f32, Eyes)>) {
        let template = tables::mean_face(COARSE_STEP);
        let upright = Upright::new(at.roll);
        let points: Vec<Point> = window_points(at, COARSE_STEP)
            .zip(&template.d)
            .map(|((dx, dy), t)| Point { dx: dx.round() as i32, dy: dy.round() as i32, t: upright.back(*t) })
            .collect();
        let range = |side: usize, share: (f32, f32), step| ((side as f32 * share.0) as usize..=(side as f32 * share.1) as usize).step_by(step);
        let last = (self.field.w as f32 * ACROSS.1) as usize;
        for y in range(self.field.h, DOWN, PLACE_STEP_PX) {
            for from in range(self.field.w, ACROSS, PLACE_STEP_PX * LANES) {
                let (dots, energies) = places.correlate(&points, from, y);
                for (x, (dot, energy)) in (from..=last).step_by(PLACE_STEP_PX).zip(dots.into_iter().zip(energies)) {
                    out.push((template.scaled(dot, energy), Eyes { x: x as f32, y: y as f32, ..*at }));
                }
            }
        }
    }

    fn correlation(&self, eyes: &Eyes, step: usize) -> f32 {
        let template = tables::mean_face(step);
        // Sums of the products of angles as they lie: turned upright once, at the end.
        let (mut along, mut across, mut energy) = (0.0, 0.0, 0.0);
        for (t, (dx, dy)) in template.d.iter().zip(window_points(eyes, step)) {
            let v = self.field.between(eyes.x + dx, eyes.y + dy);
            along += t[0] * v[0] + t[1] * v[1];
            across += t[0] * v[1] - t[1] * v[0];
            energy += v[0] * v[0] + v[1] * v[1];
        }
        let [dot, _] = Upright::new(eyes.roll).turn([along, across]);
        template.scaled(dot, energy)
    }

    /// Steps in one variable at a time while that helps, then half the strides.
    fn climb(&self, from: Eyes, (mut strides, halvings, step): Climb) -> (f32, Eyes) {
        let mut best = (self.correlation(&from, step), from);
        for _ in 0..halvings {
            for _ in 0..ROUNDS {
                let before = best.0;
                for (variable, stride) in strides.iter().enumerate() {
                    for by in [*stride, -stride] {
                        let eyes = moved(&best.1, variable, by);
                        let correlation = self.correlation(&eyes, step);
                        if correlation > best.0 {
                            best = (correlation, eyes);
                        }
                    }
                }
                if best.0 <= before {
                    break;
                }
            }
            strides = strides.map(|s| s / 2.0);
        }
        best
    }
}

fn moved(eyes: &Eyes, variable: usize, by: f32) -> Eyes {
    let mut v = [eyes.x, eyes.y, eyes.apart, eyes.roll];
    v[variable] += by;
    Eyes { x: v[0], y: v[1], apart: v[2].max(1.0), roll: v[3] }
}
