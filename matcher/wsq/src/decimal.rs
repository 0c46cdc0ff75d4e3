//! Scaled numbers of the headers: exponent e, then mantissa m, together m / 10^e.

use crate::{WsqError, limits::EXPONENT_MAX};

/// An unsigned number as it stands in a segment. The mantissa is 16 bits wide, or 32 in filter coefficients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    /// Power of ten by which the mantissa is divided, at most [`EXPONENT_MAX`].
    exponent: u8,
    pub mantissa: u32,
}

impl Decimal {
    pub fn new(exponent: u8, mantissa: u32) -> Result<Self, WsqError> {
        if exponent <= EXPONENT_MAX {
            Ok(Self { exponent, mantissa })
        } else {
            Err(WsqError::ExponentOutOfRange { exponent })
        }
    }

    /// The decimal nearest to `value >= 0` whose mantissa is at most `mantissa_max`; that largest one for larger values.
    pub fn nearest(value: f64, mantissa_max: u32) -> Self {
        let rounded = |exponent: u8| (value * power_of_ten(exponent) + 0.5).floor();
        let exponent = (0..=EXPONENT_MAX)
            .rev()
            .find(|&exponent| rounded(exponent) <= f64::from(mantissa_max))
            .unwrap_or(0);
        Self {
            exponent,
            mantissa: rounded(exponent).min(f64::from(mantissa_max)) as u32,
        }
    }

    pub fn exponent(self) -> u8 {
        self.exponent
    }

    pub fn value(self) -> f64 {
        f64::from(self.mantissa) / power_of_ten(self.exponent)
    }
}

/// 10^exponent, exact up to 10^22.
fn power_of_ten(exponent: u8) -> f64 {
    (0..exponent).fold(1.0, |power, _| power * 10.0)
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn nearest_keeps_as_many_digits_as_the_mantissa_holds() {
        assert_eq!(
            Decimal::nearest(0.44, 65535),
            Decimal {
                exponent: 5,
                mantissa: 44000
            }
        );
        assert_eq!(
            Decimal::nearest(220.75, 65535),
            Decimal {
                exponent: 2,
                mantissa: 22075
            }
        );
        assert_eq!(
            Decimal::nearest(6.5536, 65535),
            Decimal {
                exponent: 3,
                mantissa: 6554
            }
        );
        assert_eq!(Decimal::nearest(0.0, 65535).mantissa, 0);
        assert_eq!(
            Decimal::nearest(1e9, 65535),
            Decimal {
                exponent: 0,
                mantissa: 65535
            }
        );
    }

    #[test]
    fn value_divides_by_the_power_of_ten() {
        assert_eq!(
            Decimal::new(3, 0x518e).unwrap().value().to_bits(),
            20.878_f64.to_bits()
        );
        assert_eq!(
            Decimal::new(21, 1).unwrap_err().code(),
            "WSQ_EXPONENT_OUT_OF_RANGE"
        );
    }
}
