//! Relaxation of phasors: each node takes the weighted sum of its eight neighbours, carried to it over the links.
//! Neighbours come to agree, and defects of opposite sense meet and vanish; those that remain are the minutiae.

use std::ops::Range;

use super::links::Links;
use crate::wide::{Kernel, run_wide, run_widest};

/// Weight of a node's own value.
const SELF_WEIGHT: f32 = 0.6;
/// Softens the normalisation, so that a phasor can pass through zero.
const SOFTNESS: f32 = 0.3;

/// One complex number a node; zero on the border.
pub(super) struct Phasors {
    pub re: Vec<f32>,
    pub im: Vec<f32>,
}

impl Phasors {
    pub fn zero(n: usize) -> Phasors {
        Phasors { re: vec![0.0; n], im: vec![0.0; n] }
    }
}

/// The steps over one set of links, with their scratch memory.
pub(super) struct Relaxation<'a> {
    links: &'a Links,
    next: Phasors,
    row: Phasors,
}

impl<'a> Relaxation<'a> {
    pub fn new(links: &'a Links) -> Relaxation<'a> {
        Relaxation { links, next: Phasors::zero(links.w * links.h), row: Phasors::zero(links.w - 2) }
    }

    /// One step of all nodes at once; the border stays zero.
    pub fn step(&mut self, z: &mut Phasors) {
        let (columns, rows) = (1..self.links.w - 1, 1..self.links.h - 1);
        run_widest(Step { links: self.links, z, columns, rows, row: &mut self.row, next: &mut self.next });
        std::mem::swap(z, &mut self.next);
    }

    /// One step of the nodes in a window, which must keep off the border.
    pub fn step_window(&mut self, z: &mut Phasors, columns: Range<usize>, rows: Range<usize>) {
        let (n, w) = (columns.len(), self.links.w);
        run_wide(Step { links: self.links, z, columns: columns.clone(), rows: rows.clone(), row: &mut self.row, next: &mut self.next });
        for o in rows.map(|j| j * w + columns.start) {
            z.re[o..o + n].copy_from_slice(&self.next.re[o..o + n]);
            z.im[o..o + n].copy_from_slice(&self.next.im[o..o + n]);
        }
    }
}

struct Step<'a> {
    links: &'a Links,
    z: &'a Phasors,
    columns: Range<usize>,
    rows: Range<usize>,
    row: &'a mut Phasors,
    next: &'a mut Phasors,
}

impl Kernel for Step<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Step { links, z, columns, rows, row, next } = self;
        let n = columns.len();
        let (re, im) = (&mut row.re[..n], &mut row.im[..n]);
        for j in rows {
            let o = j * links.w + columns.start;
            let (own_re, own_im) = (&z.re[o..o + n], &z.im[o..o + n]);
            for x in 0..n {
                re[x] = SELF_WEIGHT * own_re[x];
                im[x] = SELF_WEIGHT * own_im[x];
            }
            for d in 0..4 {
                // The far end of the link that starts here, carried back.
                let q = links.far(o, d);
                let (nr, ni) = (&z.re[q..q + n], &z.im[q..q + n]);
                let (c, s, f) = (&links.cos[d][o..o + n], &links.sin[d][o..o + n], &links.flip[d][o..o + n]);
                for x in 0..n {
                    let conjugated = f[x] * ni[x];
                    re[x] += nr[x] * c[x] + conjugated * s[x];
                    im[x] += conjugated * c[x] - nr[x] * s[x];
                }
                // The near end of the link that arrives here, carried forward.
                let q = links.near(o, d);
                let (nr, ni) = (&z.re[q..q + n], &z.im[q..q + n]);
                let (c, s, f) = (&links.cos[d][q..q + n], &links.sin[d][q..q + n], &links.flip[d][q..q + n]);
                for x in 0..n {
                    re[x] += nr[x] * c[x] - ni[x] * s[x];
                    im[x] += f[x] * (ni[x] * c[x] + nr[x] * s[x]);
                }
            }
            let (out_re, out_im) = (&mut next.re[o..o + n], &mut next.im[o..o + n]);
            for x in 0..n {
                let scale = 1.0 / ((re[x] * re[x] + im[x] * im[x]).sqrt() + SOFTNESS);
                out_re[x] = re[x] * scale;
                out_im[x] = im[x] * scale;
            }
        }
    }
}
