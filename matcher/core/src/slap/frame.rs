//! Axes of a turned hand or finger.

use crate::math;

/// Bits behind the point of sines and cosines.
pub const BITS: i32 = 14;

/// Axes turned clockwise as seen: `across` to the right of the finger, `along` down it.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// From upright, degrees clockwise as seen.
    pub deg: i32,
    cos: i64,
    sin: i64,
}

impl Frame {
    /// Axes of a finger turned by `deg`.
    pub fn turned(deg: i32) -> Frame {
        let (sin, cos) = math::sin_cos(deg as f64 * (std::f64::consts::PI / 180.0));
        let fixed = |v: f64| (v * (1 << BITS) as f64).round() as i64;
        Frame { deg, cos: fixed(cos), sin: fixed(sin) }
    }

    /// Place in this frame of a place in the image.
    pub fn place(self, x: i32, y: i32) -> (i32, i32) {
        let (x, y) = (x as i64, y as i64);
        (((x * self.cos + y * self.sin) >> BITS) as i32, ((y * self.cos - x * self.sin) >> BITS) as i32)
    }

    /// Place in the image of a place in this frame, px / 2^[`BITS`].
    pub fn fine(self, across: i32, along: i32) -> (i64, i64) {
        let (u, v) = (across as i64, along as i64);
        (u * self.cos - v * self.sin, u * self.sin + v * self.cos)
    }

    /// Place in the image of a place in this frame.
    pub fn back(self, across: i32, along: i32) -> (i32, i32) {
        let (x, y) = self.fine(across, along);
        ((x >> BITS) as i32, (y >> BITS) as i32)
    }
}
