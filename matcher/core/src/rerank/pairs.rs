//! Which minutiae of two prints may be the same one.

use super::tables::{COUNTED, ONE, ROOT};
use crate::code::Coded;
use crate::minutia::turn_between;

/// Largest difference of directions, of 256 a turn (90 degrees): a device is held any way up within that.
const TURN_MAX: u8 = 64;

/// A probe minutia and one of the mate that may be it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// 1 - sqrt(x) / (sqrt(p) + sqrt(q)) in Q15: x bits differ, p and q are set.
    pub likeness: u32,
    /// Index of the probe's minutia.
    pub probe: usize,
    /// Index of the mate's minutia.
    pub mate: usize,
}

/// The most alike pairs, likeness descending, then probe and mate index: as many as the smaller print has minutiae.
#[inline(always)]
pub fn most_alike(probe: &[Coded], mate: &[Coded]) -> Vec<Pair> {
    let roots = &*ROOT;
    let mate_roots: Vec<u32> = mate.iter().map(|m| roots[m.bits() as usize]).collect();
    let mut keys: Vec<u32> = Vec::with_capacity(probe.len() * mate.len());
    for (i, a) in probe.iter().enumerate() {
        let root = roots[a.bits() as usize];
        for (j, (b, mate_root)) in mate.iter().zip(&mate_roots).enumerate() {
            let most = root + mate_root;
            // Two codes without a bit say nothing; the encoder makes none.
            if most == 0 || turn_between(a.minutia.direction, b.minutia.direction) > TURN_MAX {
                continue;
            }
            let differing = roots[(a.code ^ b.code).count_ones() as usize];
            // Quotients of IEEE 754 are the same everywhere, and sooner than whole ones.
            let likeness = ONE.saturating_sub((ONE as f32 * differing as f32 / most as f32) as u32);
            if likeness > 0 {
                keys.push(key(likeness, i, j));
            }
        }
    }
    let kept = probe.len().min(mate.len()).min(keys.len());
    if kept < keys.len() {
        keys.select_nth_unstable_by(kept, |a, b| b.cmp(a));
    }
    keys.truncate(kept);
    keys.sort_unstable_by(|a, b| b.cmp(a));
    keys.into_iter().map(pair).collect()
}

/// How many pairs count for a score when the smaller print has `minutiae`.
#[must_use]
pub fn counted(minutiae: usize) -> usize {
    COUNTED[minutiae]
}

/// One number that sorts like (likeness descending, i, j) when descending; i and j below 64.
fn key(likeness: u32, i: usize, j: usize) -> u32 {
    (likeness << 12) | (((63 - i) << 6) | (63 - j)) as u32
}

fn pair(key: u32) -> Pair {
    Pair { likeness: key >> 12, probe: 63 - ((key >> 6) & 63) as usize, mate: 63 - (key & 63) as usize }
}
