//! Tables of roots, angles and sigmoids, built once from exact operations.

use crate::math;
use std::f64::consts::{PI, TAU};
use std::sync::LazyLock;

/// 1.0 in Q15.
pub const ONE: u32 = 32_768;
/// Angles of this module's geometry, a turn.
pub const TURN: u32 = 1024;

/// round(4096 sqrt v), v = 0..=128.
pub static ROOT: LazyLock<[u32; 129]> = LazyLock::new(|| std::array::from_fn(|v| (4096.0 * (v as f64).sqrt()).round() as u32));

/// Sigmoid 1 / (1 + e^(-slope (v - middle))) of a difference of distances, Q15, by 1/16 px: middle 5 px, slope -1.6 a px.
pub static NEAR: LazyLock<Vec<u32>> = LazyLock::new(|| sigmoid_table(256, |k| -1.6 * (k / 16.0 - 5.0)));

/// Sigmoid of a difference of angles, Q15, by 1/1024 turn, 0..=512: middle pi/12, slope -30 a radian.
pub static ALIKE: LazyLock<Vec<u32>> = LazyLock::new(|| sigmoid_table(513, |k| -30.0 * (k * TAU / 1024.0 - PI / 12.0)));

/// How many pairs count for a print of m minutiae: 4 + round(8 / (1 + e^(-0.4 (m - 20)))).
pub static COUNTED: LazyLock<Vec<usize>> =
    LazyLock::new(|| (0..=64).map(|m| 4 + (8.0 / (1.0 + math::exp(-0.4 * (m as f64 - 20.0)))).round() as usize).collect());

/// Arctangent of k / 1024, k = 0..=1024, in 1/65536 turn.
static ARCTANGENT: LazyLock<Vec<u16>> =
    LazyLock::new(|| (0..=1024).map(|k| (math::atan2(k as f64 / 1024.0, 1.0) * 65_536.0 / TAU).round() as u16).collect());

/// Sine and cosine in Q14 of k / 256 turn.
pub static SINE_COSINE: LazyLock<Vec<(i32, i32)>> = LazyLock::new(|| {
    let q14 = |v: f64| (v * 16_384.0).round() as i32;
    (0..256).map(|k| math::sin_cos(k as f64 * TAU / 256.0)).map(|(s, c)| (q14(s), q14(c))).collect()
});

/// Angle of (x, y), y up, in 1/1024 turn, 0..1024; 0 for the zero vector.
pub fn bearing(x: i32, y: i32) -> u32 {
    let (a, b) = (x.unsigned_abs(), y.unsigned_abs());
    let (small, large) = (a.min(b), a.max(b));
    if large == 0 {
        return 0;
    }
    let eighth = ARCTANGENT[(((small << 10) + large / 2) / large) as usize] as u32;
    let acute = if a >= b { eighth } else { 16_384 - eighth };
    let half = if x < 0 { 32_768 - acute } else { acute };
    let whole = if y < 0 { 65_536 - half } else { half };
    ((whole + 32) >> 6) % TURN
}

/// Absolute difference of two angles, 0..=512 of 1024 a turn.
pub fn apart(a: u32, b: u32) -> u32 {
    let d = a.wrapping_sub(b) % TURN;
    d.min(TURN - d)
}

fn sigmoid_table(n: usize, exponent: impl Fn(f64) -> f64) -> Vec<u32> {
    (0..n).map(|k| (ONE as f64 / (1.0 + math::exp(-exponent(k as f64)))).round() as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bearing_is_within_one_unit_of_the_exact_angle() {
        for (x, y) in [(10, 0), (0, 7), (-5, 0), (0, -3), (31, 17), (-200, 45), (-3, -400), (77, -78)] {
            let exact = (f64::from(y).atan2(f64::from(x)) * 1024.0 / TAU).rem_euclid(1024.0);
            let off = (bearing(x, y) as f64 - exact).abs();
            assert!(off.min(1024.0 - off) <= 1.0, "({x}, {y}): {} for {exact}", bearing(x, y));
        }
    }

    #[test]
    fn counted_grows_from_4_to_12_pairs() {
        assert_eq!([COUNTED[2], COUNTED[13], COUNTED[20], COUNTED[27], COUNTED[40]], [4, 4, 8, 12, 12]);
    }

    #[test]
    fn near_halves_at_5_px_and_alike_at_15_degrees() {
        assert_eq!(NEAR[80], ONE / 2);
        assert!(ALIKE[42] > ONE / 2 && ALIKE[43] < ONE / 2);
    }
}
