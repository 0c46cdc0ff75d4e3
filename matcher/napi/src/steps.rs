//! The steps of extraction as pictures, for a page.

use crate::JsMinutia;
use crate::task::{Background, background};
use hotspot_matcher::error::MatchError;
use hotspot_matcher::extract;
use hotspot_matcher::image::Grey;
use napi::bindgen_prelude::{AsyncTask, Buffer};
use napi_derive::napi;

/// What each step found; the core's `Steps` says what the bytes mean.
#[napi(object)]
pub struct JsSteps {
    /// px at the working resolution.
    pub width: u32,
    /// px at the working resolution.
    pub height: u32,
    /// Cells across.
    pub grid_width: u32,
    /// Cells down.
    pub grid_height: u32,
    /// px of a cell.
    pub cell: u32,
    /// Working resolution over 500 ppi.
    pub scale: f64,
    /// By px.
    pub print: Buffer,
    /// By cell.
    pub orientation: Buffer,
    /// By cell.
    pub coherence: Buffer,
    /// By cell.
    pub period: Buffer,
    /// By cell.
    pub mask: Buffer,
    /// By px.
    pub amplitude: Buffer,
    /// By px.
    pub phase: Buffer,
    /// Best first, px at 500 ppi.
    pub minutiae: Vec<JsMinutia>,
}

/// The steps of extraction of 8-bit grey pixels at `ppi`. Rejects `UNDECODABLE`.
#[napi]
pub fn extraction_steps(pixels: Buffer, width: u32, height: u32, ppi: f64) -> AsyncTask<Background<JsSteps>> {
    let pixels = pixels.to_vec();
    background(move || {
        let image = Grey::new(width, height, pixels)?;
        let steps = extract::steps(&image, ppi as f32).ok_or_else(|| MatchError::Undecodable(format!("{width} x {height} px at {ppi} ppi hold no ridges")))?;
        Ok(JsSteps {
            width: steps.width as u32,
            height: steps.height as u32,
            grid_width: steps.grid.0 as u32,
            grid_height: steps.grid.1 as u32,
            cell: steps.cell as u32,
            scale: steps.scale as f64,
            print: steps.print.into(),
            orientation: steps.orientation.into(),
            coherence: steps.coherence.into(),
            period: steps.period.into(),
            mask: steps.mask.into(),
            amplitude: steps.amplitude.into(),
            phase: steps.phase.into(),
            minutiae: steps.minutiae.iter().map(JsMinutia::from).collect(),
        })
    })
}
