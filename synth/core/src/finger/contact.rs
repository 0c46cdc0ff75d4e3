//! The contact area: an ellipse, longer below its centre, with an outline of a few slow waves.

use super::presets::Difficulty;
use crate::math::{cos, sin};
use crate::random::Random;

/// Ground truth goes this far out (squared distance); beyond it the ridges fade.
pub(super) const COUNTED: f32 = 0.78;
/// How much longer the ellipse is below its centre.
const LONGER_BELOW: f32 = 1.1;
/// Strength of two, three and five waves round the finger, of the squared distance: a squarer or rounder tip, and dents.
const WAVES: [f32; 3] = [0.03, 0.022, 0.015];

pub(super) struct Contact {
    centre: (f32, f32),
    radii: (f32, f32),
    /// Cosine and sine of the finger's turn.
    turn: (f32, f32),
    /// Cosine and sine parts of the waves.
    waves: [(f32, f32); 3],
}

impl Contact {
    /// `turn`: of the finger in the image, radians; only fingers of a slap have one beyond the placement's own.
    pub fn sample(r: &mut Random, d: &Difficulty, size: (f32, f32), turn: f32, image: (usize, usize)) -> Contact {
        let (w, h) = (image.0 as f32, image.1 as f32);
        let waves = WAVES.map(|strength| (strength * r.normal(), strength * r.normal()));
        let scale = r.range(d.area.0, d.area.1);
        let mut radii = (scale * size.0 * r.range(159.0, 189.0), scale * size.1 * r.range(217.0, 260.0));
        let mut centre = (0.5 * w + 0.6 * d.shift.0 * r.normal(), 0.5 * h + 5.0 + 0.6 * d.shift.1 * r.normal());
        if r.chance(d.partial) {
            let u = r.unit();
            if u < 0.6 {
                radii.0 *= r.range(0.55, 0.8);
                centre.0 += r.sign() * r.range(30.0, 70.0) * size.0;
            } else {
                radii.1 *= r.range(0.5, 0.75);
                centre.1 += if u < 0.85 { -1.0 } else { 1.0 } * r.range(40.0, 85.0) * size.1;
            }
        }
        Contact { centre, radii, turn: (cos(turn), sin(turn)), waves }
    }

    /// Squared distance from the centre in radii: below 1 inside, above outside.
    pub fn distance(&self, x: f32, y: f32) -> f32 {
        let (ex, ey) = (x - self.centre.0, y - self.centre.1);
        let (ex, ey) = (self.turn.0 * ex + self.turn.1 * ey, self.turn.0 * ey - self.turn.1 * ex);
        let below = if ey < 0.0 { self.radii.1 } else { self.radii.1 * LONGER_BELOW };
        let (dx, dy) = (ex / self.radii.0, ey / below);
        let squared = dx * dx + dy * dy;
        // Powers of the unit vector are the cosines and sines of the multiples of its angle.
        let scale = 1.0 / (squared + 1e-6).sqrt();
        let (c, s) = (dx * scale, dy * scale);
        let (c2, s2) = (c * c - s * s, 2.0 * c * s);
        let (c3, s3) = (c2 * c - s2 * s, c2 * s + s2 * c);
        let (c5, s5) = (c2 * c3 - s2 * s3, c2 * s3 + s2 * c3);
        let [two, three, five] = self.waves;
        let wave = two.0 * c2 + two.1 * s2 + three.0 * c3 + three.1 * s3 + five.0 * c5 + five.1 * s5;
        squared * (1.0 + wave)
    }
}
