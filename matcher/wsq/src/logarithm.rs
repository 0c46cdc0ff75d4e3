//! Logarithm and power of two from `+ - * /` alone, so that every machine gets the same bits; the functions of the standard
//! library differ between platforms in the last one.

const LN_2: f64 = std::f64::consts::LN_2;
/// Of the 64 bits of an f64, those of the fraction.
const FRACTION_BITS: u32 = 52;

/// Natural logarithm of a normal `x > 0`; relative error below 1e-14.
///
/// x = m 2^e with m in [1/sqrt 2, sqrt 2), and ln m = 2 artanh((m - 1) / (m + 1)) by its series, whose argument is below 0.172.
pub(crate) fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = (bits >> FRACTION_BITS) as i32 - 1023;
    let mut mantissa =
        f64::from_bits((bits & ((1 << FRACTION_BITS) - 1)) | (1023 << FRACTION_BITS));
    if mantissa >= std::f64::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1;
    }
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let series = (0..12)
        .rev()
        .fold(0.0, |sum, k| sum * (s * s) + 1.0 / f64::from(2 * k + 1));
    f64::from(exponent) * LN_2 + 2.0 * s * series
}

/// 2^x for |x| < 1000; relative error below 1e-14.
///
/// The whole part goes into the exponent, the rest, at most 1/2 either way, through the series of exp.
pub(crate) fn exp2(x: f64) -> f64 {
    let whole = (x + 0.5).floor();
    let y = (x - whole) * LN_2;
    let series = (1..=16)
        .rev()
        .fold(1.0, |sum, k| 1.0 + sum * y / f64::from(k));
    series * f64::from_bits(((whole as i64 + 1023) as u64) << FRACTION_BITS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{exp2, ln};

    proptest! {
        #[test]
        fn ln_agrees_with_the_standard_library(exponent in -300.0_f64..300.0) {
            let x = 10.0_f64.powf(exponent);
            prop_assert!((ln(x) - x.ln()).abs() <= 1e-14 * x.ln().abs().max(1.0));
        }

        #[test]
        fn exp2_agrees_with_the_standard_library(x in -900.0_f64..900.0) {
            prop_assert!((exp2(x) / x.exp2() - 1.0).abs() <= 1e-14);
        }
    }

    #[test]
    fn ln_and_exp2_are_exact_where_they_can_be() {
        assert_eq!(
            [ln(1.0), exp2(0.0), exp2(-3.0), exp2(10.0)].map(f64::to_bits),
            [0.0, 1.0, 0.125, 1024.0].map(f64::to_bits)
        );
    }
}
