//! Sine, cosine, arctangent and exponential from + - * / only, so that every machine gets the same bits.
//!
//! Libraries of C differ in the last digit of these functions and LLVM may fold them at build time. Nothing here is fused or
//! reassociated. Errors stay below 1e-12 in the ranges named, far below anything the matcher can see.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, LN_2, PI};

/// Sine and cosine of an angle in radians, |x| up to 1e4.
#[must_use]
pub fn sin_cos(x: f64) -> (f64, f64) {
    let quarter = (x / FRAC_PI_2).round();
    let r = x - quarter * FRAC_PI_2;
    let (s, c) = (sine_near_0(r), cosine_near_0(r));
    match (quarter as i64).rem_euclid(4) {
        0 => (s, c),
        1 => (c, -s),
        2 => (-s, -c),
        _ => (-c, s),
    }
}

/// Angle of the vector (x, y) in radians, -pi..=pi; 0 for the zero vector.
#[must_use]
pub fn atan2(y: f64, x: f64) -> f64 {
    let (a, b) = (x.abs(), y.abs());
    if a == 0.0 && b == 0.0 {
        return 0.0;
    }
    let acute = if a >= b { arctangent(b / a) } else { FRAC_PI_2 - arctangent(a / b) };
    let half = if x < 0.0 { PI - acute } else { acute };
    if y < 0.0 { -half } else { half }
}

/// Arcsine in radians, 0 <= x <= 1.
#[must_use]
pub fn asin(x: f64) -> f64 {
    atan2(x, (1.0 - x * x).max(0.0).sqrt())
}

/// e to the power x, -700 <= x <= 700.
#[must_use]
pub fn exp(x: f64) -> f64 {
    let twos = (x / LN_2).round();
    let r = x - twos * LN_2;
    let series = (1..=16).rev().fold(1.0, |sum, k| 1.0 + sum * r / k as f64);
    series * f64::from_bits(((1023 + twos as i64) as u64) << 52)
}

/// Natural logarithm, x > 0 and normal.
#[must_use]
pub fn ln(x: f64) -> f64 {
    const MANTISSA: u64 = (1 << 52) - 1;
    const TWO_THIRDS: f64 = 0.6666666666666666;
    let bits = x.to_bits();
    // x = m 2^e with m in 0.67..1.34, where the series converges fast
    let (mut m, mut e) = (f64::from_bits((bits & MANTISSA) | (1023 << 52)), (bits >> 52) as i64 - 1023);
    if m > 2.0 * TWO_THIRDS {
        m /= 2.0;
        e += 1;
    }
    let t = (m - 1.0) / (m + 1.0);
    let series = (0..=12).rev().fold(0.0, |sum, k| 1.0 / (2 * k + 1) as f64 + sum * t * t);
    2.0 * t * series + e as f64 * LN_2
}

/// Taylor series of the sine for |x| <= pi/4.
fn sine_near_0(x: f64) -> f64 {
    x * (1..=8).rev().fold(1.0, |sum, k| 1.0 - sum * x * x / ((2 * k) * (2 * k + 1)) as f64)
}

/// Taylor series of the cosine for |x| <= pi/4.
fn cosine_near_0(x: f64) -> f64 {
    (1..=9).rev().fold(1.0, |sum, k| 1.0 - sum * x * x / ((2 * k - 1) * (2 * k)) as f64)
}

/// Arctangent for 0 <= x <= 1; above tan(pi/8) turned by pi/4 first, where the series converges fast.
fn arctangent(x: f64) -> f64 {
    const TAN_PI_8: f64 = 0.41421356237309503;
    if x > TAN_PI_8 {
        return FRAC_PI_4 + arctangent_series((x - 1.0) / (x + 1.0));
    }
    arctangent_series(x)
}

fn arctangent_series(x: f64) -> f64 {
    x * (0..=14).rev().fold(0.0, |sum, k| 1.0 / (2 * k + 1) as f64 - sum * x * x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sin_cos_agrees_with_the_library() {
        for k in -3000..3000 {
            let x = k as f64 * 0.01;
            let (s, c) = sin_cos(x);
            assert!((s - x.sin()).abs() < 1e-12 && (c - x.cos()).abs() < 1e-12, "{x}");
        }
    }

    #[test]
    fn atan2_agrees_with_the_library_in_every_quadrant() {
        for k in 0..1000 {
            let turn = k as f64 * 0.006_283 - PI;
            let (y, x) = (turn.sin() * 3.0, turn.cos() * 3.0);
            assert!((atan2(y, x) - y.atan2(x)).abs() < 1e-12, "{turn}");
        }
        assert_eq!(atan2(0.0, 0.0), 0.0);
    }

    #[test]
    fn ln_agrees_with_the_library() {
        for k in 1..5000 {
            for x in [k as f64 * 0.37, 1.0 / k as f64, exp(k as f64 / 10.0), exp(-k as f64 / 10.0)] {
                assert!((ln(x) - x.ln()).abs() < 1e-11, "{x}");
            }
        }
    }

    #[test]
    fn asin_and_exp_agree_with_the_library() {
        for k in 0..=1000 {
            let x = k as f64 / 1000.0;
            assert!((asin(x) - x.asin()).abs() < 1e-11, "{x}");
            let e = k as f64 * 0.1 - 50.0;
            assert!((exp(e) / e.exp() - 1.0).abs() < 1e-12, "{e}");
        }
    }
}
