//! Ears: a dish with helix, antihelix, bowl, tragus and lobe, turned out from the head.

use super::super::lanes::{Fx, Vx, smooth_max, smooth_min};
use super::solids::EarSolids;
use super::{Field, Scene};

/// Nothing of an ear is farther from its middle, cm.
const REACH: f32 = 5.6;

impl Scene<'_> {
    #[inline(always)]
    pub(super) fn add_ears(&self, head: Vx, out: &mut Field) {
        let ears = &self.person.ears;
        let side = Vx {
            x: head.x.abs() * (1.0 / self.person.skull.width),
            ..head
        }
        .less([6.25, ears.y, -8.3]);
        let off = side.length();
        if !off.any_below(REACH) {
            return;
        }
        let (s, c) = (ears.out, (1.0 - ears.out * ears.out).sqrt());
        let k = 1.0 / ears.size;
        // Turned outward, tilted back.
        let q = Vx {
            x: (side.x * c + side.z * s - 0.25) * k,
            y: (side.y + side.z * 0.18) * k,
            z: (side.z * c - side.x * s) * k + 0.9,
        };
        let EarSolids { dish, lobe, bowl, tragus } = &self.head_solids.ear;
        let helix = smooth_max(
            ring(q, (0.35, 0.0), (2.95, 1.72), 0.92, 1.9, 0.50) - 0.29,
            Fx::splat(-1.3) - q.y,
            0.5,
        );
        let antihelix = ring(q, (-0.15, -0.15), (1.75, 1.0), 0.95, 1.1, 0.30) - 0.22;
        let mut ear = smooth_min(dish.distance(q), helix, 0.25);
        ear = smooth_min(ear, antihelix, 0.3);
        ear = smooth_min(ear, lobe.distance(q), 0.5);
        ear = smooth_max(ear, -bowl.distance(q), 0.3);
        ear = smooth_min(ear, tragus.distance(q), 0.3);
        out.skin = off.below(REACH, smooth_min(out.skin, ear * ears.size, 0.7), out.skin);
    }
}

/// Distance to an elliptic ring in the ear's plane: centre and radii (y, z), relative radius, its scale, height over the plane.
#[inline(always)]
fn ring(q: Vx, centre: (f32, f32), radii: (f32, f32), radius: f32, scale: f32, height: f32) -> Fx {
    let r = (((q.y - centre.0) * (1.0 / radii.0)).sq() + ((q.z - centre.1) * (1.0 / radii.1)).sq())
        .sqrt();
    (((r - radius) * scale).sq() + (q.x - height).sq()).sqrt()
}
