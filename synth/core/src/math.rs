//! Elementary functions made of `+ - * /` and `sqrt` alone, so that results are bit-equal on every IEEE 754 machine.
//!
//! The C library's sine differs between systems in the last bit; these do not. No `mul_add`: a fused multiply-add rounds
//! once instead of twice. Nothing is called and (but for [`ln`]) no branch hangs on data, so loops over them vectorise on
//! plain x86-64. All are for finite arguments.

use std::f32::consts::{FRAC_1_SQRT_2, LN_2, LOG2_E, PI, SQRT_2};

/// A whole turn, radians.
pub const TURN: f32 = 2.0 * PI;

/// 1.5 x 2^23: adding it leaves no bits for a fraction, so that taking it away again has rounded. The sum's low bits are
/// the whole number itself.
pub(crate) const ROUNDER: f32 = 12_582_912.0;

/// Nearest whole number, ties to even, for |x| < 2^22.
#[inline(always)]
#[must_use]
pub fn round_even(x: f32) -> f32 {
    (x + ROUNDER) - ROUNDER
}

/// Cosine; absolute error below 5e-7 + |x| x 1.5e-7.
#[inline(always)]
#[must_use]
pub fn cos(x: f32) -> f32 {
    let turns = x * (0.5 / PI);
    quarter_sine(0.25 - (turns - round_even(turns)).abs())
}

/// Sine; error as for [`cos`], and small arguments keep their relative precision.
#[inline(always)]
#[must_use]
pub fn sin(x: f32) -> f32 {
    let turns = x * (0.5 / PI);
    let turns = turns - round_even(turns);
    quarter_sine(0.25 - (turns.abs() - 0.25).abs()).copysign(turns)
}

/// Sine of a number of turns in -1/4..1/4: minimax polynomial of degree 11 (as in `DirectXMath`'s `XMScalarSin`).
#[inline(always)]
fn quarter_sine(turns: f32) -> f32 {
    let u = turns * TURN;
    let s = u * u;
    u * (1.0
        + s * (-0.166_666_67
            + s * (0.008_333_331 + s * (-0.000_198_408_74 + s * (2.752_556_2e-6 - s * 2.388_985_9e-8)))))
}

/// Angle of (x, y) in -pi..pi, radians; 0 at the origin; absolute error below 1e-5.
/// Minimax polynomial of degree 11 on the lower octant (Hastings, Approximations for Digital Computers, 1955).
#[inline(always)]
#[must_use]
pub fn atan2(y: f32, x: f32) -> f32 {
    let (ax, ay) = (x.abs(), y.abs());
    let a = ax.min(ay) / (ax.max(ay) + 1e-30);
    let s = a * a;
    let r = ((((-0.011_721_2 * s + 0.052_653_32) * s - 0.116_432_87) * s + 0.193_543_46) * s - 0.332_623_47) * s;
    let r = a * (0.999_977_26 + r);
    let r = if ay > ax { 0.5 * PI - r } else { r };
    let r = if x < 0.0 { PI - r } else { r };
    if y < 0.0 { -r } else { r }
}

/// e^x; relative error below 1e-6; x beyond -87..88 is taken as that bound.
#[inline(always)]
#[must_use]
pub fn exp(x: f32) -> f32 {
    let x = if x > -87.0 { x } else { -87.0 };
    let x = if x < 88.0 { x } else { 88.0 };
    let whole = round_even(x * LOG2_E);
    // ln 2 in two parts: the first has few bits, so that its product is exact (Cody and Waite 1980).
    let f = x - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
    let p = 1.0 + f * (1.0 + f * (0.5 + f * (0.166_666_67 + f * (0.041_666_668 + f * (0.008_333_333 + f * 0.001_388_889)))));
    // The low bits of the sum are the whole number; a conversion would saturate, lane by lane.
    p * f32::from_bits(((whole + ROUNDER).to_bits() << 23).wrapping_add(127 << 23))
}

/// Natural logarithm of a positive normal number; absolute error below 1e-6 x max(1, |ln x|).
/// Exponent, then the series of 2 artanh((m - 1) / (m + 1)) with the mantissa m in 0.71..1.41.
#[inline(always)]
#[must_use]
pub fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let mantissa = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    let (m, e) = if mantissa > SQRT_2 { (mantissa * 0.5, exponent + 1) } else { (mantissa, exponent) };
    debug_assert!((FRAC_1_SQRT_2 - 1e-6..=SQRT_2).contains(&m));
    let s = (m - 1.0) / (m + 1.0);
    let s2 = s * s;
    2.0 * s * (1.0 + s2 * (0.333_333_34 + s2 * (0.2 + s2 * (0.142_857_15 + s2 * 0.111_111_11)))) + e as f32 * LN_2
}

/// Base to the power of an exponent; base positive.
#[inline(always)]
#[must_use]
pub fn pow(base: f32, exponent: f32) -> f32 {
    exp(exponent * ln(base))
}

/// 3t^2 - 2t^3 for t in 0..1: from 0 to 1 without a kink.
#[inline(always)]
#[must_use]
pub fn smooth_step(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sin_and_cos_agree_with_the_library(x in -40f32..40.0) {
            let bound = 5e-7 + 1.5e-7 * f64::from(x.abs());
            prop_assert!((f64::from(sin(x)) - f64::from(x).sin()).abs() < bound, "sin {x}");
            prop_assert!((f64::from(cos(x)) - f64::from(x).cos()).abs() < bound, "cos {x}");
        }

        #[test]
        fn atan2_agrees_with_the_library(y in -1e3f32..1e3, x in -1e3f32..1e3) {
            prop_assert!((f64::from(atan2(y, x)) - f64::from(y).atan2(f64::from(x))).abs() < 2e-5);
        }

        #[test]
        fn exp_agrees_with_the_library(x in -80f32..80.0) {
            prop_assert!((f64::from(exp(x)) / f64::from(x).exp() - 1.0).abs() < 1e-6);
        }

        #[test]
        fn ln_agrees_with_the_library(x in 1e-30f32..1e30) {
            let expected = f64::from(x).ln();
            prop_assert!((f64::from(ln(x)) - expected).abs() < 1e-6 * expected.abs().max(1.0));
        }

        #[test]
        fn round_even_agrees_with_the_library(x in -4e6f32..4e6) {
            prop_assert_eq!(round_even(x).to_bits(), (x.round_ties_even() + 0.0).to_bits());
        }
    }

    #[test]
    fn exact_values_stay_exact() {
        assert_eq!((exp(0.0), ln(1.0), sin(0.0), atan2(0.0, 0.0)), (1.0, 0.0, 0.0, 0.0));
        assert_eq!((smooth_step(0.0), smooth_step(0.5), smooth_step(1.0)), (0.0, 0.5, 1.0));
        assert!((pow(2.0, 10.0) - 1024.0).abs() < 2e-3);
    }

    /// The bits themselves, over the whole range: a compiler or machine that computes otherwise fails here first.
    #[test]
    fn bits_are_the_stored_ones() {
        let mut digest = 0xcbf2_9ce4_8422_2325u64;
        for k in 0..20_000 {
            let x = (k as f32 - 10_000.0) * 0.003;
            for v in [sin(x), cos(x), exp(x), ln(x.abs() + 0.001), atan2(x, 1.0 - x)] {
                digest = (digest ^ u64::from(v.to_bits())).wrapping_mul(0x0100_0000_01b3);
            }
        }
        assert_eq!(format!("{digest:016x}"), "b29f3b91c8df6b6b");
    }
}
