use super::{PaddedRow, Taps, reflect};
use crate::{
    plane::Plane,
    tree::{CODED_SUBBANDS, IMAGE, Layout, Region},
};

/// Splits an image into its subbands, rows first, then columns. Subbands 60 to 63 are left out.
pub(crate) fn analyse(image: &Plane, taps: &Taps) -> [Plane; CODED_SUBBANDS] {
    let mut subbands = std::array::from_fn(|_| Plane::zeros(0, 0));
    let layout = Layout::image(image.width, image.height);
    split(image, &IMAGE, layout, taps, &mut subbands);
    subbands
}

fn split(
    plane: &Plane,
    quadrants: &[Region; 4],
    layout: Layout,
    taps: &Taps,
    subbands: &mut [Plane; CODED_SUBBANDS],
) {
    let [low, high] = split_rows(plane, taps);
    let ([low_low, low_high], [high_low, high_high]) =
        (split_columns(&low, taps), split_columns(&high, taps));
    let parts = layout.by_frequency([low_low, high_low, low_high, high_high]);
    for ((index, part), region) in parts.into_iter().enumerate().zip(quadrants) {
        match region {
            Region::Subband(subband) => subbands[*subband] = part,
            Region::Split([Region::Subband(CODED_SUBBANDS), ..]) => {}
            Region::Split(inner) => split(&part, inner, layout.quadrant(index), taps, subbands),
        }
    }
}

/// Left and right half: horizontally low and high.
fn split_rows(plane: &Plane, taps: &Taps) -> [Plane; 2] {
    let width = plane.width;
    let mut low = Plane::zeros(width.div_ceil(2), plane.height);
    let mut high = Plane::zeros(width / 2, plane.height);
    let (mut even, mut odd) = (PaddedRow::new(0, width), PaddedRow::new(1, width));
    let mut spare = vec![0.0; width.div_ceil(2)];
    for y in 0..plane.height {
        let row = plane.row(y);
        even.inner_mut()
            .iter_mut()
            .zip(row.iter().step_by(2))
            .for_each(|(to, from)| *to = *from);
        odd.inner_mut()
            .iter_mut()
            .zip(row[1..].iter().step_by(2))
            .for_each(|(to, from)| *to = *from);
        even.extend();
        odd.extend();
        let evens = [-2, -1, 0, 1, 2].map(|shift| even.shifted(shift));
        let odds = [-2, -1, 0, 1].map(|shift| odd.shifted(shift));
        separate(evens, odds, taps, low.row_mut(y), &mut spare);
        let high = high.row_mut(y);
        high.copy_from_slice(&spare[..high.len()]);
    }
    [low, high]
}

/// Upper and lower half: vertically low and high.
fn split_columns(plane: &Plane, taps: &Taps) -> [Plane; 2] {
    let height = plane.height;
    let mut low = Plane::zeros(plane.width, height.div_ceil(2));
    let mut high = Plane::zeros(plane.width, height / 2);
    let mut spare = vec![0.0; plane.width];
    for y in 0..low.height {
        let row = |offset: isize| plane.row(reflect(2 * y as isize + offset, height));
        let high_row = if y < high.height {
            high.row_mut(y)
        } else {
            &mut spare
        };
        separate(
            [-4, -2, 0, 2, 4].map(row),
            [-3, -1, 1, 3].map(row),
            taps,
            low.row_mut(y),
            high_row,
        );
    }
    [low, high]
}

/// One low and one high sample a lane.
///
/// `even`: five neighbours, from 4 before the low sample to 4 after it. `odd`: four, from 3 before it to 3 after it.
#[inline(never)]
fn separate(even: [&[f32]; 5], odd: [&[f32]; 4], taps: &Taps, low: &mut [f32], high: &mut [f32]) {
    let lanes = low.len();
    let high = &mut high[..lanes];
    let [a, b, c, d, e] = even.map(|row| &row[..lanes]);
    let [p, q, r, s] = odd.map(|row| &row[..lanes]);
    let ([l0, l1, l2, l3, l4], [h0, h1, h2, h3]) = (taps.low, taps.high);
    for x in 0..lanes {
        low[x] = l0 * c[x]
            + l1 * (q[x] + r[x])
            + l2 * (b[x] + d[x])
            + l3 * (p[x] + s[x])
            + l4 * (a[x] + e[x]);
        high[x] = h0 * r[x] + h1 * (c[x] + d[x]) + h2 * (q[x] + s[x]) + h3 * (b[x] + e[x]);
    }
}
