//! Orientation and period of the ridges: first estimates from grey gradients.

use super::CELL;
use crate::math;
use crate::plane::Plane;
use std::f64::consts::TAU;

/// Cells; window of the structure tensor of grey gradients.
pub const SIGMA: f32 = 2.0;
/// Cells; window of the first period estimate.
const PERIOD_SIGMA: f32 = 3.0;
/// Least ridge period, px (6.75 px at 500 ppi).
pub const PERIOD_MIN: f32 = 4.5;
/// Largest ridge period, px (15.75 px at 500 ppi).
pub const PERIOD_MAX: f32 = 10.5;

/// Second moments of a gradient and the energy they came from, by cell.
pub struct Tensor {
    pub xx: Plane,
    pub yy: Plane,
    pub xy: Plane,
    pub energy: Plane,
}

impl Tensor {
    /// Zeros over a `w` x `h` image.
    pub fn new(w: usize, h: usize) -> Tensor {
        let grid = Plane::grid(w, h);
        Tensor { xx: grid.clone(), yy: grid.clone(), xy: grid.clone(), energy: grid }
    }
}

/// Direction of the ridges' normal as a doubled angle, and how much the gradients agree, 0..1.
pub struct Flow {
    pub cos2: Plane,
    pub sin2: Plane,
    pub coherence: Plane,
}

/// Grey gradients by Scharr's 3-10-3.
pub fn grey_tensor(grey: &Plane) -> Tensor {
    let (w, h) = (grey.w, grey.h);
    let mut t = Tensor::new(w, h);
    for y in 1..h - 1 {
        let rows = [-1, 0, 1].map(|k| &grey.d[(y as i32 + k) as usize * w..][..w]);
        for x in 1..w - 1 {
            let [a, b, c] = rows.map(|row| [row[x - 1], row[x], row[x + 1]]);
            let gx = (3.0 * (a[2] - a[0] + c[2] - c[0]) + 10.0 * (b[2] - b[0])) / 32.0;
            let gy = (3.0 * (c[0] - a[0] + c[2] - a[2]) + 10.0 * (c[1] - a[1])) / 32.0;
            let k = (y / CELL) * t.xx.w + x / CELL;
            t.xx.d[k] += gx * gx;
            t.yy.d[k] += gy * gy;
            t.xy.d[k] += gx * gy;
            t.energy.d[k] += b[1] * b[1];
        }
    }
    t
}

/// Orientation of a smoothed tensor; `sigma` in cells.
pub fn flow(t: &Tensor, sigma: f32) -> Flow {
    let (xx, yy, xy) = (t.xx.smooth(sigma), t.yy.smooth(sigma), t.xy.smooth(sigma));
    let mut f = Flow { cos2: xx.clone(), sin2: xx.clone(), coherence: xx.clone() };
    for i in 0..xx.d.len() {
        let (c, s) = (xx.d[i] - yy.d[i], 2.0 * xy.d[i]);
        let size = (c * c + s * s).sqrt();
        f.cos2.d[i] = c / (size + 1e-9);
        f.sin2.d[i] = s / (size + 1e-9);
        f.coherence.d[i] = size / (xx.d[i] + yy.d[i] + 1e-3);
    }
    f
}

/// Ridge period in px, by cell: gradient energy over grey energy is sin(2 pi / period) for central differences.
pub fn first_period(t: &Tensor) -> Plane {
    let (xx, yy) = (t.xx.smooth(PERIOD_SIGMA), t.yy.smooth(PERIOD_SIGMA));
    let mut out = t.energy.smooth(PERIOD_SIGMA);
    for (i, v) in out.d.iter_mut().enumerate() {
        let ratio = ((xx.d[i] + yy.d[i]) / (*v + 1e-6)).sqrt().clamp(1e-3, 0.98);
        *v = ((TAU / math::asin(ratio as f64)) as f32).clamp(PERIOD_MIN, PERIOD_MAX);
    }
    out
}

/// Angle of (c, s) in turns, 0..1, within 0.0007 turn; only + - * /.
pub fn turn_of(c: f32, s: f32) -> f32 {
    let (a, b) = (c.abs(), s.abs());
    let r = if a > b { b / (a + 1e-20) } else { a / (b + 1e-20) };
    let t = r * (0.125 + 0.0435 * (1.0 - r));
    let t = if a > b { t } else { 0.25 - t };
    let t = if c < 0.0 { 0.5 - t } else { t };
    if s < 0.0 { 1.0 - t } else { t }
}
