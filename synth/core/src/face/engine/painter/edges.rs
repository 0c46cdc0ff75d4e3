//! Averages across jumps of depth or kind, so that outlines are smooth.

use super::super::picture::Picture;
use super::super::scene::Kind;
use super::super::vector::{Rgb, plus};

/// A jump of depth this large is an outline, cm.
const JUMP: f32 = 0.5;

/// Weights of a 3 x 3 tent, row by row.
const TENT: [f32; 9] = [0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125, 0.0625, 0.125, 0.0625];

/// Softens both sides of every outline.
pub(super) fn soften(kinds: &[Kind], depths: &[f32], picture: &mut Picture) {
    let (width, height) = (picture.width, picture.height);
    let mut outline = vec![false; kinds.len()];
    for shift in [1, width] {
        for i in 0..kinds.len() - shift {
            let differ = (kinds[i] != kinds[i + shift]) | ((depths[i] - depths[i + shift]).abs() > JUMP);
            outline[i] |= differ;
            outline[i + shift] |= differ;
        }
    }
    let softened: Vec<(usize, Rgb)> = (1..height - 1)
        .flat_map(|y| (y * width + 1)..(y * width + width - 1))
        .filter(|&i| outline[i])
        .map(|i| (i, tent(picture, i)))
        .collect();
    for (i, colour) in softened {
        picture.blend(i, colour, 1.0);
    }
}

fn tent(picture: &Picture, i: usize) -> Rgb {
    let corner = i - picture.width - 1;
    (0..9).fold([0.0; 3], |sum, k| plus(sum, picture.at(corner + k / 3 * picture.width + k % 3), TENT[k]))
}
