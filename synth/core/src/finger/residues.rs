//! Residues: squares of four nodes round which the phase winds once. Each is one minutia.

use std::f32::consts::PI;
use std::ops::Range;

use super::links::Links;
use super::relaxation::Phasors;
use super::wave_field::WaveField;
use crate::math::atan2;
use crate::wide::{Kernel, run_wide};

/// Squares this near to the border are not looked at, nodes.
pub(super) const BORDER: usize = 2;

/// A residue: the square's top left node and the sense of its winding, +1 or -1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Residue {
    pub node: usize,
    pub winding: f32,
}

/// Finds residues; holds what does not change between steps.
pub(super) struct Residues<'a> {
    links: &'a Links,
    /// Phase that the wave vectors alone wind up round a square (their curl).
    flux: Vec<f32>,
    /// False where the flips round the square multiply to -1: a core or delta sits there.
    regular: Vec<bool>,
    across: Vec<f32>,
    down: Vec<f32>,
    /// Scratch: the turns of one row.
    turns: Vec<f32>,
}

impl<'a> Residues<'a> {
    pub fn new(field: &WaveField, links: &'a Links) -> Residues<'a> {
        let (w, n) = (field.grid.w, field.grid.len());
        let (mut across, mut down) = (vec![0f32; n], vec![0f32; n]);
        for k in 0..n - w {
            across[k] = 0.5 * (field.gx[k] + links.flip[0][k] * field.gx[k + 1]) * field.grid.step;
            down[k] = 0.5 * (field.gy[k] + links.flip[1][k] * field.gy[k + w]) * field.grid.step;
        }
        let (mut flux, mut regular) = (vec![0f32; n], vec![false; n]);
        for k in squares(links).flatten() {
            let (top, right) = (links.flip[0][k], links.flip[1][k + 1]);
            let (bottom, left) = (links.flip[0][k + w], links.flip[1][k]);
            regular[k] = top * right * bottom * left > 0.0;
            flux[k] = circulation(links, &across, &down, k);
        }
        Residues { links, flux, regular, across, down, turns: vec![0.0; w] }
    }

    /// All residues of the phasors, in row-major order.
    pub fn find(&mut self, z: &Phasors) -> Vec<Residue> {
        residuals(z, self.links, 0, &mut self.across);
        residuals(z, self.links, 1, &mut self.down);
        let mut found = vec![];
        for row in squares(self.links) {
            let turns = &mut self.turns[..row.len()];
            run_wide(Turns { links: self.links, across: &self.across, down: &self.down, flux: &self.flux, first: row.start, out: turns });
            for (node, turn) in row.zip(turns) {
                if turn.abs() > PI && self.regular[node] {
                    found.push(Residue { node, winding: 1f32.copysign(*turn) });
                }
            }
        }
        found
    }
}

/// Squares away from the border, row by row, by their top left nodes.
fn squares(links: &Links) -> impl Iterator<Item = Range<usize>> + use<> {
    let (w, h) = (links.w, links.h);
    (BORDER..h - BORDER - 1).map(move |j| (j * w + BORDER)..(j * w + w - BORDER - 1))
}

/// Sum of a link quantity round the square at `k`, clockwise as seen, in the sign of its top left node.
#[inline(always)]
fn circulation(links: &Links, across: &[f32], down: &[f32], k: usize) -> f32 {
    across[k] + links.flip[0][k] * down[k + 1] - links.flip[1][k] * across[k + links.w] - down[k]
}

/// Phase wound up round each square of a row.
struct Turns<'a> {
    links: &'a Links,
    across: &'a [f32],
    down: &'a [f32],
    flux: &'a [f32],
    /// The first square's node.
    first: usize,
    out: &'a mut [f32],
}

impl Kernel for Turns<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (n, k, w) = (self.out.len(), self.first, self.links.w);
        let (top, bottom) = (&self.across[k..k + n], &self.across[k + w..k + w + n]);
        let (left, right) = (&self.down[k..k + n], &self.down[k + 1..k + 1 + n]);
        let (along, beside) = (&self.links.flip[0][k..k + n], &self.links.flip[1][k..k + n]);
        let (flux, out) = (&self.flux[k..k + n], &mut self.out[..n]);
        for x in 0..n {
            out[x] = top[x] + along[x] * right[x] - beside[x] * bottom[x] - left[x] + flux[x];
        }
    }
}

/// Angle by which each straight link's far node differs from the near node carried there.
fn residuals(z: &Phasors, links: &Links, d: usize, out: &mut [f32]) {
    run_wide(Residuals { z, links, d, out });
}

struct Residuals<'a> {
    z: &'a Phasors,
    links: &'a Links,
    d: usize,
    out: &'a mut [f32],
}

impl Kernel for Residuals<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Residuals { z, links, d, out } = self;
        let n = links.w * links.h - links.w - 1;
        let far = links.far(0, d);
        let (near_re, near_im) = (&z.re[..n], &z.im[..n]);
        let (far_re, far_im) = (&z.re[far..far + n], &z.im[far..far + n]);
        let (c, s, f) = (&links.cos[d][..n], &links.sin[d][..n], &links.flip[d][..n]);
        let out = &mut out[..n];
        for k in 0..n {
            let re = near_re[k] * c[k] - near_im[k] * s[k];
            let im = near_re[k] * s[k] + near_im[k] * c[k];
            let conjugated = f[k] * far_im[k];
            out[k] = atan2(conjugated * re - far_re[k] * im, far_re[k] * re + conjugated * im);
        }
    }
}
