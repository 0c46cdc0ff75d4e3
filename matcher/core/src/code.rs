//! The polar neighbourhood code: where a minutia's neighbours lie and which way they point, relative to its own direction.
//! 4 rings x 8 sectors x 4 relative directions = 128 bits within 96 px; a neighbour near the edge of a bin sets both bins, so small
//! shifts cost few bits. A polar histogram made a bit set (shape contexts: Belongie, Malik, Puzicha 2002; local structures: Jiang,
//! Yau 2000; Ratha et al. 2000). Not a minutia cylinder code.

use crate::math;
use crate::minutia::{Minutia, turn_between};
use std::f64::consts::TAU;

/// Minutiae of a print that are coded, the best by quality.
pub const CODED_MAX: usize = 40;

const RINGS: usize = 4;
const SECTORS: usize = 8;
const DIRECTIONS: usize = 4;
/// Width of a ring, px at 500 ppi.
const RING_PX: i32 = 24;
/// How far outside a ring a neighbour still sets it, px.
const DILATION_PX: i32 = 3;
/// Nearer neighbours are ignored: their bearing is noise. px
const REACH_MIN_PX: i32 = 3;
/// How far outside a sector a neighbour still sets it: 3 px of arc, at most 0.5 rad, the arc taken at 8 px or more.
const ARC_PX: f64 = 3.0;
const ARC_MAX: f64 = 0.5;
const ARC_RADIUS_MIN: f64 = 8.0;
/// Half a direction bin (45 degrees) plus 0.15 rad, of 256 a turn.
const DIRECTION_REACH: u8 = 38;
/// Units of bearings, a turn.
const TURN: f64 = 65_536.0;
/// Fewer neighbours give no code.
const NEIGHBOURS_MIN: u32 = 2;

/// A coded minutia.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coded {
    /// Where, which way, how good.
    pub minutia: Minutia,
    /// The neighbourhood: bit (ring * 8 + sector) * 4 + direction.
    pub code: u128,
}

impl Coded {
    /// Set bits, 0..=128.
    #[must_use]
    pub fn bits(&self) -> u8 {
        self.code.count_ones() as u8
    }
}

/// Codes the best [`CODED_MAX`] minutiae, in their order; those with too few neighbours are left out.
///
/// # Arguments
/// * `minutiae` best first, sides of the print at most 2000 px
#[must_use]
pub fn encode(minutiae: &[Minutia]) -> Vec<Coded> {
    let best = &minutiae[..minutiae.len().min(CODED_MAX)];
    let mut codes = [(0_u128, 0_u32); CODED_MAX];
    for (i, a) in best.iter().enumerate() {
        for (j, b) in best.iter().enumerate().skip(i + 1) {
            let Some(lie) = Lie::between(*a, *b) else { continue };
            codes[i].0 |= lie.rings & lie.sectors(lie.bearing, a.direction) & directions(b.direction.wrapping_sub(a.direction));
            codes[j].0 |= lie.rings & lie.sectors(lie.bearing.wrapping_add(1 << 15), b.direction) & directions(a.direction.wrapping_sub(b.direction));
            codes[i].1 += 1;
            codes[j].1 += 1;
        }
    }
    let enough = best.iter().zip(codes).filter(|(_, (_, neighbours))| *neighbours >= NEIGHBOURS_MIN);
    enough.map(|(m, (code, _))| Coded { minutia: *m, code }).collect()
}

/// How one minutia lies to another.
struct Lie {
    /// All bits of the rings reached.
    rings: u128,
    /// From the first to the second, anticlockwise from +x, 65536 a turn.
    bearing: u16,
    /// Half a sector and the dilation at this distance, 65536 a turn.
    sector_reach: u16,
}

impl Lie {
    /// None when the two are too far apart, or too near.
    fn between(a: Minutia, b: Minutia) -> Option<Lie> {
        let (dx, dy) = (b.x as i32 - a.x as i32, b.y as i32 - a.y as i32);
        let squared = dx * dx + dy * dy;
        let reach = RINGS as i32 * RING_PX + DILATION_PX;
        if squared < REACH_MIN_PX * REACH_MIN_PX || squared > reach * reach {
            return None;
        }
        let arc = (ARC_PX / (squared as f64).sqrt().max(ARC_RADIUS_MIN)).min(ARC_MAX);
        Some(Lie {
            rings: rings(squared),
            bearing: (math::atan2(-dy as f64, dx as f64) * (TURN / TAU)).round() as i32 as u16,
            sector_reach: (TURN / (2 * SECTORS) as f64 + arc * (TURN / TAU)).round() as u16,
        })
    }

    /// All bits of the sectors reached by a bearing relative to a direction.
    fn sectors(&self, bearing: u16, direction: u8) -> u128 {
        const SECTOR_BITS: u128 = 0xF_0000_000F_0000_000F_0000_000F;
        let relative = bearing.wrapping_sub((direction as u16) << 8);
        (0..SECTORS).fold(0, |bits, s| {
            // Centres at -157.5 + 45 s degrees.
            let centre = (s as u16).wrapping_mul(8192).wrapping_sub(28_672);
            let away = relative.wrapping_sub(centre);
            let reached = away.min(away.wrapping_neg()) <= self.sector_reach;
            bits | if reached { SECTOR_BITS << (s * DIRECTIONS) } else { 0 }
        })
    }
}

/// All bits of the rings that a squared distance in px reaches.
fn rings(squared: i32) -> u128 {
    const RING: u128 = (1 << (SECTORS * DIRECTIONS)) - 1;
    (0..RINGS as i32).fold(0, |bits, ring| {
        let (inner, outer) = ((ring * RING_PX - DILATION_PX).max(0), (ring + 1) * RING_PX + DILATION_PX);
        let reached = squared >= inner * inner && squared < outer * outer;
        bits | if reached { RING << (ring as usize * SECTORS * DIRECTIONS) } else { 0 }
    })
}

/// All bits of the relative directions reached; `relative` of 256 a turn.
fn directions(relative: u8) -> u128 {
    const DIRECTION_BITS: u128 = u128::from_le_bytes([0x11; 16]);
    (0..DIRECTIONS).fold(0, |bits, d| {
        // Centres at -135 + 90 d degrees.
        let centre = (d as u8).wrapping_mul(64).wrapping_sub(96);
        bits | if turn_between(relative, centre) <= DIRECTION_REACH { DIRECTION_BITS << d } else { 0 }
    })
}
