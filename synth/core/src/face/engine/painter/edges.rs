//! Averages across jumps of depth or kind, so that outlines are smooth.

use super::super::flags::falses;
use super::super::picture::Picture;
use super::super::scene::Kind;
use super::super::vector::{Rgb, plus};
use crate::wide::{Kernel, run_widest};

/// A jump of depth this large is an outline, cm.
const JUMP: f32 = 0.5;

/// Weights of a 3 x 3 tent, row by row.
const TENT: [f32; 9] = [0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125, 0.0625, 0.125, 0.0625];

/// Softens both sides of every outline.
pub(super) fn soften(kinds: &[Kind], depths: &[f32], picture: &mut Picture) {
    let width = picture.width;
    let mut calm = vec![true; kinds.len()];
    run_widest(Calm { kinds, depths, width, out: &mut calm });
    let mut softened: Vec<(usize, Rgb)> = Vec::new();
    for y in 1..picture.height - 1 {
        let first = y * width + 1;
        softened.extend(falses(&calm[first..first + width - 2]).map(|x| (first + x, tent(picture, first + x))));
    }
    for (i, colour) in softened {
        picture.blend(i, colour, 1.0);
    }
}

/// Where a pixel sees the same as those beside, above and below it.
struct Calm<'a> {
    kinds: &'a [Kind],
    depths: &'a [f32],
    width: usize,
    out: &'a mut [bool],
}

impl Kernel for Calm<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Calm { kinds, depths, width, out } = self;
        let mut alike = vec![true; width];
        for first in (0..kinds.len()).step_by(width) {
            let row = first..first + width;
            compare(&kinds[row.clone()], &kinds[first + 1..], &depths[row.clone()], &depths[first + 1..], &mut alike[..width - 1]);
            mark(&alike[..width - 1], &mut out[row.clone()]);
            mark(&alike[..width - 1], &mut out[first + 1..]);
            if first + width < kinds.len() {
                compare(&kinds[row.clone()], &kinds[row.end..], &depths[row.clone()], &depths[row.end..], &mut alike);
                mark(&alike, &mut out[row.clone()]);
                mark(&alike, &mut out[row.end..]);
            }
        }
    }
}

/// Whether values are alike one by one. Two loops: over numbers of two sizes at once there would be no vector instructions.
#[inline(always)]
fn compare(kinds: &[Kind], other_kinds: &[Kind], depths: &[f32], other_depths: &[f32], alike: &mut [bool]) {
    for ((alike, a), b) in alike.iter_mut().zip(depths).zip(other_depths) {
        *alike = (a - b).abs() <= JUMP;
    }
    for ((alike, a), b) in alike.iter_mut().zip(kinds).zip(other_kinds) {
        *alike &= a == b;
    }
}

#[inline(always)]
fn mark(alike: &[bool], out: &mut [bool]) {
    for (out, alike) in out.iter_mut().zip(alike) {
        *out &= alike;
    }
}

fn tent(picture: &Picture, i: usize) -> Rgb {
    let corner = i - picture.width - 1;
    (0..9).fold([0.0; 3], |sum, k| plus(sum, picture.at(corner + k / 3 * picture.width + k % 3), TENT[k]))
}
