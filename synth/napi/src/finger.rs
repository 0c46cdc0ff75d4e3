//! Fingerprints for Node.

use crate::task::{Background, background};
use crate::whole::whole;
use hotspot_synth::finger::{Condition, Finger, Impression, Minutia, MinutiaKind, Preset};
use hotspot_wsq::GreyImage;
use napi::bindgen_prelude::{AsyncTask, Buffer};
use napi_derive::napi;

/// One impression of one finger, as `PrintRequest` of `synth/native.ts`.
#[napi(object)]
pub struct JsPrintRequest {
    /// Of the dataset, 0..2^53-1.
    pub seed: f64,
    /// Number of the person.
    pub person: f64,
    /// FGP 1..=10.
    pub finger: u32,
    /// Number of the impression of that finger.
    pub impression: f64,
    /// `easy`, `field` or `hard`.
    pub preset: String,
    /// 64..=2048.
    pub width_px: u32,
    /// 64..=2048.
    pub height_px: u32,
    /// `normal`, `dry`, `wet`, `worn` or `scarred`.
    pub condition: String,
}

/// A minutia at 500 ppi.
#[napi(object)]
pub struct JsMinutia {
    /// px from the left.
    pub x: f64,
    /// px from the top.
    pub y: f64,
    /// 256 a turn, anticlockwise from +x (ISO/IEC 19794-2).
    pub direction: u32,
    /// `ending` or `bifurcation`.
    pub r#type: String,
}

/// An impression as pixels.
#[napi(object, object_from_js = false)]
pub struct JsPrint {
    /// px.
    pub width: u32,
    /// px.
    pub height: u32,
    /// 8-bit grey, row-major.
    pub pixels: Buffer,
    /// Ground truth.
    pub minutiae: Vec<JsMinutia>,
}

/// An impression as WSQ.
#[napi(object, object_from_js = false)]
pub struct JsPrintWsq {
    /// px.
    pub width: u32,
    /// px.
    pub height: u32,
    /// A whole WSQ file.
    pub wsq: Buffer,
    /// Ground truth.
    pub minutiae: Vec<JsMinutia>,
}

/// Makes one impression off the event loop.
#[napi(catch_unwind)]
#[must_use]
pub fn make_print_image(request: JsPrintRequest) -> AsyncTask<Background<JsPrint>> {
    background(move || {
        let print = capture(&request)?;
        Ok(JsPrint {
            width: print.width as u32,
            height: print.height as u32,
            minutiae: print.minutiae.iter().map(JsMinutia::from).collect(),
            pixels: print.pixels.into(),
        })
    })
}

/// Makes one impression and encodes it at about the given rate, off the event loop.
#[napi(catch_unwind)]
#[must_use]
pub fn make_print_wsq(request: JsPrintRequest, rate_bits_per_px: f64) -> AsyncTask<Background<JsPrintWsq>> {
    background(move || {
        let print = capture(&request)?;
        let (width, height) = (print.width as u32, print.height as u32);
        let image = GreyImage { width, height, pixels: print.pixels };
        let wsq = hotspot_wsq::encode(&image, rate_bits_per_px as f32).map_err(|fault| fault.to_string())?;
        Ok(JsPrintWsq { width, height, wsq: wsq.into(), minutiae: print.minutiae.iter().map(JsMinutia::from).collect() })
    })
}

fn capture(request: &JsPrintRequest) -> Result<Impression, String> {
    let preset = match request.preset.as_str() {
        "easy" => Preset::Easy,
        "field" => Preset::Field,
        "hard" => Preset::Hard,
        other => return Err(format!("no preset of prints is called {other}")),
    };
    let condition = match request.condition.as_str() {
        "normal" => Condition::Normal,
        "dry" => Condition::Dry,
        "wet" => Condition::Wet,
        "worn" => Condition::Worn,
        "scarred" => Condition::Scarred,
        other => return Err(format!("no condition of a finger is called {other}")),
    };
    let size = (request.width_px as usize, request.height_px as usize);
    let position = request.finger;
    let fgp = u8::try_from(position).map_err(|_| format!("finger position {position}: expected 1..10"))?;
    let (seed, person) = (whole("seed", request.seed)?, whole("person", request.person)?);
    let impression = whole("impression", request.impression)?;
    Finger::new(seed, person, fgp)
        .and_then(|finger| finger.impression(impression, preset, condition, size.0, size.1))
        .map_err(|fault| fault.to_string())
}

impl From<&Minutia> for JsMinutia {
    fn from(m: &Minutia) -> JsMinutia {
        let kind = if m.kind == MinutiaKind::Ending { "ending" } else { "bifurcation" };
        JsMinutia { x: tenth_px(m.x), y: tenth_px(m.y), direction: u32::from(m.direction()), r#type: kind.into() }
    }
}

/// Ground truth needs no more.
fn tenth_px(value: f32) -> f64 {
    (f64::from(value) * 10.0).round() / 10.0
}
