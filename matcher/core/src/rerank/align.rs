//! Lays the probe on the mate so that one pair coincides, and counts what falls together.

use super::tables::{ONE, SINE_COSINE};
use crate::code::{CODED_MAX, Coded};
use crate::minutia::turn_between;

/// Coordinates here, a px.
const PER_PX: i32 = 16;
/// Tolerance at the seed, 1/16 px; grows by 1/20 of the distance from it, for skin stretches.
const TOLERANCE: i32 = 8 * PER_PX;
const TOLERANCE_GROWTH: i32 = 20;
/// Largest difference of directions, of 256 a turn (25 degrees).
const TURN_MAX: u8 = 18;
/// How far outside the other's bounding box a minutia still counts as overlapping, 1/16 px.
const BOX_MARGIN: i32 = 8 * PER_PX;
/// Least size of an overlap, minutiae.
const OVERLAP_MIN: u64 = 8;

/// What fell together.
#[derive(Clone, Debug, Default)]
pub struct Alignment {
    /// (sum of weights)^2 / sqrt(overlap x overlap), Q15; a weight is 1 at the same place, 1/2 at the tolerance.
    pub fit: u32,
    /// Indices into probe and mate.
    pub paired: Vec<(u8, u8)>,
}

/// Aligns on the pair (`seed_probe`, `seed_mate`); in the probe's order each minutia takes the nearest free one.
#[must_use]
pub fn align(probe: &[Coded], mate: &[Coded], seed_probe: usize, seed_mate: usize) -> Alignment {
    let (from, to) = (probe[seed_probe].minutia, mate[seed_mate].minutia);
    let rotation = to.direction.wrapping_sub(from.direction);
    let (s, c) = SINE_COSINE[rotation as usize];
    let mates: Vec<(i32, i32)> = mate.iter().map(|m| (m.minutia.x as i32 * PER_PX, m.minutia.y as i32 * PER_PX)).collect();
    let mate_box = Bounds::of(&mates);
    let origin = (to.x as i32 * PER_PX, to.y as i32 * PER_PX);

    let mut laid = [(0, 0); CODED_MAX];
    let mut used = [false; CODED_MAX];
    let mut paired = Vec::with_capacity(probe.len());
    let (mut weights, mut probe_inside) = (0, 0);
    for (i, m) in probe.iter().enumerate() {
        let (dx, dy) = ((m.minutia.x as i32 - from.x as i32) * PER_PX, (m.minutia.y as i32 - from.y as i32) * PER_PX);
        // y down, angles anticlockwise
        let at = (origin.0 + ((c * dx + s * dy) >> 14), origin.1 + ((c * dy - s * dx) >> 14));
        laid[i] = at;
        if !mate_box.holds(at) {
            continue;
        }
        probe_inside += 1;
        let direction = m.minutia.direction.wrapping_add(rotation);
        let tolerance = TOLERANCE + ((dx * dx + dy * dy) as f32).sqrt() as i32 / TOLERANCE_GROWTH;
        let mut nearest = (tolerance * tolerance, usize::MAX);
        for (j, other) in mates.iter().enumerate() {
            let (ox, oy) = (other.0 - at.0, other.1 - at.1);
            if ox.abs() < tolerance && oy.abs() < tolerance && !used[j] && turn_between(mate[j].minutia.direction, direction) <= TURN_MAX {
                nearest = nearest.min((ox * ox + oy * oy, j));
            }
        }
        if nearest.1 != usize::MAX {
            used[nearest.1] = true;
            paired.push((i as u8, nearest.1 as u8));
            weights += ONE as u64 - (ONE as u64 / 2) * nearest.0 as u64 / (tolerance * tolerance) as u64;
        }
    }
    let probe_box = Bounds::of(&laid[..probe.len()]);
    let mate_inside = mates.iter().filter(|&&at| probe_box.holds(at)).count() as u64;
    Alignment { fit: fit(weights, probe_inside, mate_inside), paired }
}

/// `weights` in Q15.
fn fit(weights: u64, probe_inside: u64, mate_inside: u64) -> u32 {
    let overlap = probe_inside.max(OVERLAP_MIN) * mate_inside.max(OVERLAP_MIN);
    let root = ((overlap << 20) as f64).sqrt() as u64; // Q10, exact: the square root of IEEE 754 is correctly rounded
    ((((weights * weights) >> 15) << 10) / root) as u32
}

/// A bounding box with its margin, 1/16 px.
struct Bounds {
    low: (i32, i32),
    high: (i32, i32),
}

impl Bounds {
    fn of(points: &[(i32, i32)]) -> Bounds {
        let mut b = Bounds { low: (i32::MAX / 2, i32::MAX / 2), high: (i32::MIN / 2, i32::MIN / 2) };
        for p in points {
            b.low = (b.low.0.min(p.0 - BOX_MARGIN), b.low.1.min(p.1 - BOX_MARGIN));
            b.high = (b.high.0.max(p.0 + BOX_MARGIN), b.high.1.max(p.1 + BOX_MARGIN));
        }
        b
    }

    fn holds(&self, p: (i32, i32)) -> bool {
        p.0 > self.low.0 && p.0 < self.high.0 && p.1 > self.low.1 && p.1 < self.high.1
    }
}
