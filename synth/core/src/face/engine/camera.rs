//! A pinhole camera in front of the face, and how it blurs and colours.

use super::capture::{Spread, bounded};
use super::lanes::{Fx, Vx};
use super::vector::{Rgb, Vec3, unit};
use crate::random::Random;

/// Lengths in cm unless said.
#[derive(Clone, Debug)]
pub struct Camera {
    /// Pixels.
    pub width: usize,
    pub height: usize,
    /// To the plane of the eyes.
    pub distance: f32,
    /// Pixels a centimetre in that plane.
    pub px_per_cm: f32,
    /// Where the axis meets the picture, pixels.
    pub centre: (f32, f32),
    /// Deviation of the blur, pixels.
    pub blur: f32,
    /// Hand shake during the exposure, pixels.
    pub motion: (f32, f32),
    /// Deviation of the noise, grey levels.
    pub noise: f32,
    pub exposure: f32,
    pub white: Rgb,
}

impl Camera {
    pub(super) fn sample(
        r: &mut Random,
        spread: &Spread,
        width_px: usize,
        height_px: usize,
    ) -> Camera {
        let k = spread.scene;
        let (width, height) = (width_px as f32, height_px as f32);
        // Relative to 480 by 600.
        let size = (width / 480.0).min(height / 600.0);
        let shake = if spread.shaken { size } else { 0.0 };
        Camera {
            width: width_px,
            height: height_px,
            distance: r.range(spread.distance.0, spread.distance.1),
            px_per_cm: spread.px_per_cm * size * (1.0 + 0.04 * k * bounded(r)),
            centre: (
                0.5 * width + 8.0 * size * k * bounded(r),
                0.49 * height + 8.0 * size * k * bounded(r),
            ),
            blur: size.max(0.75)
                * (0.62 + 0.5 * k * r.unit() * if spread.shaken { 1.2 } else { 1.0 }),
            motion: (1.3 * shake * bounded(r), 0.8 * shake * bounded(r)),
            noise: 0.7 + 3.0 * k * r.unit() * r.unit(),
            exposure: 0.92 * (1.0 + 0.10 * k * bounded(r)),
            white: [
                1.0 + 0.035 * k * bounded(r),
                1.0,
                1.0 + 0.045 * k * bounded(r),
            ],
        }
    }

    /// The camera's place.
    pub fn origin(&self) -> Vec3 {
        [0.0, -2.0, self.distance]
    }

    /// Direction of the ray through a pixel, of length 1.
    pub fn ray(&self, x: f32, y: f32) -> Vec3 {
        let focal = self.px_per_cm * self.distance;
        unit([
            (x - self.centre.0) / focal,
            (self.centre.1 - y) / focal,
            -1.0,
        ])
    }

    /// As [`Camera::ray`], through pixels side by side.
    #[inline(always)]
    pub fn rays(&self, x: Fx, y: Fx) -> Vx {
        let per_focal = 1.0 / (self.px_per_cm * self.distance);
        let ray = Vx {
            x: (x - self.centre.0) * per_focal,
            y: (y - self.centre.1) * -per_focal,
            z: Fx::splat(-1.0),
        };
        ray.unit()
    }

    /// Pixel at which a place is seen.
    pub fn project(&self, place: Vec3) -> (f32, f32) {
        let o = self.origin();
        let k = self.px_per_cm * self.distance / (o[2] - place[2]);
        (
            self.centre.0 + k * (place[0] - o[0]),
            self.centre.1 - k * (place[1] - o[1]),
        )
    }
}
