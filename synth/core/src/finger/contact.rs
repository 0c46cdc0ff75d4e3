//! The contact area: an ellipse, longer below its centre, with an outline of a few slow waves; of a rolled finger nearly a
//! rectangle, rounder at the tip.

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
    rolled: bool,
}

/// Half axes of a rolled contact, px on a finger of size 1: from nail to nail, and above its centre.
const ROLLED: [(f32, f32); 2] = [(212.0, 250.0), (222.0, 260.0)];
/// How round the corners of a rolled contact are at the tip and at the base: 2 an ellipse's, 0 nearly square.
const ROUND: (f32, f32) = (1.4, 0.1);

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
        Contact { centre, radii, turn: (cos(turn), sin(turn)), waves, rolled: false }
    }

    /// Of a finger rolled from nail to nail about the middle of the image.
    pub fn rolled(r: &mut Random, d: &Difficulty, size: (f32, f32), image: (usize, usize)) -> Contact {
        let waves = WAVES.map(|strength| (strength * r.normal(), strength * r.normal()));
        let [across, up] = ROLLED.map(|(least, most)| r.range(least, most));
        let mut radii = (size.0 * across, size.1 * up);
        let mut centre = (0.5 * image.0 as f32, 0.5 * image.1 as f32 + 5.0);
        if r.chance(d.partial) {
            // Not rolled to the end on one side.
            let missed = r.range(0.1, 0.25) * radii.0;
            radii.0 -= missed;
            centre.0 += r.sign() * missed;
        }
        Contact { centre, radii, turn: (1.0, 0.0), waves, rolled: true }
    }

    /// How far to the side of its centre a place is, in half widths; right is positive.
    pub fn sideways(&self, x: f32) -> f32 {
        (x - self.centre.0) / self.radii.0
    }

    /// Squared distance from the centre in radii, its square where rolled: below 1 inside, above outside.
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
        if self.rolled {
            let (x2, y2) = (dx * dx, dy * dy);
            let round = if ey < 0.0 { ROUND.0 } else { ROUND.1 };
            return (x2 * x2 + y2 * y2 + round * x2 * y2) * (1.0 + wave);
        }
        squared * (1.0 + wave)
    }
}
