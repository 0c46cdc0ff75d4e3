//! The steps of the extractor as pictures, for people.

use super::flow::{PERIOD_MAX, PERIOD_MIN, turn_of};
use super::normalise::CLIP;
use super::{CELL, OUT_PPI, Stages, WORK_PPI, stages};
use crate::image::Grey;
use crate::minutia::Minutia;
use crate::plane::Plane;

/// Amplitude of a clean sinusoid.
const AMPLITUDE_MAX: f32 = 1.41;

/// What each step of the extractor found. Pictures have one byte a px or a cell, row-major.
pub struct Steps {
    /// px at the working resolution.
    pub width: usize,
    /// px at the working resolution.
    pub height: usize,
    /// Sides of a grid, cells.
    pub grid: (usize, usize),
    /// px of a cell.
    pub cell: usize,
    /// Working resolution over 500 ppi: what a minutia's place is multiplied with.
    pub scale: f32,
    /// The print with even contrast, by px.
    pub print: Vec<u8>,
    /// Direction of the ridges, 256 half a turn, anticlockwise from +x, by cell.
    pub orientation: Vec<u8>,
    /// How sure it is, 255 at most, by cell.
    pub coherence: Vec<u8>,
    /// Ridge period from 6.75 (0) to 15.75 px at 500 ppi (255), by cell.
    pub period: Vec<u8>,
    /// 255 inside the print, by cell.
    pub mask: Vec<u8>,
    /// How much of the contrast is one regular wave, by px.
    pub amplitude: Vec<u8>,
    /// Cosine of the phase, by px: the ridges as the extractor sees them.
    pub phase: Vec<u8>,
    /// Best first.
    pub minutiae: Vec<Minutia>,
}

/// The steps of [`super::extract`]; none for an image too small to hold ridges.
#[must_use]
pub fn steps(image: &Grey, ppi: f32) -> Option<Steps> {
    let all = stages(image, ppi)?;
    let Stages { print, flow, period, mask, wave } = &all;
    let sizes: Vec<f32> = wave.z.iter().map(|z| (z[0] * z[0] + z[1] * z[1]).sqrt()).collect();
    // The flow is the normal's, doubled, y down: the ridges lie a quarter turn on, and the picture's y goes up.
    let ridge = |(c, s): (&f32, &f32)| ((turn_of(-c, *s) * 256.0) as i32 & 255) as u8;
    let inside = |x: usize, y: usize| mask.d[(y / CELL) * mask.w + x / CELL] > 0.0;
    let phase = |(i, (z, size)): (usize, (&[f32; 2], &f32))| if inside(i % wave.w, i / wave.w) { byte(0.5 + 0.5 * z[0] / (size + 1e-9)) } else { 255 };
    Some(Steps {
        width: print.w,
        height: print.h,
        grid: (mask.w, mask.h),
        cell: CELL,
        scale: WORK_PPI / OUT_PPI,
        print: bytes(print, |v| 0.5 + 0.5 * v / CLIP),
        orientation: flow.cos2.d.iter().zip(&flow.sin2.d).map(ridge).collect(),
        coherence: bytes(&flow.coherence, |v| v),
        period: bytes(period, |v| (v - PERIOD_MIN) / (PERIOD_MAX - PERIOD_MIN)),
        mask: bytes(mask, |v| v),
        amplitude: sizes.iter().map(|v| byte(v / AMPLITUDE_MAX)).collect(),
        phase: wave.z.iter().zip(&sizes).enumerate().map(phase).collect(),
        minutiae: all.minutiae(),
    })
}

fn bytes(plane: &Plane, share: impl Fn(f32) -> f32) -> Vec<u8> {
    plane.d.iter().map(|v| byte(share(*v))).collect()
}

fn byte(share: f32) -> u8 {
    (255.0 * share).clamp(0.0, 255.0) as u8
}
