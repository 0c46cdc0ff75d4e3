//! Counter-based random streams: draw n of a stream is a hash of its key and n, so no stream depends on another's use.

use crate::math::{TURN, cos, ln};

/// One stream of random numbers.
///
/// `SplitMix` (Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014): a Weyl sequence with
/// the stream's own odd increment, then Stafford's mix 13. Key and increment are hashed from purpose, seed and path.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
    gamma: u64,
}

impl Random {
    /// The stream for one purpose, such as `"finger.pattern"`, under a dataset seed, for one path, such as
    /// `&[person, finger, impression]`.
    #[must_use]
    pub fn stream(seed: u64, purpose: &str, path: &[u64]) -> Random {
        let mut key = mix(seed ^ 0x9e37_79b9_7f4a_7c15);
        for byte in purpose.bytes() {
            key = (key ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        key = mix(key ^ path.len() as u64);
        for &number in path {
            key = mix(key.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ mix(number.wrapping_add(0xd1b5_4a32_d192_ed03)));
        }
        Random { state: mix(key), gamma: mix(key ^ 0xaef1_7502_108e_f2d9) | 1 }
    }

    /// 64 uniform bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(self.gamma);
        mix(self.state)
    }

    /// Uniform in [0, 1), 24 bits.
    #[inline]
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / 16_777_216.0
    }

    /// Uniform in [low, high).
    #[inline]
    pub fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// Whole number in 0..count, count not 0.
    #[inline]
    pub fn index(&mut self, count: usize) -> usize {
        ((u128::from(self.bits()) * count as u128) >> 64) as usize
    }

    /// True with the given probability.
    #[inline]
    pub fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// -1 or 1.
    #[inline]
    pub fn sign(&mut self) -> f32 {
        if self.bits() >> 63 == 0 { 1.0 } else { -1.0 }
    }

    /// Standard normal, by Box and Muller 1958; two draws, |value| below 5.7.
    #[inline]
    pub fn normal(&mut self) -> f32 {
        let radius = (-2.0 * ln(self.unit().max(1e-7))).sqrt();
        radius * cos(TURN * self.unit())
    }

    /// Sum of the eight bytes of one draw, scaled to deviation 1: near normal, within 4.9, six times cheaper. For noise.
    #[inline]
    pub fn rough_normal(&mut self) -> f32 {
        let bits = self.bits();
        let pairs = (bits & 0x00ff_00ff_00ff_00ff) + ((bits >> 8) & 0x00ff_00ff_00ff_00ff);
        let sum = pairs.wrapping_mul(0x0001_0001_0001_0001) >> 48;
        (sum as f32 - 1020.0) * (1.0 / 209.02)
    }
}

/// Stafford's mix 13 of the 64-bit finaliser of `MurmurHash3`: a bijection.
#[inline]
fn mix(value: u64) -> u64 {
    let z = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn stream_repeats_for_the_same_key_and_differs_for_any_other() {
        let first = |seed, purpose, path: &[u64]| Random::stream(seed, purpose, path).bits();
        assert_eq!(first(7, "a", &[1, 2]), first(7, "a", &[1, 2]));
        let mut seen = HashSet::new();
        for seed in 0..4 {
            for purpose in ["", "a", "b", "ab"] {
                for path in [&[][..], &[0], &[1], &[0, 0], &[0, 1], &[1, 0]] {
                    assert!(seen.insert(first(seed, purpose, path)), "{seed} {purpose} {path:?}");
                }
            }
        }
    }

    /// 400,000 draws: a mean off by 4.4 deviations of the mean (4.4 / 632 = 0.007), or a wrong shape, fails.
    #[test]
    fn draws_have_the_stated_moments() {
        let n = 400_000;
        let mut r = Random::stream(1, "moments", &[]);
        let moments = |draws: Vec<f32>| {
            let mean = draws.iter().map(|&v| f64::from(v)).sum::<f64>() / n as f64;
            let central = |p| draws.iter().map(|&v| (f64::from(v) - mean).powi(p)).sum::<f64>() / n as f64;
            (mean, central(2), central(4) / central(2).powi(2))
        };
        let (mean, variance, kurtosis) = moments((0..n).map(|_| r.normal()).collect());
        assert!(mean.abs() < 0.007 && (variance - 1.0).abs() < 0.01 && (kurtosis - 3.0).abs() < 0.05);
        let (mean, variance, kurtosis) = moments((0..n).map(|_| r.rough_normal()).collect());
        assert!(mean.abs() < 0.007 && (variance - 1.0).abs() < 0.01 && (kurtosis - 2.85).abs() < 0.05);
        let (mean, variance, kurtosis) = moments((0..n).map(|_| r.unit()).collect());
        assert!((mean - 0.5).abs() < 0.002 && (variance - 1.0 / 12.0).abs() < 0.001 && (kurtosis - 1.8).abs() < 0.02);
    }

    #[test]
    fn index_reaches_every_value_about_equally() {
        let mut r = Random::stream(2, "index", &[]);
        let mut counts = [0; 7];
        for _ in 0..70_000 {
            counts[r.index(7)] += 1;
        }
        assert!(counts.iter().all(|&c| (9_600..10_400).contains(&c)), "{counts:?}");
    }

    #[test]
    fn bits_are_the_stored_ones() {
        let mut r = Random::stream(2019, "golden", &[480, 1]);
        assert_eq!([r.bits(), r.bits(), r.bits()], [7353914541118960735, 7867538782396687748, 4849178672408976432]);
    }
}
