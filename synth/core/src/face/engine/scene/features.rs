//! Nose, eyes and mouth on the resting face; `a` is mirrored to x >= 0.

use super::super::lanes::{Fx, Vx, smooth_max, smooth_min};
use super::Scene;
use super::skull::{BLEND, spot};

/// Where nothing is cut.
const UNCUT: f32 = 9.0;

/// A band round a line: 1 on it, 0 from twice the half-width on.
#[inline(always)]
fn band(off: Fx, half_width: f32) -> Fx {
    (off * (0.5 / half_width)).sq().bump()
}

impl Scene<'_> {
    #[inline(always)]
    pub(super) fn with_nose(&self, a: Vx, skin: Fx) -> Fx {
        let (n, solids) = (&self.person.nose, &self.head_solids.nose);
        let bridge = solids.bridge.distance(a) - spot(a, (0.0, n.y * 0.38), (0.9, 1.0)) * n.hump;
        let mut nose = smooth_min(smooth_min(bridge, solids.wall.distance(a), 1.0), solids.tip.distance(a), 0.9);
        nose = smooth_min(nose, solids.wing.distance(a), 0.5);
        nose = smooth_min(nose, solids.columella.distance(a), 0.55);
        smooth_max(smooth_min(skin, nose, BLEND), -solids.nostril.distance(a), 0.22)
    }

    #[inline(always)]
    pub(super) fn with_eyes(&self, a: Vx, skin: Fx) -> (Fx, Fx) {
        let eyes = &self.person.eyes;
        let mut skin = smooth_min(skin, self.head_solids.lids.distance(a), 0.55);
        let (up, low, e) = self.lids(a.x);
        let opening = (a.y - up)
            .max(low - a.y)
            .max((e.abs() - 0.99) * eyes.half_width);
        let along = (Fx::splat(1.0) - (e * 0.82).sq()).at_least(0.0);
        let above = a.y - (up + (Fx::splat(1.0) - e * e * 0.35) * eyes.crease_y);
        let under = low - a.y;
        let relief = band(above, 0.15) * along * (-0.16 * eyes.crease)
            + band(above - 0.55, 0.5) * along * (0.10 + 0.12 * eyes.crease)
            - band(under - 0.42, 0.16) * along * 0.05
            + band(under - 0.75, 0.4) * along * (0.12 * eyes.bag)
            - band(under - 1.3, 0.35) * along * (0.10 * eyes.bag + 0.02);
        let front = a.z.smooth(-1.4, -0.5);
        skin = skin - relief * front;
        let cut = front.below(0.5, Fx::splat(UNCUT), opening);
        (smooth_max(skin, -cut, 0.10), self.head_solids.eyeball.distance(a))
    }

    #[inline(always)]
    pub(super) fn with_mouth(&self, a: Vx, skin: Fx, front: Fx, inner: Fx) -> (Fx, Fx) {
        let mouth = &self.person.mouth;
        let (high, deep) = (mouth.lip_up, mouth.lip_low);
        let m = a.x * (1.0 / mouth.half_width);
        let share = (Fx::splat(1.0) - m * m).at_least(0.0);
        let taper = share * 0.5 + share.sqrt() * 0.5;
        let y = a.y - self.mouth_line(a.x);
        let bow = Fx::splat(1.0) - (m * 7.0).sq().bell() * mouth.cupid
            + ((m - 0.24) * 6.0).sq().bell() * 0.10;
        let upper = band(y - taper * bow * (0.42 * high), 0.55 * high) * taper * mouth.lip_out;
        let lower = band(y + taper * (0.52 * deep), 0.56 * deep) * taper * (mouth.lip_out * 1.35);
        let mut relief = upper + lower
            - band(y, 0.16) * m.smooth(1.10, 0.86) * 0.20
            - spot(
                a,
                (mouth.half_width + 0.12, mouth.y + self.mouth_curve),
                (0.5, 0.5),
            ) * 0.14
            - spot(a, (0.0, mouth.y + high + 0.70), (0.36, 0.8)) * (mouth.philtrum * 0.7)
            + spot(a, (0.45, mouth.y + high + 0.7), (0.3, 0.7)) * (mouth.philtrum * 0.6)
            - band(y + deep + 0.62, 0.55) * m.smooth(1.1, 0.1) * 0.20;
        relief = relief + self.fold(a);
        let beard = self.person.beard.full;
        if beard > 0.05 {
            let zone = spot(a, (0.0, self.person.skull.chin_y + 0.4), (3.6, 2.6))
                + spot(a, (4.2, -8.2), (2.4, 2.6)) * 0.6;
            relief = relief
                + zone.at_most(1.0) * (0.8 * beard * beard)
                + spot(a, (1.2, mouth.y + high + 0.45), (1.6, 0.45)) * (0.20 * beard);
        }
        let skin = skin - relief * front;
        if self.lips_apart <= 0.0 {
            return (skin, inner);
        }
        let gap = y.max(-y - share * self.lips_apart);
        let cut = front.below(0.5, Fx::splat(UNCUT), gap).max(m - 0.93);
        (smooth_max(skin, -cut, 0.16), inner.min(self.head_solids.teeth.distance(a)))
    }

    /// Relief of the fold from the wing of the nose round the mouth, and of the cheek beside it.
    #[inline(always)]
    fn fold(&self, a: Vx) -> Fx {
        let (n, mouth) = (&self.person.nose, &self.person.mouth);
        let wing_y = n.y + n.wing_y;
        let run = wing_y - mouth.y;
        let t = (Fx::splat(wing_y + 0.3) - a.y) * (1.0 / (run + 0.9));
        let off = a.x - (t * 1.35 + t * t * 0.35 + (n.wing_x + 0.55));
        let depth = mouth.fold + 0.11 * self.capture.mood.smile;
        band(off - 0.75, 0.7) * ((t - 0.4) * 1.6).sq().bell() * (depth * 0.8)
            - band(off, 0.46) * ((t - 0.45) * 1.7).sq().bell() * depth
    }
}
