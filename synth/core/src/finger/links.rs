//! Links between neighbouring nodes: how a phasor is carried from one to the next.
//!
//! The flat form of Knöppel, Crane, Pinkall, Schröder, Stripe Patterns on Surfaces, ACM TOG 34 (2015): a wave vector has
//! no sign of its own, so a link may flip (conjugate) the phasor it carries.

use super::wave_field::WaveField;
use crate::math::{cos, sin};
use crate::wide::{Kernel, run_widest};

/// Steps to half of the eight neighbours; the other half are the same links seen from the far end.
pub(super) const DIRECTIONS: [(isize, usize); 4] = [(1, 0), (0, 1), (1, 1), (-1, 1)];
/// Weights of straight and diagonal links.
const WEIGHT: [f32; 4] = [1.0, 1.0, 0.6, 0.6];

/// By direction and node: the transport e^(i w) times the link's weight, and the flip. 0 where no neighbour is.
pub(super) struct Links {
    pub w: usize,
    pub h: usize,
    pub cos: [Vec<f32>; 4],
    pub sin: [Vec<f32>; 4],
    pub flip: [Vec<f32>; 4],
}

impl Links {
    pub fn new(field: &WaveField) -> Links {
        let grid = &field.grid;
        let zero = || [(); 4].map(|()| vec![0f32; grid.len()]);
        let mut links = Links { w: grid.w, h: grid.h, cos: zero(), sin: zero(), flip: zero() };
        for (d, &(dx, dy)) in DIRECTIONS.iter().enumerate() {
            let (first, n) = (usize::from(dx < 0), grid.w - dx.unsigned_abs());
            let half = (0.5 * dx as f32 * grid.step, 0.5 * dy as f32 * grid.step);
            for j in 0..grid.h - dy {
                let near = j * grid.w + first;
                let far = links.far(near, d);
                run_widest(Row {
                    near: [&field.gx[near..near + n], &field.gy[near..near + n]],
                    far: [&field.gx[far..far + n], &field.gy[far..far + n]],
                    half,
                    weight: WEIGHT[d],
                    cos: &mut links.cos[d][near..near + n],
                    sin: &mut links.sin[d][near..near + n],
                    flip: &mut links.flip[d][near..near + n],
                });
            }
        }
        links
    }

    /// The node at the far end of the link that leaves node `k` in direction `d`.
    pub fn far(&self, k: usize, d: usize) -> usize {
        (k + DIRECTIONS[d].1 * self.w).wrapping_add_signed(DIRECTIONS[d].0)
    }

    /// The node from which the link in direction `d` arrives at node `k`.
    pub fn near(&self, k: usize, d: usize) -> usize {
        (k - DIRECTIONS[d].1 * self.w).wrapping_add_signed(-DIRECTIONS[d].0)
    }
}

/// The links of one row of nodes in one direction.
struct Row<'a> {
    /// Wave vectors (x, y) at both ends.
    near: [&'a [f32]; 2],
    far: [&'a [f32]; 2],
    /// Half of the step, px.
    half: (f32, f32),
    weight: f32,
    cos: &'a mut [f32],
    sin: &'a mut [f32],
    flip: &'a mut [f32],
}

impl Kernel for Row<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let n = self.cos.len();
        let ([ax, ay], [bx, by]) = (self.near.map(|v| &v[..n]), self.far.map(|v| &v[..n]));
        let (sines, flips) = (&mut self.sin[..n], &mut self.flip[..n]);
        for i in 0..n {
            let flip = if ax[i] * bx[i] + ay[i] * by[i] < 0.0 { -1.0 } else { 1.0 };
            let phase = (ax[i] + flip * bx[i]) * self.half.0 + (ay[i] + flip * by[i]) * self.half.1;
            self.cos[i] = self.weight * cos(phase);
            sines[i] = self.weight * sin(phase);
            flips[i] = flip;
        }
    }
}
