//! Relaxation: five rounds in which each pair keeps half of its weight and takes half from the pairs it agrees with.

use super::pairs::Pair;
use super::tables::{ALIKE, NEAR, apart, bearing};
use crate::code::Coded;
use crate::minutia::Minutia;

/// Rounds of relaxation.
const ROUNDS: usize = 5;
/// Weights carry this many more bits than likeness.
const WEIGHT_SHIFT: u32 = 12;

/// Two pairs that support each other.
struct Support {
    t: usize,
    k: usize,
    /// 0..=1 in Q15.
    rho: u64,
}

/// Final weight of every pair, Q27.
#[must_use]
pub fn relax(probe: &[Coded], mate: &[Coded], pairs: &[Pair]) -> Vec<u32> {
    let supports = supports(probe, mate, pairs);
    let others = pairs.len() as u64 - 1;
    let mut weights: Vec<u64> = pairs.iter().map(|p| (p.likeness as u64) << WEIGHT_SHIFT).collect();
    let mut sums = vec![0; weights.len()];
    for _ in 0..ROUNDS {
        sums.fill(0);
        for s in &supports {
            sums[s.t] += s.rho * weights[s.k];
            sums[s.k] += s.rho * weights[s.t];
        }
        for (w, sum) in weights.iter_mut().zip(&sums) {
            *w = w.midpoint((sum >> 15) / others);
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
fn supports(probe: &[Coded], mate: &[Coded], pairs: &[Pair]) -> Vec<Support> {
    let mut out = Vec::with_capacity(pairs.len() * pairs.len() / 2);
    for (t, p) in pairs.iter().enumerate() {
        for (k, q) in pairs.iter().enumerate().skip(t + 1) {
            let rho = compatibility([&probe[p.probe].minutia, &probe[q.probe].minutia], [&mate[p.mate].minutia, &mate[q.mate].minutia]);
            if rho > 0 {
                out.push(Support { t, k, rho });
            }
        }
    }
    out
}

/// Do two minutiae keep distance, relative direction and bearing between the prints? 0..=1 in Q15.
fn compatibility(a: [&Minutia; 2], b: [&Minutia; 2]) -> u64 {
    let (va, vb) = (vector(a), vector(b));
    let stretch = length(va).abs_diff(length(vb)) as usize;
    let Some(&near) = NEAR.get(stretch) else { return 0 };
    let direction = |m: &Minutia| 4 * m.direction as u32;
    let turned = apart(direction(a[0]).wrapping_sub(direction(a[1])), direction(b[0]).wrapping_sub(direction(b[1])));
    let alike = ALIKE[turned as usize] as u64;
    let shifted = apart(direction(a[0]).wrapping_sub(bearing(va.0, -va.1)), direction(b[0]).wrapping_sub(bearing(vb.0, -vb.1)));
    (((near as u64 * alike) >> 15) * ALIKE[shifted as usize] as u64) >> 15
}

fn vector([from, to]: [&Minutia; 2]) -> (i32, i32) {
    (to.x as i32 - from.x as i32, to.y as i32 - from.y as i32)
}

/// In 1/16 px; squares of sides up to 2000 px are exact in f32.
fn length((x, y): (i32, i32)) -> u32 {
    (16.0 * ((x * x + y * y) as f32).sqrt()) as u32
}
