use super::{PaddedRow, Taps, reflect};
use crate::{
    plane::Plane,
    tree::{IMAGE, Layout, Region, SUBBANDS},
};

/// Puts an image together from its subbands; columns first, then rows.
///
/// `subbands` are in the order of their numbers, `None` for all zeros; `taps` are those of the analysis. `put_row` takes each
/// finished row, from the top, `width` samples.
pub(crate) fn synthesise(
    mut subbands: [Option<Plane>; SUBBANDS],
    width: usize,
    height: usize,
    taps: &Taps,
    put_row: impl FnMut(usize, &[f32]),
) {
    let taps = SynthesisTaps::new(taps);
    let layout = Layout::image(width, height);
    let parts = build_parts(&IMAGE, layout, &mut subbands, &taps);
    join(&parts, layout, &taps, put_row);
}

/// Synthesis taps from the centre out: those of the analysis with every other sign turned, low from high and high from low.
struct SynthesisTaps {
    low: [f32; 4],
    high: [f32; 5],
}

impl SynthesisTaps {
    fn new(analysis: &Taps) -> Self {
        let ([l0, l1, l2, l3, l4], [h0, h1, h2, h3]) = (analysis.low, analysis.high);
        Self {
            low: [h0, -h1, h2, -h3],
            high: [l0, -l1, l2, -l3, l4],
        }
    }
}

/// The four parts of a region in the order of frequencies.
fn build_parts(
    quadrants: &[Region; 4],
    layout: Layout,
    subbands: &mut [Option<Plane>; SUBBANDS],
    taps: &SynthesisTaps,
) -> [Option<Plane>; 4] {
    layout.by_frequency(std::array::from_fn(|index| match &quadrants[index] {
        Region::Subband(subband) => subbands[*subband].take(),
        Region::Split(inner) => {
            let layout = layout.quadrant(index);
            let parts = build_parts(inner, layout, subbands, taps);
            if parts.iter().all(Option::is_none) {
                return None;
            }
            let mut plane = Plane::zeros(layout.width(), layout.height());
            join(&parts, layout, taps, |y, row| {
                plane.row_mut(y).copy_from_slice(row);
            });
            Some(plane)
        }
    }))
}

/// Joins low-low, high-low, low-high and high-high to one region, two rows at a time.
fn join(
    parts: &[Option<Plane>; 4],
    layout: Layout,
    taps: &SynthesisTaps,
    mut put_row: impl FnMut(usize, &[f32]),
) {
    let (width, height) = (layout.width(), layout.height());
    let [low_low, high_low, low_high, high_high] = parts;
    let mut low_halves = [PaddedRow::new(0, width), PaddedRow::new(0, width)];
    let mut high_halves = [PaddedRow::new(1, width), PaddedRow::new(1, width)];
    let has_high_half = high_low.is_some() || high_high.is_some();
    let half = width.div_ceil(2);
    let (mut even, mut odd) = (vec![0.0; half], vec![0.0; half]);
    let mut line = vec![0.0; 2 * half];

    for pair in 0..height.div_ceil(2) {
        join_columns(
            low_low.as_ref(),
            low_high.as_ref(),
            pair,
            height,
            taps,
            &mut low_halves,
        );
        if has_high_half {
            join_columns(
                high_low.as_ref(),
                high_high.as_ref(),
                pair,
                height,
                taps,
                &mut high_halves,
            );
        }
        for (y, (low, high)) in (2 * pair..height).zip(low_halves.iter().zip(&high_halves)) {
            let low = [-1, 0, 1, 2].map(|shift| low.shifted(shift));
            let high = has_high_half.then(|| [-2, -1, 0, 1, 2].map(|shift| high.shifted(shift)));
            merge(Some(low), high, taps, &mut even, &mut odd);
            for (two, (even, odd)) in line.chunks_exact_mut(2).zip(even.iter().zip(&odd)) {
                two[0] = *even;
                two[1] = *odd;
            }
            put_row(y, &line[..width]);
        }
    }
}

/// Rows `2 * pair` and `2 * pair + 1` of one half of a region, extended on both sides. The second of the last pair has no meaning
/// where the height is odd.
fn join_columns(
    low: Option<&Plane>,
    high: Option<&Plane>,
    pair: usize,
    height: usize,
    taps: &SynthesisTaps,
    rows: &mut [PaddedRow; 2],
) {
    let at = |offset: isize| reflect(2 * pair as isize + offset, height) / 2;
    let low = low.map(|plane| [-2, 0, 2, 4].map(|offset| plane.row(at(offset))));
    let high = high.map(|plane| [-3, -1, 1, 3, 5].map(|offset| plane.row(at(offset))));
    let [even, odd] = rows;
    merge(low, high, taps, even.inner_mut(), odd.inner_mut());
    even.extend();
    odd.extend();
}

/// One pair of outputs a lane: the samples at an even position and at the odd one after it.
///
/// `low`: four neighbours, from 2 before the even position to 4 after it. `high`: five, from 3 before it to 5 after it. `None` for
/// all zeros.
fn merge(
    low: Option<[&[f32]; 4]>,
    high: Option<[&[f32]; 5]>,
    taps: &SynthesisTaps,
    even: &mut [f32],
    odd: &mut [f32],
) {
    match (low, high) {
        (Some(low), Some(high)) => merge_both(low, high, taps, even, odd),
        (Some(low), None) => merge_low(low, taps, even, odd),
        (None, Some(high)) => merge_high(high, taps, even, odd),
        (None, None) => {
            even.fill(0.0);
            odd.fill(0.0);
        }
    }
}

#[inline(never)]
fn merge_both(
    low: [&[f32]; 4],
    high: [&[f32]; 5],
    taps: &SynthesisTaps,
    even: &mut [f32],
    odd: &mut [f32],
) {
    let lanes = even.len();
    let odd = &mut odd[..lanes];
    let [a, b, c, d] = low.map(|row| &row[..lanes]);
    let [p, q, r, s, t] = high.map(|row| &row[..lanes]);
    let ([g0, g1, g2, g3], [h0, h1, h2, h3, h4]) = (taps.low, taps.high);
    for x in 0..lanes {
        even[x] = g0 * b[x] + g2 * (a[x] + c[x]) + h1 * (q[x] + r[x]) + h3 * (p[x] + s[x]);
        odd[x] = g1 * (b[x] + c[x])
            + g3 * (a[x] + d[x])
            + h0 * r[x]
            + h2 * (q[x] + s[x])
            + h4 * (p[x] + t[x]);
    }
}

#[inline(never)]
fn merge_low(low: [&[f32]; 4], taps: &SynthesisTaps, even: &mut [f32], odd: &mut [f32]) {
    let lanes = even.len();
    let odd = &mut odd[..lanes];
    let [a, b, c, d] = low.map(|row| &row[..lanes]);
    let [g0, g1, g2, g3] = taps.low;
    for x in 0..lanes {
        even[x] = g0 * b[x] + g2 * (a[x] + c[x]);
        odd[x] = g1 * (b[x] + c[x]) + g3 * (a[x] + d[x]);
    }
}

#[inline(never)]
fn merge_high(high: [&[f32]; 5], taps: &SynthesisTaps, even: &mut [f32], odd: &mut [f32]) {
    let lanes = even.len();
    let odd = &mut odd[..lanes];
    let [p, q, r, s, t] = high.map(|row| &row[..lanes]);
    let [h0, h1, h2, h3, h4] = taps.high;
    for x in 0..lanes {
        even[x] = h1 * (q[x] + r[x]) + h3 * (p[x] + s[x]);
        odd[x] = h0 * r[x] + h2 * (q[x] + s[x]) + h4 * (p[x] + t[x]);
    }
}
