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

/// Nodes of a row worked out together, of the whole grid and of a window.
const COLUMNS: usize = 16;
pub(super) const WINDOW: usize = 8;

/// The steps over one set of links, with their scratch memory.
pub(super) struct Relaxation<'a> {
    links: &'a Links,
    next: Phasors,
}

impl<'a> Relaxation<'a> {
    pub fn new(links: &'a Links) -> Relaxation<'a> {
        Relaxation { links, next: Phasors::zero(links.w * links.h) }
    }

    /// One step of all nodes at once; the border stays zero.
    pub fn step(&mut self, z: &mut Phasors) {
        let Relaxation { links, next } = self;
        run_widest(Step::<COLUMNS> { links, z, columns: 1..links.w - 1, rows: 1..links.h - 1, next });
        std::mem::swap(z, next);
    }

    /// Steps of the nodes in a window of [`WINDOW`] columns and rows, which must keep off the border.
    pub fn step_window(&mut self, z: &mut Phasors, (i, j): (usize, usize), steps: usize) {
        let Relaxation { links, next } = self;
        let rows = j..j + WINDOW;
        for _ in 0..steps {
            run_wide(Step::<WINDOW> { links, z, columns: i..i + WINDOW, rows: rows.clone(), next });
            for o in rows.clone().map(|j| j * links.w + i) {
                z.re[o..o + WINDOW].copy_from_slice(&next.re[o..o + WINDOW]);
                z.im[o..o + WINDOW].copy_from_slice(&next.im[o..o + WINDOW]);
            }
        }
    }
}

/// One step of the nodes in some columns and rows, N columns at a time.
struct Step<'a, const N: usize> {
    links: &'a Links,
    z: &'a Phasors,
    columns: Range<usize>,
    rows: Range<usize>,
    next: &'a mut Phasors,
}

impl<const N: usize> Kernel for Step<'_, N> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Step { links, z, columns, rows, next } = self;
        for j in rows {
            let mut i = columns.start;
            while i < columns.end {
                // The last nodes may overlap those before.
                i = i.min(columns.end - N);
                let o = j * links.w + i;
                let (re, im) = relaxed::<N>(links, z, o);
                next.re[o..o + N].copy_from_slice(&re);
                next.im[o..o + N].copy_from_slice(&im);
                i += N;
            }
        }
    }
}

/// New values of the N nodes from `o` on.
#[inline(always)]
fn relaxed<const N: usize>(links: &Links, z: &Phasors, o: usize) -> ([f32; N], [f32; N]) {
    let (mut re, mut im) = (*nodes::<N>(&z.re, o), *nodes::<N>(&z.im, o));
    for x in 0..N {
        re[x] *= SELF_WEIGHT;
        im[x] *= SELF_WEIGHT;
    }
    for d in 0..4 {
        // The far end of the link that starts here, carried back.
        let q = links.far(o, d);
        let (nr, ni) = (nodes::<N>(&z.re, q), nodes::<N>(&z.im, q));
        let (c, s, f) = (nodes::<N>(&links.cos[d], o), nodes::<N>(&links.sin[d], o), nodes::<N>(&links.flip[d], o));
        for x in 0..N {
            let conjugated = f[x] * ni[x];
            re[x] += nr[x] * c[x] + conjugated * s[x];
            im[x] += conjugated * c[x] - nr[x] * s[x];
        }
        // The near end of the link that arrives here, carried forward.
        let q = links.near(o, d);
        let (nr, ni) = (nodes::<N>(&z.re, q), nodes::<N>(&z.im, q));
        let (c, s, f) = (nodes::<N>(&links.cos[d], q), nodes::<N>(&links.sin[d], q), nodes::<N>(&links.flip[d], q));
        for x in 0..N {
            re[x] += nr[x] * c[x] - ni[x] * s[x];
            im[x] += f[x] * (ni[x] * c[x] + nr[x] * s[x]);
        }
    }
    for x in 0..N {
        let scale = 1.0 / ((re[x] * re[x] + im[x] * im[x]).sqrt() + SOFTNESS);
        re[x] *= scale;
        im[x] *= scale;
    }
    (re, im)
}

#[inline(always)]
fn nodes<const N: usize>(values: &[f32], first: usize) -> &[f32; N] {
    values[first..].first_chunk().expect("the nodes lie inside the grid")
}
