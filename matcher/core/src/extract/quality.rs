//! Which minutiae to trust: mean amplitude around (how much of the contrast is one regular wave) times the root of the coherence.

use super::CELL;
use super::flow::Flow;
use super::gabor::Wave;
use super::residues::Residue;
use crate::plane::Plane;

/// Cells; amplitude around the minutia. Outside the mask counts as 0, so it falls near the edge.
const SIGMA: f32 = 2.0;
/// Least mean amplitude; 1.41 is a clean sinusoid.
const QUALITY_MIN: f32 = 0.25;
/// Least coherence: where the flow turns sharply (below a core) the filters disagree and make residues in a row.
/// 0.6 gives fewer false matches and more misses.
const COHERENCE_MIN: f32 = 0.45;
/// Most minutiae of a print.
pub const KEPT_MAX: usize = 60;
/// A clean sinusoid is 100.
pub const TO_PERCENT: f32 = 70.7;

/// The trusted ones with their quality, best first, ties by y, then x.
pub fn best(mut found: Vec<Residue>, wave: &Wave, flow: &Flow) -> Vec<Residue> {
    let (mut amplitude, mut count) = (Plane::grid(wave.w, wave.h), Plane::grid(wave.w, wave.h));
    for y in 0..wave.h {
        for (x, px) in wave.z[y * wave.w..][..wave.w].chunks(CELL).enumerate() {
            let k = (y / CELL) * count.w + x;
            amplitude.d[k] += px.iter().map(|v| (v[0] * v[0] + v[1] * v[1]).sqrt()).sum::<f32>();
            count.d[k] += px.len() as f32;
        }
    }
    let (amplitude, count) = (amplitude.smooth(SIGMA), count.smooth(SIGMA));
    for r in &mut found {
        let coherence = flow.coherence.sample(r.x, r.y);
        let mean = amplitude.sample(r.x, r.y) / (count.sample(r.x, r.y) + 1e-6);
        r.quality = if coherence < COHERENCE_MIN { 0.0 } else { mean * coherence.sqrt() };
    }
    found.retain(|r| r.quality >= QUALITY_MIN);
    found.sort_by(|a, b| b.quality.total_cmp(&a.quality).then(a.y.total_cmp(&b.y)).then(a.x.total_cmp(&b.x)));
    found.truncate(KEPT_MAX);
    found
}
