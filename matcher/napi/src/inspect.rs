//! The steps from an image to minutiae or to a face vector, for people to look at.

use crate::JsMinutia;
use crate::matcher::JsGrey;
use crate::task::{Background, background};
use hotspot_matcher::error::MatchError;
use hotspot_matcher::face::{self, describe, locate};
use hotspot_matcher::image::{Grey, decode_bmp, decode_jpeg};
use hotspot_matcher::slap::{self, Hand};
use hotspot_matcher::{extract, template};
use napi::bindgen_prelude::{AsyncTask, Buffer, Float32Array};
use napi_derive::napi;

/// The steps of an extraction: `Trace` of the core, whose docs tell the units.
#[napi(object)]
pub struct JsTrace {
    /// px at the working resolution.
    pub width: u32,
    /// px at the working resolution.
    pub height: u32,
    /// Cells across.
    pub cells_across: u32,
    /// Cells down.
    pub cells_down: u32,
    /// px of 500 ppi a px here.
    pub scale: f64,
    /// By px.
    pub print: Buffer,
    /// By cell.
    pub orientation: Buffer,
    /// By cell.
    pub coherence: Buffer,
    /// By cell.
    pub period: Float32Array,
    /// By cell.
    pub mask: Buffer,
    /// By px.
    pub amplitude: Buffer,
    /// By px.
    pub phase: Buffer,
    /// Kept, best first.
    pub minutiae: Vec<JsMinutia>,
    /// Not kept.
    pub dropped: Vec<JsMinutia>,
}

/// Steps from 8-bit grey pixels at `ppi` to minutiae. Rejects `UNDECODABLE` for an image out of limits.
#[napi]
pub fn trace_print(pixels: Buffer, width: u32, height: u32, ppi: f64) -> AsyncTask<Background<JsTrace>> {
    let pixels = pixels.to_vec();
    background(move || {
        let image = Grey::new(width, height, pixels)?;
        let t = extract::trace(&image, ppi as f32).ok_or_else(|| MatchError::Undecodable("too small at this resolution to hold a print".into()))?;
        Ok(JsTrace {
            width: t.width as u32,
            height: t.height as u32,
            cells_across: t.cells.0 as u32,
            cells_down: t.cells.1 as u32,
            scale: t.scale as f64,
            print: t.print.into(),
            orientation: t.orientation.into(),
            coherence: t.coherence.into(),
            period: t.period.into(),
            mask: t.mask.into(),
            amplitude: t.amplitude.into(),
            phase: t.phase.into(),
            minutiae: t.minutiae.iter().map(JsMinutia::from).collect(),
            dropped: t.dropped.iter().map(JsMinutia::from).collect(),
        })
    })
}

/// A finger cut from a slap: `SlapFinger` of the core.
#[napi(object)]
pub struct JsSlapFinger {
    /// 1..10
    pub fgp: u32,
    /// Of its image in the slap, px: x and y of top left, top right, bottom right, bottom left.
    pub corners: Vec<i32>,
    /// From upright, degrees clockwise as seen.
    pub turn_deg: i32,
    /// Upright.
    pub image: JsGrey,
    /// Best first, px of `image`.
    pub minutiae: Vec<JsMinutia>,
}

/// Cuts an 8-bit grey slap of 500 ppi, position 13..15. Rejects `UNDECODABLE` for an image out of limits, `SLAP` for fingers that cannot be told.
#[napi]
pub fn trace_slap(pixels: Buffer, width: u32, height: u32, position: u32, missing: Vec<u32>) -> AsyncTask<Background<Vec<JsSlapFinger>>> {
    let pixels = pixels.to_vec();
    background(move || {
        let unknown = || MatchError::Quality(format!("position {position} is no slap: 13 to 15"));
        let hand = u8::try_from(position).ok().and_then(Hand::of).ok_or_else(unknown)?;
        let missing: Vec<u8> = missing.iter().filter_map(|&fgp| u8::try_from(fgp).ok()).collect();
        let fingers = slap::cut(&Grey::new(width, height, pixels)?, hand, &missing)?;
        Ok(fingers.into_iter().map(js_finger).collect())
    })
}

fn js_finger(finger: slap::SlapFinger) -> JsSlapFinger {
    let minutiae = extract::extract(&finger.image, template::PPI);
    JsSlapFinger {
        fgp: u32::from(finger.fgp),
        corners: finger.corners.iter().flat_map(|&(x, y)| [x, y]).collect(),
        turn_deg: finger.turn_deg,
        minutiae: minutiae.iter().map(JsMinutia::from).collect(),
        image: JsGrey { width: finger.image.width, height: finger.image.height, pixels: finger.image.pixels.into() },
    }
}

/// The steps from a portrait to its vector.
#[napi(object)]
pub struct JsFaceTrace {
    /// Middle between the eyes found (x, y), their distance, px, and the roll in radians, clockwise; empty when no face was found.
    pub eyes: Vec<f64>,
    /// Corners of the crop in the picture: x and y of top left, top right, bottom right, bottom left; empty when no face was found.
    pub corners: Vec<f64>,
    /// The face laid on its eyes, 8-bit grey; none when no face was found.
    pub crop: Option<JsGrey>,
    /// The vector's components as bytes of i8; empty when no face was found.
    pub vector: Buffer,
}

/// Steps from an 8-bit grey portrait to its vector. Rejects `UNDECODABLE` for an image out of limits.
#[napi]
pub fn trace_face(pixels: Buffer, width: u32, height: u32) -> AsyncTask<Background<JsFaceTrace>> {
    let pixels = pixels.to_vec();
    background(move || {
        let picture = Grey::new(width, height, pixels)?;
        let Some(eyes) = locate::locate(&picture) else { return Ok(JsFaceTrace { eyes: vec![], corners: vec![], crop: None, vector: vec![].into() }) };
        let crop = describe::crop(&picture, &eyes);
        Ok(JsFaceTrace {
            eyes: [eyes.x, eyes.y, eyes.apart, eyes.roll].map(f64::from).to_vec(),
            corners: describe::corners(&eyes).into_iter().flat_map(|(x, y)| [x as f64, y as f64]).collect(),
            vector: face::vector_at(&picture, &eyes).to_bytes().to_vec().into(),
            crop: Some(JsGrey { width: crop.width, height: crop.height, pixels: crop.pixels.into() }),
        })
    })
}

/// Grey pixels of a BMP or JPEG file, as the matcher sees them. Rejects `UNDECODABLE`.
#[napi]
pub fn decode_picture(bytes: Buffer) -> AsyncTask<Background<JsGrey>> {
    let bytes = bytes.to_vec();
    background(move || {
        let grey = if bytes.starts_with(b"BM") { decode_bmp(&bytes)? } else { decode_jpeg(&bytes)? };
        Ok(JsGrey { width: grey.width, height: grey.height, pixels: grey.pixels.into() })
    })
}
