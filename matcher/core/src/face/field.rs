//! Which way the grey changes, whatever the contrast, and windows of that laid on a pair of eyes.

use super::locate::Eyes;
use crate::math;
use crate::plane::Plane;

/// px; window of the local contrast.
const SIGMA: f32 = 3.0;
/// Grey levels a px added to the local contrast: less is noise.
const FLOOR: f32 = 2.0;

/// Window round the eyes in units of 1/20 of their distance: width, height, and the place between the eyes.
pub const WINDOW: (usize, usize) = (48, 60);
const BETWEEN_EYES: (f32, f32) = (23.5, 22.0);
const UNITS_APART: f32 = 20.0;

/// Gradient directions as doubled angles: (cos 2a, sin 2a) times the share of the local contrast.
pub struct Field {
    pub w: usize,
    pub h: usize,
    pub d: Vec<[f32; 2]>,
}

impl Field {
    /// By central differences; 0 at the rim.
    pub fn of(grey: &Plane) -> Field {
        let (w, h) = (grey.w, grey.h);
        let mut energy = Plane::new(w, h);
        let mut d = vec![[0.0; 2]; w * h];
        for y in 1..h - 1 {
            for x in 1..w - 1 {
                let i = y * w + x;
                let (gx, gy) = ((grey.d[i + 1] - grey.d[i - 1]) / 2.0, (grey.d[i + w] - grey.d[i - w]) / 2.0);
                energy.d[i] = gx * gx + gy * gy;
                d[i] = [gx * gx - gy * gy, 2.0 * gx * gy];
            }
        }
        let local = energy.smooth(SIGMA);
        for ((v, e), near) in d.iter_mut().zip(&energy.d).zip(&local.d) {
            let size = (e.sqrt() + 1e-6) * (near.sqrt() + FLOOR);
            *v = [v[0] / size, v[1] / size];
        }
        Field { w, h, d }
    }

    /// Value at the nearest px; 0 outside.
    fn nearest(&self, x: i32, y: i32) -> [f32; 2] {
        if x < 0 || y < 0 || x >= self.w as i32 || y >= self.h as i32 { [0.0; 2] } else { self.d[y as usize * self.w + x as usize] }
    }

    /// Bilinear value; 0 outside.
    pub fn between(&self, x: f32, y: f32) -> [f32; 2] {
        let (i, j) = (x.floor(), y.floor());
        let (a, b) = (x - i, y - j);
        let (i, j) = (i as i32, j as i32);
        if i < 0 || j < 0 || i + 1 >= self.w as i32 || j + 1 >= self.h as i32 {
            return self.between_at_rim(i, j, a, b);
        }
        let k = j as usize * self.w + i as usize;
        let (top, bottom) = (&self.d[k..k + 2], &self.d[k + self.w..k + self.w + 2]);
        mix([top[0], top[1], bottom[0], bottom[1]], a, b)
    }

    fn between_at_rim(&self, i: i32, j: i32, a: f32, b: f32) -> [f32; 2] {
        let four = [self.nearest(i, j), self.nearest(i + 1, j), self.nearest(i, j + 1), self.nearest(i + 1, j + 1)];
        mix(four, a, b)
    }
}

/// Bilinear mean of the corners of a px square.
fn mix(four: [[f32; 2]; 4], a: f32, b: f32) -> [f32; 2] {
    std::array::from_fn(|c| (four[0][c] * (1.0 - a) + four[1][c] * a) * (1.0 - b) + (four[2][c] * (1.0 - a) + four[3][c] * a) * b)
}

/// Where the points of a window lie in a picture with these eyes, relative to the middle between them, row by row; `step` units apart.
pub fn window_points(eyes: &Eyes, step: usize) -> impl Iterator<Item = (f32, f32)> {
    let (s, c) = math::sin_cos(eyes.roll as f64);
    let (s, c) = (s as f32 * eyes.apart / UNITS_APART, c as f32 * eyes.apart / UNITS_APART);
    let middle = (step - 1) as f32 / 2.0;
    let units = move |n: usize, origin: f32| (0..n / step).map(move |k| (k * step) as f32 + middle - origin);
    units(WINDOW.1, BETWEEN_EYES.1).flat_map(move |v| units(WINDOW.0, BETWEEN_EYES.0).map(move |u| (c * u - s * v, s * u + c * v)))
}

/// The window of a field, turned upright.
pub fn window(field: &Field, eyes: &Eyes) -> Vec<[f32; 2]> {
    let upright = Upright::new(eyes.roll);
    window_points(eyes, 1).map(|(dx, dy)| upright.turn(field.between(eyes.x + dx, eyes.y + dy))).collect()
}

/// Turns doubled angles back by a roll.
#[derive(Clone, Copy)]
pub struct Upright {
    sin2: f32,
    cos2: f32,
}

impl Upright {
    /// `roll` in radians.
    pub fn new(roll: f32) -> Upright {
        let (s, c) = math::sin_cos(2.0 * roll as f64);
        Upright { sin2: s as f32, cos2: c as f32 }
    }

    /// The same direction seen upright.
    pub fn turn(self, v: [f32; 2]) -> [f32; 2] {
        [v[0] * self.cos2 + v[1] * self.sin2, v[1] * self.cos2 - v[0] * self.sin2]
    }
    /// The inverse of [`Upright::turn`].
    pub fn back(self, v: [f32; 2]) -> [f32; 2] {
        [v[0] * self.cos2 - v[1] * self.sin2, v[1] * self.cos2 + v[0] * self.sin2]
    }
}
