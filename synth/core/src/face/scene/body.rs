//! Neck, shoulders, clothes.

use super::super::capture::Cloth;
use super::super::lanes::{F8, V8, capsule, ellipsoid, smooth_max, smooth_min};
use super::{Field, Scene};

impl Scene<'_> {
    /// In world places: the body does not turn with the head.
    #[inline(always)]
    pub(super) fn add_body(&self, w: V8, out: &mut Field) {
        let (male, fat, n) = (
            self.person.male,
            self.person.skull.fat,
            self.person.skull.neck_radius,
        );
        let top = self.neck_top;
        let throat = capsule(w, top, [0.0, -21.0, -10.2], n * 0.92, n * 1.05);
        if !w.y.any_below(-9.0) && !throat.any_below(2.5) {
            out.skin = out.skin.min(throat - 0.7);
            out.cloth = w.y + 11.5;
            return;
        }
        let a = w.mirrored();
        let cord = capsule(a, [4.1, -7.8, -8.4], [1.0, -19.0, -5.3], 0.8, 0.7);
        let neck = smooth_min(throat, cord, 1.2);
        let larynx = ellipsoid(a, [0.0, -13.2, top[2] * 0.5 - 1.4], [0.9, 1.4, 1.0]);
        let wide = 1.0 + 0.07 * male + 0.04 * fat;
        let slope = capsule(
            a,
            [1.5, -14.2, -11.0],
            [13.5 * wide, -19.6, -10.0],
            2.9,
            3.3,
        );
        let chest = ellipsoid(a, [0.0, -28.0, -9.5], [19.0 * wide, 11.0, 8.5]);
        let shoulder = capsule(
            a,
            [15.3 * wide, -23.0, -10.0],
            [18.5 * wide, -46.0, -9.0],
            5.1,
            5.0,
        );
        let torso = smooth_min(smooth_min(slope, chest, 3.5), shoulder, 3.0);
        let clavicle = capsule(a, [1.4, -20.3, -4.6], [9.0, -19.6, -8.6], 0.4, 0.3);
        let mut skin = smooth_min(neck, larynx, 1.6 - 0.3 * male);
        skin = smooth_min(skin, torso, 2.6);
        skin = smooth_min(skin, clavicle, 1.4);
        out.skin = smooth_min(out.skin, skin, 1.6);
        out.cloth = self.cloth(w, a, torso, throat, neck);
    }

    /// The torso, thickened, less an opening round the neck, with a rim.
    #[inline(always)]
    fn cloth(&self, w: V8, a: V8, torso: F8, throat: F8, neck: F8) -> F8 {
        let cloth = self.capture.look.cloth;
        let opening = match cloth {
            Cloth::Round => ellipsoid(a, [0.0, -13.4, -7.5], [6.7, 4.9, 7.5]),
            Cloth::Vee => {
                let vee = a.x * 0.86 + (F8::splat(-22.6) - w.y) * 0.50;
                let hole = ellipsoid(a, [0.0, -13.6, -8.3], [6.7, 4.7, 6.5]);
                smooth_min(vee.max(F8::splat(-9.0) - w.z), hole, 0.8)
            }
            Cloth::Roll => ellipsoid(a, [0.0, -10.5, -7.5], [7.6, 5.2, 8.4]),
            Cloth::High => ellipsoid(a, [0.0, -13.2, -7.5], [7.0, 5.6, 7.6]),
            Cloth::Collar => ellipsoid(a, [0.0, -13.2, -7.8], [6.3, 4.9, 7.0]),
        };
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
fn collar(a: V8, throat: F8) -> F8 {
    const THICK: f32 = 0.14;
    let under_edge = a.y + 14.6 + a.z * 0.28;
    let stand = ((throat - 0.55).abs() - THICK)
        .max(under_edge)
        .max(F8::splat(0.25) - a.x - under_edge * 0.4);
    // Lies farther out the lower it hangs.
    let out = throat - 0.75 + under_edge * 0.34;
    let points = a.x.smooth(7.0, 1.5) * a.z.smooth(-9.0, -5.0) * 1.6;
    let flap = (out.abs() - THICK)
        .max(under_edge)
        .max(-under_edge - 3.0 - points)
        .max((F8::splat(0.35) - a.x - under_edge * 0.62) * 0.85);
    smooth_min(stand, flap, 0.2) * 0.85
}
