//! How the finger lies on the plate: rigid placement, then slip of the skin outside the pad's firm contact.
//! After Cappelli, Maio, Maltoni, Modelling Plastic Distortion in Fingerprint Images, ICAPR 2001.

use std::f32::consts::PI;

use super::presets::Difficulty;
use crate::math::{cos, sin};
use crate::random::Random;

/// Maps points of the image to points of the master.
pub(super) struct Placement {
    /// The image's centre, px.
    middle: (f32, f32),
    cos: f32,
    sin: f32,
    shift: (f32, f32),
    slip: (f32, f32),
    twist: f32,
    firm_radii: (f32, f32),
    firm_centre: (f32, f32),
}

/// Width of the slipping zone, in radii of the firm contact.
const BRAKE: f32 = 1.4;
/// Fixed-point steps of the inverse, at most: the error shrinks by the slip's slope at each. And where it is exact, px.
const STEPS: usize = 40;
const EXACT: f32 = 1e-3;

impl Placement {
    /// `turn`: of the finger in the image beside the drawn rotation, radians.
    pub fn sample(
        r: &mut Random, d: &Difficulty, core: (f32, f32), size: (f32, f32), turn: f32, image: (usize, usize),
    ) -> Placement {
        let rotation = turn + r.normal() * d.rotation;
        Placement {
            middle: (0.5 * image.0 as f32, 0.5 * image.1 as f32),
            cos: cos(rotation),
            sin: sin(rotation),
            shift: (r.normal() * d.shift.0, r.normal() * d.shift.1),
            slip: (slip(r) * d.slip * size.0, slip(r) * d.slip * size.1),
            twist: slip(r) * d.twist,
            firm_radii: (r.range(60.0, 100.0) * size.0, r.range(80.0, 130.0) * size.1),
            firm_centre: (core.0 + r.normal() * 10.0, core.1 + 20.0 + r.normal() * 15.0),
        }
    }

    pub fn to_master(&self, x: f32, y: f32) -> (f32, f32) {
        let (ux, uy) = (x - self.middle.0 - self.shift.0, y - self.middle.1 - self.shift.1);
        let vx = self.cos * ux + self.sin * uy;
        let vy = self.cos * uy - self.sin * ux;
        let (dx, dy) = (vx - self.firm_centre.0, vy - self.firm_centre.1);
        let (px, py) = (dx / self.firm_radii.0, dy / self.firm_radii.1);
        let outside = (px * px + py * py).sqrt() - 1.0;
        let brake = 0.5 * (1.0 - cos(PI * (outside / BRAKE).clamp(0.0, 1.0)));
        (vx + brake * (self.slip.0 - self.twist * dy), vy + brake * (self.slip.1 + self.twist * dx))
    }

    /// Inverse of [`Placement::to_master`].
    pub fn to_image(&self, x: f32, y: f32) -> (f32, f32) {
        let (mut ix, mut iy) = (x + self.middle.0, y + self.middle.1);
        for _ in 0..STEPS {
            let (mx, my) = self.to_master(ix, iy);
            let (ex, ey) = (x - mx, y - my);
            ix += self.cos * ex - self.sin * ey;
            iy += self.sin * ex + self.cos * ey;
            if ex.abs() + ey.abs() < EXACT {
                break;
            }
        }
        (ix, iy)
    }
}

/// Bounded, so that the skin never folds over and the inverse exists.
fn slip(r: &mut Random) -> f32 {
    r.normal().clamp(-2.2, 2.2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finger::presets::Preset;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn to_image_inverts_to_master(seed in 0u64..5_000, x in -190f32..190.0, y in -250f32..270.0) {
            let r = &mut Random::stream(seed, "test", &[]);
            let p = Placement::sample(r, &Preset::Hard.difficulty(), (0.0, -30.0), (1.0, 1.0), 0.0, (416, 560));
            let (ix, iy) = p.to_image(x, y);
            let (mx, my) = p.to_master(ix, iy);
            prop_assert!((mx - x).abs() < 0.1 && (my - y).abs() < 0.1, "{x} {y} -> {mx} {my}");
        }
    }
}
