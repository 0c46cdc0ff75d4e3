//! Averages across jumps of depth or kind, so that outlines are smooth.

use super::super::march::Hit;
use super::super::vector::{Rgb, plus};

/// A jump of depth this large is an outline, cm.
const JUMP: f32 = 0.5;

/// Weights of a 3 x 3 tent, row by row.
const TENT: [f32; 9] = [
    0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125, 0.0625, 0.125, 0.0625,
];

/// Softens both sides of every outline.
pub(super) fn soften(hits: &[Hit], width: usize, image: &mut [Rgb]) {
    let height = hits.len() / width;
    let differ =
        |i: usize, j: usize| hits[i].kind != hits[j].kind || (hits[i].t - hits[j].t).abs() > JUMP;
    let on_outline = |i: usize| {
        [i - 1, i + 1, i - width, i + width]
            .into_iter()
            .any(|j| differ(i, j))
    };
    let softened: Vec<(usize, Rgb)> = (1..height - 1)
        .flat_map(|y| (y * width + 1)..(y * width + width - 1))
        .filter(|&i| on_outline(i))
        .map(|i| (i, tent(image, i, width)))
        .collect();
    for (i, colour) in softened {
        image[i] = colour;
    }
}

fn tent(image: &[Rgb], i: usize, width: usize) -> Rgb {
    let corner = i - width - 1;
    (0..9).fold([0.0; 3], |sum, k| {
        plus(sum, image[corner + k / 3 * width + k % 3], TENT[k])
    })
}
