//! Where a face or its clothes have more detail than curvature tells.

use super::super::capture::Cloth;
use super::super::lanes::{Kernel, Vx, run_wide};
use super::super::march::Hit;
use super::super::vector::{Vec3, plus};
use super::{Kind, Scene};

/// A seam or a collar's edge lies within this distance of the opening of the clothes, cm.
const SEAM: f32 = 0.7;

impl Scene<'_> {
    /// Whether the ray through a pixel meets an eye, the mouth, the tip of the nose, a collar or a seam.
    pub fn detailed(&self, (x_px, y_px): (f32, f32), hit: &Hit) -> bool {
        let (eyes, nose, mouth) = (&self.person.eyes, &self.person.nose, &self.person.mouth);
        let [x, y, z] = hit.rest;
        let x = x.abs();
        match hit.kind {
            Kind::Inner => true,
            Kind::Skin => {
                let eye = (x - eyes.x).abs() < 2.0 && (y - eyes.y).abs() < 1.4;
                let lips = x < mouth.half_width + 0.5 && (y - mouth.y).abs() < 1.3;
                let tip = x < 2.1 && y > nose.y - 1.4 && y < nose.y + 1.0;
                z > -2.0 && (eye || lips || tip)
            }
            Kind::Cloth => {
                let camera = &self.capture.camera;
                let world = plus(camera.origin(), camera.ray(x_px, y_px), hit.t);
                let collar = self.capture.look.cloth == Cloth::Collar && world[1] > -19.0 && world[0].abs() < 7.5 && world[2] > -9.0;
                collar || run_wide(Opening(self, world)).abs() < SEAM
            }
            Kind::Hair | Kind::Nothing => false,
        }
    }
}

/// Distance of a place in the world from what clothes leave open.
struct Opening<'a, 'b>(&'a Scene<'b>, Vec3);

impl Kernel for Opening<'_, '_> {
    type Output = f32;
    #[inline(always)]
    fn run(self) -> f32 {
        self.0.body_solids.opening.distance(Vx::splat(self.1).mirrored()).0[0]
    }
}
