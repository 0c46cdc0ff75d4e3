//! The second stage: do two prints agree as wholes? Integers, and the quotients and roots of IEEE 754, which are the same everywhere.
//!
//! First [`pairs`]: minutiae whose neighbourhoods are most alike. Then [`relax`]: pairs keep weight that other pairs support (relaxation:
//! Ranade, Rosenfeld 1980; the constants are those of Cappelli, Ferrara, Maltoni 2010). Last [`align`]: one print is laid on the other
//! through the heaviest pairs, then through all that fell together, and what falls together is counted. Score = relaxed weight x fit.
// Only what is compiled into `simd::agree` gets its instruction set: closures that the standard library calls do not.
#![allow(clippy::inline_always, clippy::needless_range_loop)]

mod align;
mod lanes;
mod pairs;
mod relax;
mod tables;

use crate::code::{CODED_MAX, Coded};
use crate::simd;
use align::Alignment;
use lanes::Lanes;

/// Seeds tried for the alignment.
const SEEDS: usize = 4;
/// Brings the product of Q15 fit and Q15 weight to 1/65536.
const SCORE_SHIFT: u32 = 14;

/// How well two prints agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// 0 = nothing in common; 65536 = 1.0 = fit times weight. Mates mostly lie above 0.5 (32,768).
    pub score: u32,
    /// Minutiae that fall together, as indices into probe and mate.
    pub paired: Vec<(u8, u8)>,
}

/// The score alone.
#[must_use]
pub fn score(probe: &[Coded], mate: &[Coded]) -> u32 {
    agree(probe, mate).score
}

/// Score and pairing of two coded prints.
///
/// # Panics
/// When one has more than [`CODED_MAX`] minutiae.
#[must_use]
pub fn agree(probe: &[Coded], mate: &[Coded]) -> Agreement {
    assert!(probe.len() <= CODED_MAX && mate.len() <= CODED_MAX, "coded prints hold at most {CODED_MAX} minutiae");
    simd::agree(probe, mate)
}

/// What [`agree`] does, compiled anew for every instruction set; the numbers are the same.
#[inline(always)]
pub(crate) fn compare(probe: &[Coded], mate: &[Coded]) -> Agreement {
    let pairs = pairs::most_alike(probe, mate);
    if pairs.len() < 2 {
        return Agreement::default();
    }
    let weights = relax::relax(probe, mate, &pairs);
    let counted = pairs::counted(probe.len().min(mate.len()));
    let weight = relax::kept_weight(&pairs, &weights, counted);
    let (probe, mate) = (Lanes::new(probe.iter()), Lanes::new(mate.iter()));
    let mut best = Alignment::default();
    for t in seeds(&weights) {
        let next = align::align(&probe, &mate, pairs[t].probe, pairs[t].mate);
        if next.fit > best.fit {
            best = next;
        }
    }
    let best = align::refine(&probe, &mate, best);
    Agreement { score: ((best.fit as u64 * weight as u64) >> SCORE_SHIFT).min(u32::MAX as u64) as u32, paired: best.paired }
}

/// Indices of the heaviest pairs, ties in the pairs' order.
fn seeds(weights: &[u32]) -> impl Iterator<Item = usize> {
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| weights[b].cmp(&weights[a]).then(a.cmp(&b)));
    order.into_iter().take(SEEDS)
}

#[cfg(test)]
mod tests;
