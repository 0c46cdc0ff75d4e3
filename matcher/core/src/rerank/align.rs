//! Lays the probe on the mate so that one pair coincides, counts what falls together, and lays it again by all that did.

use super::lanes::{Lanes, PER_PX};
use super::tables::{ONE, SINE_COSINE, bearing};
use crate::code::CODED_MAX;

/// How far apart minutiae that fall together may lie, 1/16 px: at the centre of the turn, and what a distance from it adds, since skin stretches.
#[derive(Clone, Copy)]
struct Tolerance {
    centre: i32,
    /// One of so many of the distance.
    growth: i32,
}

/// Laid by one pair, whose directions are off by a few degrees.
const BY_ONE: Tolerance = Tolerance { centre: 8 * PER_PX, growth: 20 };
/// Laid by all pairs.
const BY_ALL: Tolerance = Tolerance { centre: 6 * PER_PX, growth: 25 };
/// How often the probe is laid by all pairs of the time before.
const REFITS: usize = 2;
/// Fewer pairs do not say where a print lies.
const REFIT_PAIRS_MIN: usize = 3;
/// Largest difference of directions, of 256 a turn (25 degrees).
const TURN_MAX: i32 = 18;
/// How far outside the other's bounding box a minutia still counts as overlapping, 1/16 px.
const BOX_MARGIN: i32 = 8 * PER_PX;
/// Least size of an overlap, minutiae.
const OVERLAP_MIN: u64 = 8;
/// Distances along an axis beyond this are none of interest; their squares fit.
const AWAY_MAX: i32 = 8191;

/// A turn about `from` that brings it to `to`, 1/16 px.
struct Motion {
    from: (i32, i32),
    to: (i32, i32),
    /// Sine and cosine, Q14.
    turn: (i32, i32),
    /// 256 a turn.
    rotation: i32,
}

/// What fell together.
#[derive(Clone, Debug, Default)]
pub struct Alignment {
    /// (sum of weights)^2 / sqrt(overlap x overlap), Q15; a weight is 1 at the same place, 1/2 at the tolerance.
    pub fit: u32,
    /// Indices into probe and mate.
    pub paired: Vec<(u8, u8)>,
}

/// Aligns on the pair (`seed_probe`, `seed_mate`).
#[inline(always)]
pub fn align(probe: &Lanes, mate: &Lanes, seed_probe: usize, seed_mate: usize) -> Alignment {
    let rotation = (mate.direction[seed_mate] - probe.direction[seed_probe]) & 255;
    let at = |print: &Lanes, k: usize| (print.x[k], print.y[k]);
    let motion = Motion { from: at(probe, seed_probe), to: at(mate, seed_mate), turn: SINE_COSINE[rotation as usize], rotation };
    pair_up(probe, mate, &motion, BY_ONE)
}

/// Lays the probe by all pairs of an alignment (least squares: Arun, Huang, Blostein 1987, in the plane), and pairs anew.
#[inline(always)]
pub fn refine(probe: &Lanes, mate: &Lanes, mut alignment: Alignment) -> Alignment {
    for _ in 0..REFITS {
        if alignment.paired.len() < REFIT_PAIRS_MIN {
            break;
        }
        alignment = pair_up(probe, mate, &motion_of(probe, mate, &alignment.paired), BY_ALL);
    }
    alignment
}

fn motion_of(probe: &Lanes, mate: &Lanes, paired: &[(u8, u8)]) -> Motion {
    let n = paired.len() as i32;
    let points = || paired.iter().map(|&(i, j)| ((probe.x[i as usize], probe.y[i as usize]), (mate.x[j as usize], mate.y[j as usize])));
    let sums = points().fold([0; 4], |s, (a, b)| [s[0] + a.0, s[1] + a.1, s[2] + b.0, s[3] + b.1]);
    let [from, to] = [(sums[0] / n, sums[1] / n), (sums[2] / n, sums[3] / n)];
    let (mut dot, mut cross) = (0_i64, 0_i64);
    for (a, b) in points() {
        let (px, py, qx, qy) = ((a.0 - from.0) as i64, (a.1 - from.1) as i64, (b.0 - to.0) as i64, (b.1 - to.1) as i64);
        dot += px * qx + py * qy;
        cross += py * qx - px * qy;
    }
    // Sums and roots of IEEE 754 are the same everywhere.
    let (dot, cross) = (dot as f64, cross as f64);
    let length = (dot * dot + cross * cross).sqrt().max(1.0);
    let q14 = |v: f64| (v * 16_384.0 / length) as i32;
    let turn = (q14(cross), q14(dot));
    Motion { from, to, turn, rotation: (bearing(turn.1, turn.0) as i32 + 2) >> 2 & 255 }
}

/// In the probe's order each minutia takes the nearest free one.
#[inline(always)]
fn pair_up(probe: &Lanes, mate: &Lanes, motion: &Motion, tolerance: Tolerance) -> Alignment {
    let mate_box = Bounds::of(&mate.x[..mate.len], &mate.y[..mate.len]);
    let (mut laid_x, mut laid_y) = ([0; CODED_MAX], [0; CODED_MAX]);
    let mut used = [0_u32; CODED_MAX];
    let mut paired = Vec::with_capacity(probe.len);
    let (mut weights, mut probe_inside) = (0, 0);
    let (s, c) = motion.turn;
    for i in 0..probe.len {
        let (dx, dy) = (probe.x[i] - motion.from.0, probe.y[i] - motion.from.1);
        // y down, angles anticlockwise
        let at = (motion.to.0 + ((c * dx + s * dy) >> 14), motion.to.1 + ((c * dy - s * dx) >> 14));
        (laid_x[i], laid_y[i]) = at;
        if !mate_box.holds(at.0, at.1) {
            continue;
        }
        probe_inside += 1;
        let reach = tolerance.centre + ((dx * dx + dy * dy) as f32).sqrt() as i32 / tolerance.growth;
        let (squared, j) = nearest(mate, &used, at, probe.direction[i] + motion.rotation, reach * reach);
        if squared < (reach * reach) as u32 {
            used[j] = u32::MAX;
            paired.push((i as u8, j as u8));
            weights += ONE as u64 - (ONE as u64 / 2) * squared as u64 / (reach * reach) as u64;
        }
    }
    let probe_box = Bounds::of(&laid_x[..probe.len], &laid_y[..probe.len]);
    let mate_inside = (0..mate.len).filter(|&j| probe_box.holds(mate.x[j], mate.y[j])).count() as u64;
    Alignment { fit: fit(weights, probe_inside, mate_inside), paired }
}

/// Squared distance and lane of the nearest free minutia that points the same way; a huge distance when none is within `reach`, squared.
#[inline(always)]
fn nearest(mate: &Lanes, used: &[u32; CODED_MAX], at: (i32, i32), direction: i32, reach: i32) -> (u32, usize) {
    let mut best = u32::MAX;
    for j in 0..CODED_MAX {
        let ox = (mate.x[j] - at.0).clamp(-AWAY_MAX, AWAY_MAX);
        let oy = (mate.y[j] - at.1).clamp(-AWAY_MAX, AWAY_MAX);
        let squared = ox * ox + oy * oy;
        let turn = (mate.direction[j] - direction) & 255;
        let fits = (squared < reach) & (turn.min(256 - turn) <= TURN_MAX);
        let key = if fits { (squared as u32) << 6 | j as u32 } else { u32::MAX };
        best = best.min(key | used[j]);
    }
    (best >> 6, (best & 63) as usize)
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
    #[inline(always)]
    fn of(x: &[i32], y: &[i32]) -> Bounds {
        let range = |v: &[i32]| v.iter().fold((i32::MAX / 2, i32::MIN / 2), |(low, high), &v| (low.min(v), high.max(v)));
        let (x, y) = (range(x), range(y));
        Bounds { low: (x.0 - BOX_MARGIN, y.0 - BOX_MARGIN), high: (x.1 + BOX_MARGIN, y.1 + BOX_MARGIN) }
    }

    #[inline(always)]
    fn holds(&self, x: i32, y: i32) -> bool {
        x > self.low.0 && x < self.high.0 && y > self.low.1 && y < self.high.1
    }
}
