//! Relaxation: five rounds in which each pair keeps half of its weight and takes half from the pairs it agrees with.

use super::lanes::Lanes;
use super::pairs::Pair;
use super::tables::{ALIKE, NEAR, apart, bearing};
use crate::code::{CODED_MAX, Coded};

/// Rounds of relaxation.
const ROUNDS: usize = 5;
/// Weights carry this many more bits than likeness.
const WEIGHT_SHIFT: u32 = 12;

/// Two pairs that support each other.
struct Support {
    t: u8,
    k: u8,
    /// 0..=1 in Q15.
    rho: u64,
}

/// Final weight of every pair, Q27.
#[inline(always)]
pub fn relax(probe: &[Coded], mate: &[Coded], pairs: &[Pair]) -> Vec<u32> {
    let supports = supports(probe, mate, pairs);
    // Sums of as many weights as there are other pairs: the product with the reciprocal stays below 2^60.
    let reciprocal = (1_u64 << 32) / (pairs.len() as u64 - 1);
    let mut weights: Vec<u64> = pairs.iter().map(|p| (p.likeness as u64) << WEIGHT_SHIFT).collect();
    for _ in 0..ROUNDS {
        let mut sums = [0; CODED_MAX];
        for s in &supports {
            let (t, k) = (s.t as usize, s.k as usize);
            sums[t] += s.rho * weights[k];
            sums[k] += s.rho * weights[t];
        }
        for (w, sum) in weights.iter_mut().zip(sums) {
            *w = w.midpoint(((sum >> 15) * reciprocal) >> 32);
        }
    }
    weights.iter().map(|&w| w as u32).collect()
}

/// Mean final weight, Q15, of the `counted` pairs that kept most of theirs; missing pairs count as 0.
#[must_use]
pub fn kept_weight(pairs: &[Pair], weights: &[u32], counted: usize) -> u32 {
    let mut order: Vec<usize> = (0..pairs.len()).collect();
    // final / initial, compared without division; ties in the pairs' order
    let cross = |a: usize, b: usize| weights[a] as u64 * pairs[b].likeness as u64;
    order.sort_by(|&a, &b| cross(b, a).cmp(&cross(a, b)).then(a.cmp(&b)));
    let sum: u64 = order.iter().take(counted).map(|&t| weights[t] as u64).sum();
    ((sum >> WEIGHT_SHIFT) / counted as u64) as u32
}

/// All pairs of pairs with any support.
#[inline(always)]
fn supports(probe: &[Coded], mate: &[Coded], pairs: &[Pair]) -> Vec<Support> {
    let a = Lanes::new(pairs.iter().map(|p| &probe[p.probe]));
    let b = Lanes::new(pairs.iter().map(|p| &mate[p.mate]));
    let (near, alike) = (NEAR.as_slice(), ALIKE.as_slice());
    let mut out = Vec::with_capacity(pairs.len() * pairs.len() / 4);
    for t in 0..pairs.len() {
        let (from_a, from_b) = (lengths(&a, t), lengths(&b, t));
        for k in t + 1..pairs.len() {
            // Most differ in distance or direction alone: the bearings wait.
            let Some(&near) = near.get(from_a[k].abs_diff(from_b[k]) as usize) else { continue };
            let direction = |print: &Lanes, at: usize| 4 * print.direction[at] as u32;
            let turned = apart(direction(&a, t).wrapping_sub(direction(&a, k)), direction(&b, t).wrapping_sub(direction(&b, k)));
            let rho = near * alike[turned as usize];
            if rho >> 15 == 0 {
                continue;
            }
            let view = |print: &Lanes| direction(print, t).wrapping_sub(bearing(print.x[k] - print.x[t], print.y[t] - print.y[k]));
            let rho = (rho >> 15) * alike[apart(view(&a), view(&b)) as usize];
            if rho >> 15 > 0 {
                out.push(Support { t: t as u8, k: k as u8, rho: (rho >> 15) as u64 });
            }
        }
    }
    out
}

/// Distances of all from one, 1/16 px; roots of IEEE 754 are the same everywhere.
#[inline(always)]
fn lengths(print: &Lanes, from: usize) -> [i32; CODED_MAX] {
    let mut lengths = [0; CODED_MAX];
    for k in 0..CODED_MAX {
        let (x, y) = ((print.x[k] - print.x[from]) as f32, (print.y[k] - print.y[from]) as f32);
        lengths[k] = (x * x + y * y).sqrt() as i32;
    }
    lengths
}
