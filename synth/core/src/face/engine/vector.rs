//! Small scalar mathematics of the face: vectors, colours, soft steps, value noise.

use super::super::super::hash::{SCALE, raw};
use crate::math::round_even;

/// A place or direction: x to the picture's right, y up, z towards the camera; places in cm.
pub type Vec3 = [f32; 3];

/// Linear light, red, green, blue; 1 is a white sheet in even light.
pub type Rgb = [f32; 3];

/// Rows of a rotation.
pub type Matrix = [Vec3; 3];

#[inline(always)]
pub fn dot(a: Vec3, b: Vec3) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[inline(always)]
pub fn plus(a: Vec3, b: Vec3, k: f32) -> Vec3 {
    [a[0] + b[0] * k, a[1] + b[1] * k, a[2] + b[2] * k]
}

#[inline(always)]
pub fn scaled(a: Vec3, k: f32) -> Vec3 {
    [a[0] * k, a[1] * k, a[2] * k]
}

/// Length 1; of a null vector, null.
#[inline(always)]
pub fn unit(v: Vec3) -> Vec3 {
    scaled(v, 1.0 / dot(v, v).sqrt().max(1e-9))
}

#[inline(always)]
pub fn rotated(m: &Matrix, v: Vec3) -> Vec3 {
    [dot(m[0], v), dot(m[1], v), dot(m[2], v)]
}

pub fn transposed(m: &Matrix) -> Matrix {
    [
        [m[0][0], m[1][0], m[2][0]],
        [m[0][1], m[1][1], m[2][1]],
        [m[0][2], m[1][2], m[2][2]],
    ]
}

pub fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let columns = transposed(b);
    a.map(|row| rotated(&columns, row))
}

#[inline(always)]
pub fn lerp(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}

#[inline(always)]
pub fn mix(a: Rgb, b: Rgb, t: f32) -> Rgb {
    [
        lerp(a[0], b[0], t),
        lerp(a[1], b[1], t),
        lerp(a[2], b[2], t),
    ]
}

#[inline(always)]
pub fn sq(x: f32) -> f32 {
    x * x
}

/// Limited to 0..1, without calls (`f32::clamp` checks its bounds).
#[inline(always)]
pub fn clamp01(x: f32) -> f32 {
    let x = if x > 0.0 { x } else { 0.0 };
    if x < 1.0 { x } else { 1.0 }
}

/// From 0 at `a` to 1 at `b` without a kink; `a` may be the larger.
#[inline(always)]
pub fn smooth(a: f32, b: f32, x: f32) -> f32 {
    crate::math::smooth_step(clamp01((x - a) / (b - a)))
}

/// Compact bell of a squared distance: about exp(-s), 0 from s = 4 on.
#[inline(always)]
pub fn bell(s: f32) -> f32 {
    let t = 1.0 - 0.25 * s;
    let t = if t > 0.0 { t } else { 0.0 };
    sq(sq(t))
}

/// 1 if true, else 0.
#[inline(always)]
pub fn one_if(condition: bool) -> f32 {
    if condition { 1.0 } else { 0.0 }
}

/// Largest whole number not above x, for |x| < 2^22, without a call.
#[inline(always)]
pub fn floor(x: f32) -> f32 {
    let r = round_even(x);
    if r > x { r - 1.0 } else { r }
}

/// Value noise, 0..1, of cell size 1.
#[inline(always)]
pub fn noise2(x: f32, y: f32, seed: u32) -> f32 {
    let (i, j) = (floor(x), floor(y));
    let (a, b) = (
        crate::math::smooth_step(x - i),
        crate::math::smooth_step(y - j),
    );
    let low = lerp(raw(i, j, seed), raw(i + 1.0, j, seed), a);
    let high = lerp(raw(i, j + 1.0, seed), raw(i + 1.0, j + 1.0, seed), a);
    lerp(low, high, b) * SCALE + 0.5
}

/// Three octaves of value noise, 0..1.
#[inline(always)]
pub fn fractal2(x: f32, y: f32, seed: u32) -> f32 {
    0.55 * noise2(x, y, seed)
        + 0.3 * noise2(2.1 * x, 2.1 * y, seed + 1)
        + 0.15 * noise2(4.3 * x, 4.3 * y, seed + 2)
}

super::super::tests! {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn floor_agrees_with_the_library(x in -2e6f32..2e6) {
            prop_assert_eq!(floor(x), x.floor());
        }

        #[test]
        fn noise_is_continuous_and_within_bounds(x in -50f32..50.0, y in -50f32..50.0, seed: u32) {
            let v = noise2(x, y, seed >> 1);
            prop_assert!((0.0..=1.0).contains(&v));
            // Steepest slope of a smooth step over one cell is 1.5 in each direction.
            prop_assert!((noise2(x + 1e-3, y, seed >> 1) - v).abs() < 2e-3);
        }
    }
}
