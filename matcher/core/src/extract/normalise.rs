//! Local mean 0 and local deviation 1.

use super::CELL;
use crate::plane::Plane;

/// Cells; window of local mean and deviation, about half a ridge period.
const SIGMA: f32 = 0.9;
/// Grey levels added to the deviation; 1 to 4 are alike.
const FLOOR: f32 = 1.0;
/// Deviations at which the print is clipped. [`super::gabor`] relies on it.
pub const CLIP: f32 = 2.5;

/// The normalised print, and the grid of local deviations in grey levels.
pub fn normalise(grey: &Plane) -> (Plane, Plane) {
    let (mean, deviation) = moments(grey);
    let mut gain = deviation.clone();
    gain.d.iter_mut().for_each(|v| *v = 1.0 / (*v + FLOOR));
    let (mean, gain) = (mean.upsample(grey.w, grey.h), gain.upsample(grey.w, grey.h));
    let mut out = grey.clone();
    for ((v, m), k) in out.d.iter_mut().zip(&mean.d).zip(&gain.d) {
        *v = ((*v - m) * k).clamp(-CLIP, CLIP);
    }
    (out, deviation)
}

/// Local mean and deviation of the grey levels, a grid each.
fn moments(grey: &Plane) -> (Plane, Plane) {
    let (w, h) = (grey.w, grey.h);
    let (mut sum, mut squares, mut count) = (Plane::grid(w, h), Plane::grid(w, h), Plane::grid(w, h));
    for y in 0..h {
        for (x, px) in grey.d[y * w..][..w].chunks(CELL).enumerate() {
            let k = (y / CELL) * sum.w + x;
            sum.d[k] += px.iter().sum::<f32>();
            squares.d[k] += px.iter().map(|v| v * v).sum::<f32>();
            count.d[k] += px.len() as f32;
        }
    }
    let (mut mean, mut deviation, count) = (sum.smooth(SIGMA), squares.smooth(SIGMA), count.smooth(SIGMA));
    for i in 0..count.d.len() {
        let m = mean.d[i] / count.d[i];
        mean.d[i] = m;
        deviation.d[i] = (deviation.d[i] / count.d[i] - m * m).max(0.0).sqrt();
    }
    (mean, deviation)
}
