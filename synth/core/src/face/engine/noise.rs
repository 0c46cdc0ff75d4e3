//! Value noise at places side by side or many.

use super::lanes::{Fx, Kernel, Vx, WIDTH};
use super::super::super::hash::SCALE;
use super::vector;
use crate::math::ROUNDER;
use crate::wide::run_widest;

/// Noise at many places: a loop of unknown length, which the compiler turns into the machine's vector instructions.
struct Noise<'a> {
    x: &'a [f32],
    y: &'a [f32],
    seeds: &'a [u32],
    out: &'a mut [f32],
}

impl Kernel for Noise<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for (((out, &x), &y), &seed) in self.out.iter_mut().zip(self.x).zip(self.y).zip(self.seeds) {
            *out = vector::noise2(x, y, seed);
        }
    }
}

/// Value noise, 0..1, of cell size 1 at many places, each with a seed of its own.
#[inline(never)]
pub fn noise_at(x: &[f32], y: &[f32], seeds: &[u32], out: &mut [f32]) {
    run_widest(Noise { x, y, seeds, out });
}

#[inline(always)]
fn seeded(x: Fx, y: Fx, seeds: &[u32; WIDTH]) -> Fx {
    let (i, j) = (x.floor(), y.floor());
    let (a, b) = ((x - i).eased(), (y - j).eased());
    let (right, below) = (i + 1.0, j + 1.0);
    let upper = Fx::hashed(i, j, seeds).to(Fx::hashed(right, j, seeds), a);
    let lower = Fx::hashed(i, below, seeds).to(Fx::hashed(right, below, seeds), a);
    upper.to(lower, b) * SCALE + 0.5
}

/// Value noise, 0..1, of cell size 1.
#[inline(always)]
pub fn noise2(x: Fx, y: Fx, seed: u32) -> Fx {
    seeded(x, y, &[seed; WIDTH])
}

/// Value noise as [`noise2`] has it, and how steeply it rises along x and y.
#[inline(always)]
pub fn sloping2(x: Fx, y: Fx, seed: u32) -> (Fx, Fx, Fx) {
    let seeds = &[seed; WIDTH];
    let (i, j) = (x.floor(), y.floor());
    let (s, t) = (x - i, y - j);
    let (a, b) = (s.eased(), t.eased());
    let (right, below) = (i + 1.0, j + 1.0);
    let (corner, other) = (Fx::hashed(i, j, seeds), Fx::hashed(i, below, seeds));
    let (upper, lower) = (Fx::hashed(right, j, seeds) - corner, Fx::hashed(right, below, seeds) - other);
    let (top, bottom) = (corner + upper * a, other + lower * a);
    let steep = |s: Fx| s * (s - 1.0) * (-6.0 * SCALE);
    (top.to(bottom, b) * SCALE + 0.5, steep(s) * upper.to(lower, b), steep(t) * (bottom - top))
}

/// Value noise in space, 0..1.
#[inline(always)]
pub fn noise3(p: Vx, seed: u32) -> Fx {
    let k = p.z.floor();
    let near = (k + ROUNDER).0.map(|v| v.to_bits().wrapping_mul(7919).wrapping_add(seed));
    let far = near.map(|s| s.wrapping_add(7919));
    seeded(p.x, p.y, &near).to(seeded(p.x, p.y, &far), (p.z - k).smooth(0.0, 1.0))
}

/// Three octaves of value noise, 0..1.
#[inline(always)]
pub fn fractal2(x: Fx, y: Fx, seed: u32) -> Fx {
    noise2(x, y, seed) * 0.55 + noise2(x * 2.1, y * 2.1, seed + 1) * 0.3 + noise2(x * 4.3, y * 4.3, seed + 2) * 0.15
}

/// Monotone stand-in for the angle of (x, y) in right angles: -2..2.
#[inline(always)]
pub fn pseudo_angle(y: Fx, x: Fx) -> Fx {
    let share = y / (x.abs() + y.abs() + 1e-6);
    x.below(0.0, y.sign() * 2.0 - share, share)
}

super::super::tests! {
    #[test]
    fn noise3_is_continuous_and_within_bounds() {
        for k in 0..400 {
            let p = [0.37 * k as f32, 11.0 - 0.21 * k as f32, 0.05 * k as f32 - 9.0];
            let at = |dz: f32| noise3(Vx::splat([p[0], p[1], p[2] + dz]), 77).0[k % WIDTH];
            assert!((0.0..=1.0).contains(&at(0.0)) && (at(1e-3) - at(0.0)).abs() < 2e-3, "{p:?}");
        }
    }

    #[test]
    fn sloping2_is_noise2_with_its_slopes() {
        for k in 0..200 {
            let (x, y) = (Fx::splat(0.173 * k as f32 - 9.0), Fx::splat(7.0 - 0.119 * k as f32));
            let (value, across, up) = sloping2(x, y, 5);
            let by = |dx: f32, dy: f32| (noise2(x + dx, y + dy, 5).0[0] - noise2(x - dx, y - dy, 5).0[0]) * 100.0;
            assert!((value.0[0] - noise2(x, y, 5).0[0]).abs() < 1e-6);
            assert!((across.0[0] - by(5e-3, 0.0)).abs() < 0.02 && (up.0[0] - by(0.0, 5e-3)).abs() < 0.02, "{k}");
        }
    }

    #[test]
    fn pseudo_angle_rises_with_the_angle() {
        let angles = (1..64).map(|k| (k as f32 - 32.0) * 0.098);
        let values: Vec<f32> = angles.map(|a| pseudo_angle(Fx::splat(a.sin()), Fx::splat(a.cos())).0[0]).collect();
        assert!(values.windows(2).all(|w| w[0] < w[1]));
    }
}
