//! The 9/7 biorthogonal wavelet with whole-sample symmetric extension.
//!
//! Low samples stand at even positions of a line, high samples at odd ones. All work is done on whole rows: rows are added up
//! to filter columns, and shifted views of one row to filter along it, so that the compiler vectorises both.

mod analysis;
mod synthesis;

pub(crate) use analysis::analyse;
pub(crate) use synthesis::synthesise;

/// Taps of the analysis filters from the centre out; both are symmetric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Taps {
    pub low: [f32; 5],
    pub high: [f32; 4],
}

/// Low-pass taps of the specification (IAFIS-IC-0110 V3; Cohen, Daubechies and Feauveau's 9/7 pair).
pub(crate) const LOW: [f64; 5] = [
    0.85269867900940,
    0.37740285561265,
    -0.11062440441842,
    -0.02384946501938,
    0.03782845550700,
];
/// High-pass taps.
pub(crate) const HIGH: [f64; 4] = [
    0.78848561640566,
    -0.41809227322221,
    -0.04068941760956,
    0.06453888262894,
];

/// Samples kept on either side of a row so that shifted views need no branch.
const PAD: usize = 3;

/// Position `at` of a line of `length` samples, reflected at the first and last sample until it is inside. Even positions
/// stay even and odd ones odd.
fn reflect(at: isize, length: usize) -> usize {
    let last = length as isize - 1;
    let mut at = at;
    while !(0..=last).contains(&at) {
        at = if at < 0 { -at } else { 2 * last - at };
    }
    at as usize
}

/// One parity of a line, with room on both sides for reflected samples.
struct PaddedRow {
    samples: Vec<f32>,
    /// 0 for the samples at even positions of the line, 1 for those at odd ones.
    parity: isize,
    /// Samples of the whole line, both parities.
    line: usize,
}

impl PaddedRow {
    fn new(parity: isize, line: usize) -> Self {
        Self {
            samples: vec![0.0; line.div_ceil(2) + 2 * PAD],
            parity,
            line,
        }
    }

    fn len(&self) -> usize {
        (self.line + 1 - self.parity as usize) / 2
    }

    fn inner_mut(&mut self) -> &mut [f32] {
        let length = self.len();
        &mut self.samples[PAD..PAD + length]
    }

    /// Fills the room on both sides from the inner samples.
    fn extend(&mut self) {
        let inside = self.len() as isize;
        let right = inside..(self.samples.len() - PAD) as isize;
        for index in (-(PAD as isize)..0).chain(right) {
            let source = reflect(2 * index + self.parity, self.line) / 2;
            self.samples[(index + PAD as isize) as usize] = self.samples[source + PAD];
        }
    }

    /// The row seen from `shift` samples further, at most [`PAD`] either way.
    fn shifted(&self, shift: isize) -> &[f32] {
        &self.samples[(PAD as isize + shift) as usize..]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{HIGH, LOW, PaddedRow, Taps, analyse, reflect, synthesise};
    use crate::{plane::Plane, tree::subband_sizes};

    fn taps() -> Taps {
        Taps {
            low: LOW.map(|tap| tap as f32),
            high: HIGH.map(|tap| tap as f32),
        }
    }

    #[test]
    fn reflect_turns_at_the_first_and_last_sample() {
        assert_eq!(
            (-4..8).map(|at| reflect(at, 4)).collect::<Vec<_>>(),
            [2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1]
        );
    }

    #[test]
    fn padded_row_keeps_the_parity_of_reflected_samples() {
        let mut row = PaddedRow::new(1, 7);
        row.inner_mut().copy_from_slice(&[1.0, 3.0, 5.0]);
        row.extend();
        // Positions -5 -3 -1 | 1 3 5 | 7 9 11 (and the spare one) of a line of 7 reflect to 5 3 1 | 1 3 5 | 5 3 1.
        assert_eq!(
            &row.samples[..9],
            [5.0, 3.0, 1.0, 1.0, 3.0, 5.0, 5.0, 3.0, 1.0]
        );
    }

    #[test]
    fn analyse_gives_a_constant_only_to_subband_0() {
        // The low filter sums to sqrt 2 a level and axis, so five levels scale by 2^5.
        let subbands = analyse(
            &Plane {
                width: 100,
                height: 90,
                samples: vec![1.0; 9000],
            },
            &taps(),
        );
        assert!(
            subbands[0]
                .samples
                .iter()
                .all(|&sample| (sample - 32.0).abs() < 1e-3)
        );
        assert!(
            subbands[1..]
                .iter()
                .flat_map(|subband| &subband.samples)
                .all(|&sample| sample.abs() < 1e-3)
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn synthesise_undoes_analyse_where_the_highest_quarter_is_empty(width in 64_usize..180, height in 64_usize..180, seed in any::<u32>()) {
            // Subbands of a first analysis without 60 to 63 give an image that survives analysis and synthesis.
            let mut state = seed;
            let noise = (0..width * height).map(|_| {
                state = state.wrapping_mul(1664525).wrapping_add(1013904223);
                (state >> 24) as f32 - 128.0
            });
            let start = analyse(&Plane { width, height, samples: noise.collect() }, &taps());
            let image = image_of(start, width, height);
            let again = image_of(analyse(&image, &taps()), width, height);
            let worst = image.samples.iter().zip(&again.samples).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            prop_assert!(worst < 0.01, "differs by {worst}");
        }
    }

    fn image_of(subbands: [Plane; 60], width: usize, height: usize) -> Plane {
        let sizes = subband_sizes(width, height);
        assert!(
            subbands
                .iter()
                .zip(sizes)
                .all(|(subband, size)| (subband.width, subband.height) == size)
        );
        let mut planes = subbands.map(Some).into_iter();
        let mut image = Plane::zeros(width, height);
        let planes = std::array::from_fn(|_| planes.next().flatten());
        synthesise(planes, width, height, &taps(), |y, row| {
            image.row_mut(y).copy_from_slice(row);
        });
        image
    }
}
