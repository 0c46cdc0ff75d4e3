//! The scalar quantiser with a dead zone, and the choice of its bins for a rate: the formulae of IAFIS-IC-0110 V3, with the
//! weights and windows that NIST's NBIS uses.

use crate::{
    logarithm::{exp2, ln},
    plane::Plane,
    symbols::SIZE_MAX,
    tree::CODED_SUBBANDS,
};

/// C of the encoder: a value is put back so many bin widths below the upper edge of its bin.
pub(crate) const CENTRE: f64 = 0.44;
/// Variance below which a subband is not coded.
const VARIANCE_MIN: f64 = 1.01;
/// Sum of the first four variances below which whole subbands are measured, not windows.
const WINDOW_VARIANCE_MIN: f64 = 20_000.0;
/// Zero bin by bin width.
const ZERO_BIN: f64 = 1.2;
/// A subband whose bins are at least so many standard deviations wide gets no share of the rate.
const LOADING: f64 = 5.0;
/// Weights A of subbands 52 to 59; 1 elsewhere.
const WEIGHTS_FROM_52: [f64; 8] = [1.32, 1.08, 1.42, 1.08, 1.32, 1.42, 1.08, 1.08];

/// Widths of the bins of one subband.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Bins {
    /// Width Q of a bin; 0 where the subband is absent.
    pub width: f32,
    /// Width Z of the bin around 0.
    pub zero: f32,
}

impl Bins {
    pub fn is_absent(self) -> bool {
        self.width == 0.0
    }

    /// The value that a quantised one stands for.
    /// `centre` is the table's C, usually 0.44.
    #[inline]
    pub fn dequantise(self, quantised: i32, centre: f32) -> f32 {
        let value = quantised as f32;
        match quantised {
            0 => 0.0,
            1.. => (value - centre) * self.width + self.zero / 2.0,
            _ => (value + centre) * self.width - self.zero / 2.0,
        }
    }

    pub fn quantise(self, value: f32) -> i32 {
        let over = value.abs() - self.zero / 2.0;
        if over <= 0.0 {
            return 0;
        }
        let size = (over / self.width) as u32;
        let size = (size.min(SIZE_MAX - 1) + 1) as i32;
        if value > 0.0 { size } else { -size }
    }
}

/// Bin widths Q and zero bins Z of every coded subband for a rate; (0, 0) for absent ones.
///
/// Q = Q' / q. Q' follows from the variance of a subband, q from the rate: with S the sum of the shares m (samples of a subband by
/// pixels of the image) and P the product of (sigma / Q')^m, q = 2^(rate / S - 1) / 2.5 / P^(1/S). Subbands whose bins would
/// be too wide leave S and P, and q is found again. The weighted mean of ln(Q / sigma) is always below ln 5, so some
/// subband stays.
pub(crate) fn allocate(
    subbands: &[Plane; CODED_SUBBANDS],
    rate_bits_per_px: f32,
) -> [(f64, f64); CODED_SUBBANDS] {
    let variances = variances(subbands);
    let relative_widths: [Option<f64>; CODED_SUBBANDS] =
        std::array::from_fn(|k| relative_width(k, variances[k]));
    let mut rated: Vec<usize> = (0..CODED_SUBBANDS)
        .filter(|&k| relative_widths[k].is_some())
        .collect();
    let mut q = 1.0;
    while !rated.is_empty() {
        q = fineness(
            &rated,
            &relative_widths,
            &variances,
            f64::from(rate_bits_per_px),
        );
        let before = rated.len();
        rated.retain(|&k| {
            relative_widths[k].is_some_and(|width| width / q < LOADING * variances[k].sqrt())
        });
        if rated.len() == before {
            break;
        }
    }
    relative_widths.map(|width| width.map_or((0.0, 0.0), |width| (width / q, ZERO_BIN * width / q)))
}

/// Q' of a subband, or `None` where it is absent.
fn relative_width(subband: usize, variance: f64) -> Option<f64> {
    let weight = subband
        .checked_sub(52)
        .map_or(1.0, |index| WEIGHTS_FROM_52[index]);
    match variance {
        ..VARIANCE_MIN => None,
        _ if subband < 4 => Some(1.0),
        _ => Some(10.0 / (weight * ln(variance))),
    }
}

/// q, by which all Q' are divided so that the `rated` subbands take the rate.
fn fineness(
    rated: &[usize],
    relative_widths: &[Option<f64>; CODED_SUBBANDS],
    variances: &[f64; CODED_SUBBANDS],
    rate_bits_per_px: f64,
) -> f64 {
    let (mut shares, mut log2_product) = (0.0, 0.0);
    for &k in rated {
        let width = relative_widths[k].unwrap_or(1.0);
        shares += share(k);
        log2_product += share(k) * (ln(variances[k].sqrt() / width) / ln(2.0));
    }
    exp2(rate_bits_per_px / shares - 1.0 - log2_product / shares) / 2.5
}

/// Samples of a subband by pixels of the image.
fn share(subband: usize) -> f64 {
    match subband {
        0..4 => 1.0 / 1024.0,
        4..51 => 1.0 / 256.0,
        _ => 1.0 / 16.0,
    }
}

/// Variance of every subband over a window inside of it, or over all of it where the lowest four say that little is in the
/// windows.
fn variances(subbands: &[Plane; CODED_SUBBANDS]) -> [f64; CODED_SUBBANDS] {
    let measure =
        |k: usize, window: fn(&Plane) -> Window| variance(&subbands[k], &window(&subbands[k]));
    let windowed: f64 = (0..4).map(|k| measure(k, Window::inner)).sum();
    let window = if windowed < WINDOW_VARIANCE_MIN {
        Window::whole
    } else {
        Window::inner
    };
    std::array::from_fn(|k| measure(k, window))
}

/// Part of a subband: first column and row, columns and rows.
struct Window {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl Window {
    fn inner(plane: &Plane) -> Self {
        let (width, height) = (plane.width, plane.height);
        Self {
            left: width / 8,
            top: 9 * height / 32,
            width: 3 * width / 4,
            height: 7 * height / 16,
        }
    }

    fn whole(plane: &Plane) -> Self {
        Self {
            left: 0,
            top: 0,
            width: plane.width,
            height: plane.height,
        }
    }
}

/// Unbiased variance; 0 for fewer than two samples.
fn variance(plane: &Plane, window: &Window) -> f64 {
    let rows = window.top..window.top + window.height;
    let samples = || {
        rows.clone()
            .flat_map(|y| &plane.row(y)[window.left..][..window.width])
            .map(|&sample| f64::from(sample))
    };
    let count = window.width * window.height;
    if count < 2 {
        return 0.0;
    }
    let mean = samples().sum::<f64>() / count as f64;
    samples()
        .map(|sample| (sample - mean) * (sample - mean))
        .sum::<f64>()
        / (count - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::{Bins, allocate, variance};
    use crate::plane::Plane;

    const BINS: Bins = Bins {
        width: 10.0,
        zero: 12.0,
    };

    #[test]
    fn quantise_puts_the_edge_of_the_zero_bin_inside_and_counts_bins_from_it() {
        assert_eq!(
            [6.0, 6.5, 15.9, 16.1, -6.0, -6.5, -26.5].map(|value| BINS.quantise(value)),
            [0, 1, 1, 2, 0, -1, -3]
        );
        assert_eq!(
            Bins {
                width: 1e-6,
                zero: 1e-6
            }
            .quantise(-1e6),
            -65535
        );
    }

    #[test]
    fn dequantise_puts_values_at_the_bin_centre() {
        // (1 - 0.5) 10 + 6 = 11
        let values = [0, 1, -1, 2].map(|value| BINS.dequantise(value, 0.5));
        assert_eq!(
            values.map(f32::to_bits),
            [0.0_f32, 11.0, -11.0, 21.0].map(f32::to_bits)
        );
    }

    #[test]
    fn allocate_leaves_out_flat_subbands() {
        let flat = std::array::from_fn(|_| Plane::zeros(8, 8));
        assert!(allocate(&flat, 0.75).iter().all(|&bins| bins == (0.0, 0.0)));
    }

    #[test]
    fn allocate_keeps_the_only_subband_with_something_in_it() {
        let mut subbands = std::array::from_fn(|_| Plane::zeros(8, 8));
        subbands[0].samples = (0_u8..64).map(f32::from).collect();
        // Variance of 0..63 is 64 65 / 12 = 346.67. One subband, m = S = 1/1024: Q = 2.5 sigma / 2^(0.75 1024 - 1).
        let bins = allocate(&subbands, 0.001);
        let expected =
            2.5 * (64.0 * 65.0 / 12.0_f64).sqrt() / 2.0_f64.powf(0.001_f32 as f64 * 1024.0 - 1.0);
        assert!((bins[0].0 - expected).abs() < 1e-9 && (bins[0].1 - 1.2 * expected).abs() < 1e-9);
        assert_eq!(bins[1], (0.0, 0.0));
    }

    #[test]
    fn variance_divides_by_one_less_than_the_count() {
        let plane = Plane {
            width: 2,
            height: 2,
            samples: vec![1.0, 2.0, 3.0, 4.0],
        };
        assert!((variance(&plane, &super::Window::whole(&plane)) - 5.0 / 3.0).abs() < 1e-12);
    }
}
