//! From scores of fingers to one calibrated number a person.
//!
//! A finger's rerank score becomes a p-value: how often two different fingers score as high. The p-values of a person's k fingers
//! combine by Fisher's method (Fisher 1932): under independence -2 ln of their product is chi-square with 2k degrees of freedom, so
//! p = x' e^-x with x = -ln(p1 ... pk) and x' = sum over j < k of x^j / j!. The person's score is -10 log10 p, in decibels: a threshold
//! of t matches different people at a rate of 10^(-t/10) a comparison.
//!
//! A face joins by a weighted Bonferroni test (Genovese, Roeder, Wasserman 2006): the better of "the fingers" at 9/10 of the error rate and
//! "fingers and face" at 1/10. So a strange face costs 0.46 dB at most, and agreeing fingers keep their mate; a face adds at most
//! [`FACE_SCORE_MAX`], and a face by itself never reaches a threshold above that.

use crate::math;
use std::f64::consts::LN_10;

/// Lower end of the impostor tail, root of a rerank score: p is 1 below.
const TAIL_START: f64 = 22.8;
/// Roots of a rerank score by which p falls tenfold.
const TAIL_DECADE: f64 = 13.5;

/// How alike the faces of different people are: the upper tail of their likenesses, a straight line in log p.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FaceTail {
    /// p is 1 below.
    start: f64,
    /// Likeness by which p falls tenfold.
    decade: f64,
}

/// Least decade, likeness: vectors that hardly differ tell nobody apart.
const FACE_DECADE_MIN: f64 = 0.01;

impl FaceTail {
    /// No likeness counts.
    pub const NONE: FaceTail = FaceTail { start: f64::INFINITY, decade: 1.0 };

    /// Through the likenesses that one pair of strangers in 10 and one in 1000 exceed.
    #[must_use]
    pub fn through(tenth: f64, thousandth: f64) -> FaceTail {
        let decade = ((thousandth - tenth) / 2.0).max(FACE_DECADE_MIN);
        FaceTail { start: tenth - decade, decade }
    }
}

impl Default for FaceTail {
    /// That of the vectors made here, measured by `matcher/bench/faces.ts`.
    fn default() -> FaceTail {
        FaceTail { start: 0.047, decade: 0.127 }
    }
}

/// Up to here, decibels, the tail was measured; what lies beyond counts less and less.
const FACE_SCORE_KNEE: f64 = 30.0;
/// What the score of two equal faces would come near to, decibels.
pub const FACE_SCORE_MAX: f64 = 45.0;
/// Share of the error rate that the test with the face may use.
const FACE_WEIGHT: f64 = 0.1;

/// ln of the p-value of a finger's rerank score, 0 at best for an impostor.
#[must_use]
pub fn finger_p_ln(score: u32) -> f64 {
    (-((score as f64).sqrt() - TAIL_START) / TAIL_DECADE * LN_10).min(0.0)
}

/// Score of one finger by itself, decibels.
#[must_use]
pub fn finger_score(score: u32) -> f64 {
    decibels(-finger_p_ln(score))
}

/// ln of the p-value of a likeness of two faces, 0 at best for an impostor.
#[must_use]
pub fn face_p_ln(likeness: f64, tail: FaceTail) -> f64 {
    let measured = ((likeness - tail.start) / tail.decade * 10.0).max(0.0);
    let beyond = (measured - FACE_SCORE_KNEE).max(0.0);
    let room = FACE_SCORE_MAX - FACE_SCORE_KNEE;
    -(measured.min(FACE_SCORE_KNEE) + room * beyond / (room + beyond)) * LN_10 / 10.0
}

/// Score of two faces by themselves, decibels.
#[must_use]
pub fn face_score(likeness: f64, tail: FaceTail) -> f64 {
    decibels(-face_p_ln(likeness, tail))
}

/// Score of a person from the ln of the p-values of what was compared, decibels, 0 for nothing.
#[must_use]
pub fn person_score(fingers: &[f64], face: Option<f64>) -> f64 {
    let alone = fisher(fingers);
    decibels(match face {
        None => alone,
        Some(face) if fingers.is_empty() => -face,
        Some(face) => {
            let both = fisher(&[fingers, &[face]].concat());
            (alone + math::ln(1.0 - FACE_WEIGHT)).max(both + math::ln(FACE_WEIGHT)).max(0.0)
        }
    })
}

/// -ln of the p-value of several, by Fisher's method.
fn fisher(p_lns: &[f64]) -> f64 {
    let x: f64 = p_lns.iter().map(|p| -p).sum();
    let (mut term, mut series) = (1.0, 0.0);
    for j in 0..p_lns.len() {
        series += term;
        term *= x / (j + 1) as f64;
    }
    if p_lns.is_empty() { 0.0 } else { x - math::ln(series) }
}

/// -10 log10 of e^-x, to 1/1000.
fn decibels(x: f64) -> f64 {
    (x * 10.0 / LN_10 * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn person_score_of_one_finger_is_the_finger_score() {
        assert_eq!(person_score(&[finger_p_ln(40_000)], None), finger_score(40_000));
        assert_eq!(finger_score(0), 0.0);
    }

    #[test]
    fn person_score_of_two_p_values_is_fishers_combination() {
        // p1 = p2 = 1e-4: x = 18.42, p = 1e-8 (1 + x) = 1.942e-7, 67.117 dB
        let p = 1e-4_f64.ln();
        assert!((person_score(&[p, p], None) - 67.117).abs() < 0.001);
    }

    #[test]
    fn person_score_of_uniform_p_values_exceeds_t_as_often_as_it_says() {
        // A grid over the unit square of two independent p-values.
        let n = 1000;
        let p_ln = |k: usize| ((k as f64 + 0.5) / n as f64).ln();
        let above = (0..n * n).filter(|k| person_score(&[p_ln(k / n), p_ln(k % n)], None) >= 20.0).count();
        let rate = above as f64 / (n * n) as f64;
        assert!((rate - 0.01).abs() < 0.0003, "{rate}");
    }

    #[test]
    fn face_score_is_10_db_a_decade_of_the_tail_up_to_its_knee() {
        let tail = FaceTail::through(0.2, 0.5);
        assert_eq!([0.0, 0.05, 0.2, 0.35, 0.5].map(|likeness| face_score(likeness, tail)), [0.0, 0.0, 10.0, 20.0, 30.0]);
        let beyond = face_score(0.65, tail);
        assert!(beyond > 30.0 && beyond < 40.0, "{beyond}");
        assert_eq!(face_score(1.0, FaceTail::NONE), 0.0);
        assert_eq!(face_score(1.0, FaceTail::through(1.0, 1.0)), 10.0);
    }

    #[test]
    fn a_missing_likeness_costs_little_and_never_helps() {
        let strong = finger_p_ln(100_000);
        let (one, two) = (person_score(&[strong], None), person_score(&[strong, 0.0], None));
        assert!(two < one && two > one - 20.0, "{one} {two}");
    }
}
