//! Residues: squares of four nodes round which the phase winds once. Each is one minutia.

use std::f32::consts::PI;
use std::ops::Range;

use super::links::Links;
use super::relaxation::Phasors;
use super::wave_field::WaveField;
use crate::math::atan2;
use crate::wide::{Kernel, run_widest};

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
    /// Angle by which each straight link's far node differs from the near node carried there, across and down.
    across: Vec<f32>,
    down: Vec<f32>,
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
        for j in BORDER..links.h - BORDER - 1 {
            for k in j * w + BORDER..(j + 1) * w - BORDER - 1 {
                let (top, right) = (links.flip[0][k], links.flip[1][k + 1]);
                let (bottom, left) = (links.flip[0][k + w], links.flip[1][k]);
                regular[k] = top * right * bottom * left > 0.0;
                // Clockwise as seen, in the sense of the top left node.
                flux[k] = across[k] + top * down[k + 1] - left * across[k + w] - down[k];
            }
        }
        Residues { links, flux, regular, across, down }
    }

    /// All residues of the phasors, in row-major order.
    pub fn find(&mut self, z: &Phasors) -> Vec<Residue> {
        let (columns, rows) = (0..self.links.w, 0..self.links.h);
        self.find_within(z, columns, rows)
    }

    /// The residues whose squares have their top left nodes in these columns and rows.
    pub fn find_within(&mut self, z: &Phasors, columns: Range<usize>, rows: Range<usize>) -> Vec<Residue> {
        let inside = |run: Range<usize>, nodes: usize| run.start.max(BORDER)..run.end.min(nodes - BORDER - 1);
        let (columns, rows) = (inside(columns, self.links.w), inside(rows, self.links.h));
        run_widest(Find { residues: self, z, columns, rows })
    }
}

struct Find<'a, 'b> {
    residues: &'b mut Residues<'a>,
    z: &'b Phasors,
    columns: Range<usize>,
    rows: Range<usize>,
}

/// Nodes of a row worked out together; the last of a row may reach into the next one, which does no harm.
const BLOCK: usize = 16;

impl Kernel for Find<'_, '_> {
    type Output = Vec<Residue>;

    #[inline(always)]
    fn run(self) -> Vec<Residue> {
        let Find { residues: Residues { links, flux, regular, across, down }, z, columns, rows } = self;
        let mut found = vec![];
        for row in rows.start..=rows.end {
            let nodes = row * links.w + columns.start..row * links.w + columns.end;
            for first in nodes.clone().chain([nodes.end]).step_by(BLOCK) {
                across[first..first + BLOCK].copy_from_slice(&residuals(z, links, 0, first));
                down[first..first + BLOCK].copy_from_slice(&residuals(z, links, 1, first));
            }
            if row == rows.start {
                continue;
            }
            let above = nodes.start - links.w..nodes.end - links.w;
            for first in above.clone().step_by(BLOCK) {
                let turns = turns(links, (across, down), flux, first);
                for (node, turn) in (first..above.end).zip(turns) {
                    if turn.abs() > PI && regular[node] {
                        found.push(Residue { node, winding: 1f32.copysign(turn) });
                    }
                }
            }
        }
        found
    }
}

/// Residual angles of the links in direction `d` from the nodes from `first` on.
#[inline(always)]
fn residuals(z: &Phasors, links: &Links, d: usize, first: usize) -> [f32; BLOCK] {
    let far = links.far(first, d);
    let (near_re, near_im, far_re, far_im) = (block(&z.re, first), block(&z.im, first), block(&z.re, far), block(&z.im, far));
    let (c, s, f) = (block(&links.cos[d], first), block(&links.sin[d], first), block(&links.flip[d], first));
    let mut out = [0f32; BLOCK];
    for x in 0..BLOCK {
        let re = near_re[x] * c[x] - near_im[x] * s[x];
        let im = near_re[x] * s[x] + near_im[x] * c[x];
        let conjugated = f[x] * far_im[x];
        out[x] = atan2(conjugated * re - far_re[x] * im, far_re[x] * re + conjugated * im);
    }
    out
}

/// Phase wound up round the squares of the nodes from `first` on.
#[inline(always)]
fn turns(links: &Links, (across, down): (&[f32], &[f32]), flux: &[f32], first: usize) -> [f32; BLOCK] {
    let (top, bottom, left, right) = (block(across, first), block(across, first + links.w), block(down, first), block(down, first + 1));
    let (along, beside, flux) = (block(&links.flip[0], first), block(&links.flip[1], first), block(flux, first));
    let mut out = [0f32; BLOCK];
    for x in 0..BLOCK {
        out[x] = top[x] + along[x] * right[x] - beside[x] * bottom[x] - left[x] + flux[x];
    }
    out
}

#[inline(always)]
fn block(values: &[f32], first: usize) -> &[f32; BLOCK] {
    values[first..].first_chunk().expect("blocks lie inside the grid")
}
