//! A print as one array a property, so that one instruction serves eight minutiae.

use crate::code::{CODED_MAX, Coded};

/// Coordinates here, a px.
pub const PER_PX: i32 = 16;
/// Where empty lanes lie: near nothing.
const NOWHERE: i32 = -(1 << 22);

/// Minutiae by property; empty lanes are far away.
pub struct Lanes {
    /// Minutiae.
    pub len: usize,
    /// From the left, 1/16 px.
    pub x: [i32; CODED_MAX],
    /// From the top, 1/16 px.
    pub y: [i32; CODED_MAX],
    /// 256 a turn.
    pub direction: [i32; CODED_MAX],
}

impl Lanes {
    /// # Panics
    /// When there are more than [`CODED_MAX`].
    #[inline(always)]
    pub fn new<'a>(minutiae: impl Iterator<Item = &'a Coded>) -> Lanes {
        let mut lanes = Lanes { len: 0, x: [NOWHERE; CODED_MAX], y: [NOWHERE; CODED_MAX], direction: [0; CODED_MAX] };
        for Coded { minutia, .. } in minutiae {
            let k = lanes.len;
            (lanes.x[k], lanes.y[k], lanes.direction[k]) = (minutia.x as i32 * PER_PX, minutia.y as i32 * PER_PX, minutia.direction as i32);
            lanes.len += 1;
        }
        lanes
    }
}
