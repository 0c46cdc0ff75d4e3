//! Soft shadow of the key light and occlusion of the sky.

use super::super::lanes::{Fx, Kernel, Vx, WIDTH, run_wide};
use super::super::scene::{Kind, Scene};
use super::super::vector::{Vec3, clamp01, plus};
use super::hit::{Hit, Shade};
use super::trace::Ray;
use crate::math::smooth_step;

/// Finds how much light reaches each hit of a ray.
pub fn shade(scene: &Scene, rays: &[Ray], hits: &mut [Hit]) {
    let camera = &scene.capture.camera;
    let places: Vec<(usize, Vec3)> = (rays.iter().zip(&*hits).enumerate())
        .filter(|(_, (_, hit))| hit.kind != Kind::Nothing)
        .map(|(i, (ray, hit))| (i, plus(camera.origin(), camera.ray(ray.x, ray.y), hit.t)))
        .collect();
    for group in places.chunks(WIDTH) {
        let of = |i: usize| group[i.min(group.len() - 1)];
        let place = Vx::gather_from(|i| of(i).1);
        let normal = Vx::gather_from(|i| hits[of(i).0].normal);
        let (open, light) = run_wide(Reaching { scene, place, normal });
        for (i, (ray, _)) in group.iter().enumerate() {
            hits[*ray].shade = Shade { light: light[i], open: open[i] };
        }
    }
}

struct Reaching<'a> {
    scene: &'a Scene<'a>,
    place: Vx,
    normal: Vx,
}

impl Kernel for Reaching<'_> {
    type Output = ([f32; WIDTH], [f32; WIDTH]);
    #[inline(always)]
    fn run(self) -> Self::Output {
        let Reaching { scene, place, normal } = self;
        (openness(scene, place, normal), light(scene, place, normal))
    }
}

/// Share of the sky that is seen, from the room at three heights over the surface.
#[inline(always)]
fn openness(scene: &Scene, p: Vx, n: Vx) -> [f32; WIDTH] {
    let mut occlusion = Fx::splat(0.0);
    for (height, weight) in [(0.25, 1.1), (0.8, 0.55), (2.0, 0.26)] {
        let room = scene.field(p.plus(n, Fx::splat(height))).nearest();
        occlusion = occlusion + (Fx::splat(height) - room).at_least(0.0) * weight;
    }
    occlusion.0.map(|o| 1.0 / (1.0 + o * 1.25 + o * o * 0.5))
}

/// Share of the key light that arrives, from the narrowest gap on the way (Quilez, "Soft shadows in raymarched SDFs").
#[inline(always)]
fn light(scene: &Scene, p: Vx, n: Vx) -> [f32; WIDTH] {
    let from = p.plus(n, Fx::splat(0.10));
    let key = Vx::splat(scene.capture.light.key);
    let (mut seen, mut t) = (Fx::splat(1.0), Fx::splat(0.22));
    for _ in 0..5 {
        let room = scene.field(from.plus(key, t)).nearest();
        seen = seen.min(room / t * (scene.capture.light.hard * 0.5) + 0.5);
        t = t + room.at_least(0.16).at_most(2.2) + t * 0.3;
    }
    seen.0.map(|s| smooth_step(clamp01(s)))
}
