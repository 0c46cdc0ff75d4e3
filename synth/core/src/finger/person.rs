//! Ten fingers of one person: which classes they have, and what they share.
//!
//! Classes by digit under a Gaussian copula: a finger's leaning is a normal number made of a part of the person, of the
//! hand, of the digit (both thumbs lean alike), and of the finger itself, cut on the scale arch < tented < loop < whorl.

use super::pattern::Class;
use super::skin::SkinTraits;
use crate::math::{exp, pow};
use crate::random::Random;

/// Shares of plain arch + tented arch, loop, whorl in percent, by FGP - 1. Galton, Finger Prints (1892), 500 persons,
/// fitted proportionally to the marginals of the population (6.6, 65.5, 27.9).
const CLASS_SHARES: [[f32; 3]; 10] = [
    [3.00, 50.35, 46.65],
    [17.14, 50.78, 32.08],
    [7.21, 76.39, 16.40],
    [2.00, 50.32, 47.68],
    [1.04, 84.68, 14.28],
    [5.07, 62.66, 32.27],
    [17.18, 52.81, 30.01],
    [8.23, 74.31, 17.46],
    [3.04, 63.62, 33.34],
    [2.08, 89.08, 8.84],
];
/// Share of tented among all arches: 2.9 of 6.6 % (FBI files).
const TENTED: f32 = 0.44;
/// Loops that open to the thumb side: two of five on forefingers, rare elsewhere (Galton).
const RADIAL: [f32; 5] = [0.01, 0.40, 0.02, 0.01, 0.01];
/// Variance shares of person, hand and digit in the copula; the finger has the rest.
const VARIANCE: [f32; 3] = [0.45, 0.05, 0.20];

/// Width and height of a digit, thumb to little finger, against a forefinger.
const DIGIT_SIZE: [(f32, f32); 5] = [(1.16, 1.06), (1.0, 1.0), (1.02, 1.04), (0.96, 1.0), (0.82, 0.87)];
/// What a digit adds to the person's ridge period, px.
const DIGIT_PERIOD_PX: [f32; 5] = [0.35, 0.05, 0.0, -0.05, -0.30];

/// Mean number of minutiae in the reference ellipse of a finger of size 1, and relative deviation: gives about 60 in
/// the contact area of an easy impression.
const MINUTIAE: (f32, f32) = (88.0, 0.14);

/// What one finger of one person is drawn from.
#[derive(Clone, Debug)]
pub(super) struct FingerTraits {
    pub class: Class,
    pub size: (f32, f32),
    pub period_px: f32,
    pub minutiae: usize,
    pub skin: SkinTraits,
    /// The person's own moisture, a standard normal number: dry to wet.
    pub moisture: f32,
    /// Wider (positive) or narrower ridges, in units of ridge height.
    pub ridge_level: f32,
}

impl FingerTraits {
    /// The traits of a finger; `fgp` in 1..=10.
    pub fn sample(seed: u64, person: u64, fgp: u8) -> FingerTraits {
        let digit = usize::from((fgp - 1) % 5);
        let own = &mut Random::stream(seed, "finger.person", &[person]);
        let width = exp(0.05 * own.normal());
        let period_px = 9.05 + 0.40 * own.normal();
        let skin = SkinTraits {
            pore_depth: own.range(0.3, 1.2),
            pores_open: own.range(0.1, 0.6),
            creases: 3.0 * own.unit(),
            // Three of ten people show them.
            incipient: (own.range(-0.7, 0.3) * 1.6).max(0.0),
        };
        let (moisture, ridge_level) = (own.normal(), 0.08 * own.normal());

        let r = &mut Random::stream(seed, "finger.traits", &[person, u64::from(fgp)]);
        let scale = width * exp(0.03 * r.normal()).clamp(0.92, 1.08);
        let scale = scale.clamp(0.85, 1.15);
        let size = (scale * DIGIT_SIZE[digit].0, scale * DIGIT_SIZE[digit].1);
        let spread = (1.0 + MINUTIAE.1 * r.normal()).clamp(0.5, 1.6);
        // Ridges grow with the finger, less than in proportion: so do minutiae.
        let minutiae = MINUTIAE.0 * spread * pow(size.0 * size.1, 0.75);
        FingerTraits {
            class: class(seed, person, fgp),
            size,
            period_px: (period_px + DIGIT_PERIOD_PX[digit] + 0.25 * r.normal()).clamp(7.6, 10.5),
            minutiae: minutiae as usize,
            skin,
            moisture,
            ridge_level,
        }
    }
}

fn class(seed: u64, person: u64, fgp: u8) -> Class {
    let finger = usize::from(fgp - 1);
    let (hand, digit) = (finger / 5, finger % 5);
    let own = &mut Random::stream(seed, "finger.class", &[person, u64::from(fgp)]);
    let shared = |purpose, path: &[u64]| Random::stream(seed, purpose, path).normal();
    let leaning = VARIANCE[0].sqrt() * shared("finger.class.person", &[person])
        + VARIANCE[1].sqrt() * shared("finger.class.hand", &[person, hand as u64])
        + VARIANCE[2].sqrt() * shared("finger.class.digit", &[person, digit as u64])
        + (1.0 - VARIANCE.iter().sum::<f32>()).sqrt() * own.normal();
    let percent = 100.0 * normal_below(leaning);
    let [arch, looped, _] = CLASS_SHARES[finger];
    if percent < arch * (1.0 - TENTED) {
        Class::Arch
    } else if percent < arch {
        Class::TentedArch
    } else if percent < arch + looped {
        // In the impression of a right hand the little finger lies on the right.
        let to_the_little_finger = !own.chance(RADIAL[digit]);
        if to_the_little_finger == (hand == 0) { Class::RightLoop } else { Class::LeftLoop }
    } else {
        Class::Whorl
    }
}

/// Standard normal distribution function; absolute error below 1e-5 (Abramowitz, Stegun 26.2.16).
fn normal_below(x: f32) -> f32 {
    let t = 1.0 / (1.0 + 0.332_67 * x.abs());
    let tail = 0.398_942_3 * exp(-0.5 * x * x) * t * (0.436_183_6 + t * (-0.120_167_6 + t * 0.937_298));
    if x < 0.0 { tail } else { 1.0 - tail }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn class_shares_meet_the_marginals() {
        for shares in CLASS_SHARES {
            assert!((shares.iter().sum::<f32>() - 100.0).abs() < 0.02);
        }
        for (k, marginal) in [6.6, 65.5, 27.9].into_iter().enumerate() {
            let mean = CLASS_SHARES.iter().map(|s| s[k]).sum::<f32>() / 10.0;
            assert!((mean - marginal).abs() < 0.02, "{mean}");
        }
    }

    /// 5,000 persons: chi-square with 4 degrees of freedom against arch 3.7, tented 2.9, loops by hand, whorl 27.9 %.
    /// Fingers of a person hang together, so each of the ten is tested alone; the 0.1 % bound is 18.5.
    #[test]
    fn class_frequencies_follow_the_table_on_every_finger() {
        for fgp in 1..=10u8 {
            let mut counts = HashMap::new();
            for person in 0..5_000 {
                *counts.entry(class(11, person, fgp)).or_insert(0.0) += 1.0;
            }
            let [arch, looped, whorl] = CLASS_SHARES[usize::from(fgp - 1)].map(|p| f64::from(p) * 50.0);
            let radial = f64::from(RADIAL[usize::from((fgp - 1) % 5)]);
            let (right, left) = if fgp <= 5 { (1.0 - radial, radial) } else { (radial, 1.0 - radial) };
            let expected = [
                (Class::Arch, arch * 0.56),
                (Class::TentedArch, arch * 0.44),
                (Class::RightLoop, looped * right),
                (Class::LeftLoop, looped * left),
                (Class::Whorl, whorl),
            ];
            let chi2: f64 = expected
                .into_iter()
                .map(|(class, e)| (counts.get(&class).copied().unwrap_or(0.0) - e).powi(2) / e)
                .sum();
            assert!(chi2 < 18.5, "FGP {fgp}: chi-square {chi2} {counts:?}");
        }
    }

    /// Tao et al. 2012: any two fingers of two persons agree in type with probability 0.32; 0.29 by the marginals alone.
    #[test]
    fn classes_of_two_persons_agree_as_often_as_in_the_literature() {
        let r = &mut Random::stream(5, "test", &[]);
        let mut any = |person| class(5, person, r.index(10) as u8 + 1);
        let same = (0..20_000).filter(|n| any(2 * n) == any(2 * n + 1)).count();
        let share = same as f64 / 20_000.0;
        assert!((0.27..0.34).contains(&share), "{share}");
    }

    #[test]
    fn classes_of_one_person_hang_together() {
        let whorls = |person: u64| (1..=10).filter(|&fgp| class(3, person, fgp) == Class::Whorl).count() as f64;
        let counts: Vec<f64> = (0..3_000).map(whorls).collect();
        let mean = counts.iter().sum::<f64>() / 3_000.0;
        let variance = counts.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / 3_000.0;
        // Independent fingers would have a variance of about 10 x 0.28 x 0.72 = 2.0.
        assert!((2.5..3.1).contains(&mean) && variance > 4.0, "mean {mean}, variance {variance}");
    }
}
