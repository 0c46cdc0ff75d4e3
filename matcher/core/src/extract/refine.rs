//! Orientation and period again, from the phase: its gradient is the normal times 2 pi / period.

use super::CELL;
use super::flow::{self, Flow, PERIOD_MAX, PERIOD_MIN, Tensor};
use super::gabor::{TURNS, Wave};
use crate::math;
use crate::plane::Plane;
use std::f64::consts::PI;

/// Cells; window of the tensor of phase gradients (0.8 and 2 are worse, swept).
const FLOW_SIGMA: f32 = 1.2;
/// Cells; window of the refined period.
const PERIOD_SIGMA: f32 = 4.0;

/// Needs only the 2 x 2 px in the middle of each of the mask's cells.
pub fn refine(wave: &Wave, mask: &Plane) -> (Flow, Plane) {
    let mut t = Tensor::new(wave.w, wave.h);
    let mut along = Plane::grid(wave.w, wave.h);
    for cy in 0..wave.h / CELL {
        for cx in 0..wave.w / CELL {
            let k = cy * mask.w + cx;
            if mask.d[k] == 0.0 {
                continue;
            }
            let i = (cy * CELL + 1) * wave.w + cx * CELL + 1;
            let (weight, px, py) = phase_gradient(wave, i);
            let (ny, nx) = math::sin_cos(wave.turn[i] as f64 * PI / TURNS as f64);
            t.xx.d[k] = weight * px * px;
            t.yy.d[k] = weight * py * py;
            t.xy.d[k] = weight * px * py;
            t.energy.d[k] = weight;
            along.d[k] = weight * (px * nx as f32 + py * ny as f32);
        }
    }
    let along = along.smooth(PERIOD_SIGMA);
    let mut period = t.energy.smooth(PERIOD_SIGMA);
    for (v, a) in period.d.iter_mut().zip(&along.d) {
        *v = (std::f32::consts::TAU * (*v + 1e-6) / (a + 1e-6)).clamp(PERIOD_MIN, PERIOD_MAX);
    }
    (flow::flow(&t, FLOW_SIGMA), period)
}

/// Energy of the 2 x 2 px from `i`, and the phase's gradient there in radians a px.
fn phase_gradient(wave: &Wave, i: usize) -> (f32, f32, f32) {
    let (p, q) = (wave.z[i], wave.like(i, i + 1));
    let (r, s) = (wave.like(i, i + wave.w), wave.like(i, i + wave.w + 1));
    let gradient = |a: [f32; 2], b: [f32; 2]| math::atan2((a[1] + b[1]) as f64, (a[0] + b[0]) as f64) as f32;
    let px = gradient(advance(p, q), advance(r, s));
    let py = gradient(advance(p, r), advance(q, s));
    let weight = [p, q, r, s].iter().map(|v| v[0] * v[0] + v[1] * v[1]).sum();
    (weight, px, py)
}

/// Conjugate of `a` times `b`: its angle is the phase from a to b.
fn advance(a: [f32; 2], b: [f32; 2]) -> [f32; 2] {
    [a[0] * b[0] + a[1] * b[1], a[0] * b[1] - a[1] * b[0]]
}
