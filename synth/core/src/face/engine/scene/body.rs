//! Neck, shoulders, clothes.

use super::super::capture::Cloth;
use super::super::lanes::{Fx, Vx, smooth_max, smooth_min};
use super::{Field, Scene};

impl Scene<'_> {
    /// In world places: the body does not turn with the head.
    #[inline(always)]
    pub(super) fn add_body(&self, w: Vx, out: &mut Field) {
        let solids = &self.body_solids;
        let throat = solids.throat.distance(w);
        let near = (w.y + 9.0).min(throat - 2.5);
        let (afar, above) = (out.skin.min(throat - 0.7), w.y + 11.5);
        if !near.any_below(0.0) {
            (out.skin, out.cloth) = (afar, above);
            return;
        }
        let a = w.mirrored();
        let neck = smooth_min(throat, solids.cord.distance(a), 1.2);
        let torso = smooth_min(smooth_min(solids.slope.distance(a), solids.chest.distance(a), 3.5), solids.shoulder.distance(a), 3.0);
        let mut skin = smooth_min(neck, solids.larynx.distance(a), 1.6 - 0.3 * self.person.male);
        skin = smooth_min(skin, torso, 2.6);
        skin = smooth_min(skin, solids.clavicle.distance(a), 1.4);
        out.skin = near.below(0.0, smooth_min(out.skin, skin, 1.6), afar);
        out.cloth = near.below(0.0, self.cloth(w, a, torso, throat, neck), above);
    }

    /// The torso, thickened, less an opening round the neck, with a rim.
    #[inline(always)]
    fn cloth(&self, w: Vx, a: Vx, torso: Fx, throat: Fx, neck: Fx) -> Fx {
        let cloth = self.capture.look.cloth;
        let mut opening = self.body_solids.opening.distance(a);
        if cloth == Cloth::Vee {
            let vee = a.x * 0.86 + (Fx::splat(-22.6) - w.y) * 0.50;
            opening = smooth_min(vee.max(Fx::splat(-9.0) - w.z), opening, 0.8);
        }
        let roll = cloth == Cloth::Roll;
        let (thick, rim_radius, top) = if roll {
            (0.85, 0.6, 12.0)
        } else {
            (0.4, 0.26, 13.3)
        };
        let body = smooth_min(torso, if roll { throat } else { neck }, 2.6) - thick;
        let rim = ((body + 0.05).sq() + opening.sq()).sqrt() - rim_radius;
        let garment = smooth_max(
            smooth_min(smooth_max(body, -opening, 0.25), rim, 0.15),
            w.y + top,
            0.3,
        );
        if cloth == Cloth::Collar {
            smooth_min(garment, collar(a, throat), 0.12)
        } else {
            garment
        }
    }
}

/// A stand round the throat, higher behind, and a flap folded over it that ends in two points.
#[inline(always)]
fn collar(a: Vx, throat: Fx) -> Fx {
    const THICK: f32 = 0.14;
    let under_edge = a.y + 14.6 + a.z * 0.28;
    let stand = ((throat - 0.55).abs() - THICK)
        .max(under_edge)
        .max(Fx::splat(0.3) - a.x - under_edge * 0.6);
    // Lies farther out the lower it hangs.
    let out = throat - 0.75 + under_edge * 0.34;
    let points = a.x.smooth(7.0, 1.5) * a.z.smooth(-9.0, -5.0) * 1.6;
    let flap = (out.abs() - THICK)
        .max(under_edge)
        .max(-under_edge - 3.0 - points)
        .max((Fx::splat(0.4) - a.x - under_edge * 0.9) * 0.85);
    smooth_min(stand, flap, 0.2) * 0.85
}
