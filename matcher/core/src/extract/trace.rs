//! The steps of an extraction as 8-bit pictures, for people to look at. No part of any decision.

use super::normalise::CLIP;
use super::residues::Residue;
use super::{OUT_PPI, WORK_PPI, flow, outward, steps};
use crate::image::Grey;
use crate::math;
use crate::minutia::Minutia;
use std::f64::consts::TAU;

/// Amplitude shown as white: a clean sinusoid has 1.41.
const AMPLITUDE_WHITE: f32 = 1.6;

/// What the extractor saw of one print. Pictures are row-major; `px` ones `width * height`, `cell` ones `cells.0 * cells.1`.
#[derive(Clone, Debug)]
pub struct Trace {
    /// px at the working resolution.
    pub width: usize,
    /// px at the working resolution.
    pub height: usize,
    /// Cells across and down; a cell is 4 px a side.
    pub cells: (usize, usize),
    /// px of 500 ppi a px here.
    pub scale: f32,
    /// Normalised print, px; 128 is the local mean.
    pub print: Vec<u8>,
    /// Direction of the ridges, cell: 256 half a turn, anticlockwise from +x.
    pub orientation: Vec<u8>,
    /// How much the ridges agree, cell: 255 wholly.
    pub coherence: Vec<u8>,
    /// Ridge period, cell, px of 500 ppi.
    pub period: Vec<f32>,
    /// Where the print is, cell: 1 inside.
    pub mask: Vec<u8>,
    /// Strength of the ridges, px; 0 outside the mask.
    pub amplitude: Vec<u8>,
    /// Phase of the ridges, px: 256 a turn; its sense follows the filter's normal.
    pub phase: Vec<u8>,
    /// The kept minutiae, best first, as [`super::extract`] gives them.
    pub minutiae: Vec<Minutia>,
    /// Where the phase winds too, but nothing is kept: pairs that cancel, and what is unsure.
    pub dropped: Vec<Minutia>,
}

/// The steps of [`super::extract`]; None for an image too small to hold a print.
///
/// # Arguments
/// * `image` 8-bit grey, ridges dark
/// * `ppi` its resolution, 250..=1000
#[must_use]
pub fn trace(image: &Grey, ppi: f32) -> Option<Trace> {
    let steps = steps(image, ppi)?;
    let scale = OUT_PPI / WORK_PPI;
    let same = |a: &Residue, b: &Residue| a.x.to_bits() == b.x.to_bits() && a.y.to_bits() == b.y.to_bits();
    let size = |z: &[f32; 2]| (z[0] * z[0] + z[1] * z[1]).sqrt();
    Some(Trace {
        width: steps.print.w,
        height: steps.print.h,
        cells: (steps.mask.w, steps.mask.h),
        scale,
        print: steps.print.d.iter().map(|v| (128.0 + v * 127.0 / CLIP) as u8).collect(),
        orientation: steps.flow.cos2.d.iter().zip(&steps.flow.sin2.d).map(|(&c, &s)| ridge_turn(c, s)).collect(),
        coherence: steps.flow.coherence.d.iter().map(|v| (v * 255.0) as u8).collect(),
        period: steps.period.d.iter().map(|v| v * scale).collect(),
        mask: steps.mask.d.iter().map(|v| u8::from(*v > 0.0)).collect(),
        amplitude: steps.wave.z.iter().map(|z| (size(z) * 255.0 / AMPLITUDE_WHITE).min(255.0) as u8).collect(),
        phase: steps.wave.z.iter().map(|z| (math::atan2(z[1] as f64, z[0] as f64) / TAU * 256.0).round() as i32 as u8).collect(),
        minutiae: steps.best.iter().map(outward).collect(),
        dropped: steps.found.iter().filter(|r| !steps.best.iter().any(|b| same(r, b))).map(outward).collect(),
    })
}

/// Direction along the ridges from the doubled angle of their normal (y down): 256 half a turn, anticlockwise from +x.
fn ridge_turn(cos2: f32, sin2: f32) -> u8 {
    // Along the ridges the doubled angle is half a turn on, and seen with y up its sine changes sign.
    (flow::turn_of(-cos2, sin2) * 256.0).round() as i32 as u8
}
