//! Minutiae from a print without binarising or thinning: a minutia is a pixel square round which the phase of the ridges winds once
//! (AM-FM view of fingerprints: Larkin and Fletcher, Optics Express 15(14), 2007). The sign of the winding is the ISO direction,
//! for endings and bifurcations alike, so there are no spurs, lakes or islands to clean up.
//!
//! Lengths inside this module are px at the working resolution of 333 ppi; "swept" constants were swept on FVC2002 sets B.
//! Only + - * / and square roots in a fixed order: the same bits everywhere.

mod flow;
mod gabor;
mod mask;
mod normalise;
mod quality;
mod refine;
mod residues;
mod trace;

pub use trace::{Trace, trace};

pub(crate) use flow::turn_of;
pub(crate) use gabor::{Kernel, RADIUS, SIDE};

use crate::image::Grey;
use crate::math;
use crate::minutia::{Kind, Minutia};
use crate::plane::Plane;
use crate::resample::resample;

/// Side of a grid cell, px (6 px at 500 ppi).
pub(crate) const CELL: usize = 4;

/// Working resolution, ppi: coarser loses accuracy, 400 to 500 gains none and costs twice the time (measured).
const WORK_PPI: f32 = 1000.0 / 3.0;

/// Demodulations: two sparse ones refine flow and period, the last is full. The largest single gain in accuracy.
const PASSES: usize = 3;

/// Resolution of coordinates that leave this module, ppi.
const OUT_PPI: f32 = 500.0;

/// The best minutiae of a print, best first; ties by y, then x. At most [`quality::KEPT_MAX`].
///
/// # Arguments
/// * `image` 8-bit grey, ridges dark
/// * `ppi` its resolution, 250..=1000
#[must_use]
pub fn extract(image: &Grey, ppi: f32) -> Vec<Minutia> {
    steps(image, ppi).map(|steps| steps.best.iter().map(outward).collect()).unwrap_or_default()
}

/// What the extractor makes on its way.
struct Steps {
    print: Plane,
    flow: flow::Flow,
    period: Plane,
    mask: Plane,
    wave: gabor::Wave,
    /// All inside the mask's border.
    found: Vec<residues::Residue>,
    /// Those that are kept.
    best: Vec<residues::Residue>,
}

/// None for a strip.
fn steps(image: &Grey, ppi: f32) -> Option<Steps> {
    let small = resample(image, ppi / WORK_PPI);
    if small.w < 4 * CELL || small.h < 4 * CELL {
        return None;
    }
    let (print, deviation) = normalise::normalise(&small);
    let tensor = flow::grey_tensor(&print);
    let mut flow = flow::flow(&tensor, flow::SIGMA);
    let mut period = flow::first_period(&tensor);
    let mask = mask::segment(&deviation, &flow.coherence);
    let padded = gabor::pad(&print);
    let mut wave = gabor::Wave::new(small.w, small.h);
    for _ in 1..PASSES {
        gabor::demodulate(&padded, &flow, &period, &mask, gabor::Sampling::Sparse, &mut wave);
        (flow, period) = refine::refine(&wave, &mask);
    }
    gabor::demodulate(&padded, &flow, &period, &mask, gabor::Sampling::Full, &mut wave);
    let found = residues::residues(&wave, &flow, &mask::edge_distance(&mask));
    let best = quality::best(residues::cancel_pairs(&found), &wave, &flow);
    Some(Steps { print, flow, period, mask, wave, found, best })
}

/// In px of 500 ppi and the units of ISO/IEC 19794-2.
fn outward(residue: &residues::Residue) -> Minutia {
    let at = |v: f32| ((v + 0.5) * (OUT_PPI / WORK_PPI) - 0.5).round().max(0.0) as u16;
    let radians = math::atan2(-residue.dy as f64, residue.dx as f64);
    Minutia {
        x: at(residue.x),
        y: at(residue.y),
        direction: (radians * (128.0 / std::f64::consts::PI)).round() as i32 as u8,
        kind: if residue.ending { Kind::Ending } else { Kind::Bifurcation },
        quality: (residue.quality * quality::TO_PERCENT).min(100.0) as u8,
    }
}

#[cfg(test)]
mod tests;
