//! Fingerprints for Node.

use crate::task::{Background, background};
use crate::whole::whole;
use hotspot_synth::finger::{Condition, Finger, Impression, Minutia, MinutiaKind, Preset, Slap, SlapFinger};
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
    /// `easy`, `field`, `hard` or `latent`.
    pub preset: String,
    /// 64..=2048.
    pub width_px: u32,
    /// 64..=2048.
    pub height_px: u32,
    /// `normal`, `dry`, `wet`, `worn`, `scarred`, `cut` or `bandaged`.
    pub condition: String,
    /// Rolled from nail to nail; not when left out.
    pub rolled: Option<bool>,
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

/// Encodes 8-bit grey, row-major, at about the given rate, off the event loop.
#[napi(catch_unwind)]
#[must_use]
pub fn encode_wsq(pixels: Buffer, width: u32, height: u32, rate_bits_per_px: f64) -> AsyncTask<Background<Buffer>> {
    let pixels = pixels.to_vec();
    background(move || wsq_of(pixels, width as usize, height as usize, rate_bits_per_px))
}

fn wsq_of(pixels: Vec<u8>, width: usize, height: usize, rate_bits_per_px: f64) -> Result<Buffer, String> {
    let image = GreyImage { width: width as u32, height: height as u32, pixels };
    hotspot_wsq::encode(&image, rate_bits_per_px as f32).map(Buffer::from).map_err(|fault| fault.to_string())
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
        Ok(JsPrintWsq {
            width: print.width as u32,
            height: print.height as u32,
            minutiae: print.minutiae.iter().map(JsMinutia::from).collect(),
            wsq: wsq_of(print.pixels, print.width, print.height, rate_bits_per_px)?,
        })
    })
}

fn capture(request: &JsPrintRequest) -> Result<Impression, String> {
    let (preset, condition) = (preset(&request.preset)?, condition(&request.condition)?);
    let size = (request.width_px as usize, request.height_px as usize);
    let fgp = fgp(request.finger)?;
    let (seed, person) = (whole("seed", request.seed)?, whole("person", request.person)?);
    let impression = whole("impression", request.impression)?;
    let print = match (request.rolled.unwrap_or(false), preset) {
        (true, Preset::Latent) => return Err("a rolled print has no preset latent".into()),
        (true, _) => Impression::rolled((seed, person, fgp), impression, preset, condition, size),
        (false, _) => Finger::new(seed, person, fgp).and_then(|finger| finger.impression(impression, preset, condition, size.0, size.1)),
    };
    print.map_err(|fault| fault.to_string())
}

/// One finger of a slap.
#[napi(object)]
pub struct JsSlapPlace {
    /// FGP 1..=10; 0 leaves the place empty.
    pub finger: u32,
    /// As of a print.
    pub condition: String,
}

/// Several fingers on one plate, as `SlapRequest` of `synth/native.ts`.
#[napi(object)]
pub struct JsSlapRequest {
    /// Of the dataset, 0..2^53-1.
    pub seed: f64,
    /// Number of the person.
    pub person: f64,
    /// From the left.
    pub fingers: Vec<JsSlapPlace>,
    /// Number of the impression.
    pub impression: f64,
    /// `easy`, `field` or `hard`.
    pub preset: String,
    /// Of the hand, degrees clockwise as seen, -45..=45; 0 when left out.
    pub tilt_deg: Option<f64>,
    /// 64..=2048.
    pub width_px: u32,
    /// 64..=2048.
    pub height_px: u32,
}

/// A finger of a slap with its ground truth.
#[napi(object, object_from_js = false)]
pub struct JsSlapFinger {
    /// FGP 1..=10.
    pub finger: u32,
    /// Left, top, width, height, px.
    pub area: Vec<u32>,
    /// Clockwise as seen.
    pub turn_deg: f64,
    /// Ground truth, px in the slap.
    pub minutiae: Vec<JsMinutia>,
}

/// A slap as pixels.
#[napi(object, object_from_js = false)]
pub struct JsSlap {
    /// px.
    pub width: u32,
    /// px.
    pub height: u32,
    /// 8-bit grey, row-major.
    pub pixels: Buffer,
    /// From the left.
    pub fingers: Vec<JsSlapFinger>,
}

/// Furthest tilt of a hand, degrees.
const TILT_MAX_DEG: f64 = 45.0;

/// A slap as WSQ.
#[napi(object, object_from_js = false)]
pub struct JsSlapWsq {
    /// px.
    pub width: u32,
    /// px.
    pub height: u32,
    /// A whole WSQ file.
    pub wsq: Buffer,
    /// From the left.
    pub fingers: Vec<JsSlapFinger>,
}

/// Makes one slap and encodes it at about the given rate, off the event loop.
#[napi(catch_unwind)]
#[must_use]
pub fn make_slap_wsq(request: JsSlapRequest, rate_bits_per_px: f64) -> AsyncTask<Background<JsSlapWsq>> {
    background(move || {
        let slap = press_slap(&request)?;
        Ok(JsSlapWsq {
            width: slap.width as u32,
            height: slap.height as u32,
            fingers: slap.fingers.iter().map(JsSlapFinger::from).collect(),
            wsq: wsq_of(slap.pixels, slap.width, slap.height, rate_bits_per_px)?,
        })
    })
}

/// Makes one slap off the event loop.
#[napi(catch_unwind)]
#[must_use]
pub fn make_slap_image(request: JsSlapRequest) -> AsyncTask<Background<JsSlap>> {
    background(move || {
        let slap = press_slap(&request)?;
        Ok(JsSlap {
            width: slap.width as u32,
            height: slap.height as u32,
            fingers: slap.fingers.iter().map(JsSlapFinger::from).collect(),
            pixels: slap.pixels.into(),
        })
    })
}

fn press_slap(request: &JsSlapRequest) -> Result<Slap, String> {
    let preset = preset(&request.preset)?;
    if preset == Preset::Latent {
        return Err("a slap has no preset latent".into());
    }
    let place = |place: &JsSlapPlace| Ok((if place.finger == 0 { 0 } else { fgp(place.finger)? }, condition(&place.condition)?));
    let fingers = request.fingers.iter().map(place).collect::<Result<Vec<_>, String>>()?;
    let owner = (whole("seed", request.seed)?, whole("person", request.person)?);
    let impression = whole("impression", request.impression)?;
    let tilt_deg = request.tilt_deg.unwrap_or(0.0);
    if !(-TILT_MAX_DEG..=TILT_MAX_DEG).contains(&tilt_deg) {
        return Err(format!("tiltDeg {tilt_deg}: expected -{TILT_MAX_DEG}..{TILT_MAX_DEG}"));
    }
    Slap::capture(owner, &fingers, impression, preset, tilt_deg.to_radians() as f32, (request.width_px as usize, request.height_px as usize))
        .map_err(|fault| fault.to_string())
}

impl From<&SlapFinger> for JsSlapFinger {
    fn from(finger: &SlapFinger) -> JsSlapFinger {
        let (left, top, width, height) = finger.area;
        JsSlapFinger {
            finger: u32::from(finger.fgp),
            area: [left, top, width, height].map(|v| v as u32).to_vec(),
            turn_deg: tenth(finger.turn.to_degrees()),
            minutiae: finger.minutiae.iter().map(JsMinutia::from).collect(),
        }
    }
}

pub(crate) fn preset(name: &str) -> Result<Preset, String> {
    match name {
        "easy" => Ok(Preset::Easy),
        "field" => Ok(Preset::Field),
        "hard" => Ok(Preset::Hard),
        "latent" => Ok(Preset::Latent),
        other => Err(format!("no preset of prints is called {other}")),
    }
}

fn condition(name: &str) -> Result<Condition, String> {
    match name {
        "normal" => Ok(Condition::Normal),
        "dry" => Ok(Condition::Dry),
        "wet" => Ok(Condition::Wet),
        "worn" => Ok(Condition::Worn),
        "scarred" => Ok(Condition::Scarred),
        "cut" => Ok(Condition::Cut),
        "bandaged" => Ok(Condition::Bandaged),
        other => Err(format!("no condition of a finger is called {other}")),
    }
}

pub(crate) fn fgp(position: u32) -> Result<u8, String> {
    u8::try_from(position).map_err(|_| format!("finger position {position}: expected 1..10"))
}

impl From<&Minutia> for JsMinutia {
    fn from(m: &Minutia) -> JsMinutia {
        let kind = if m.kind == MinutiaKind::Ending { "ending" } else { "bifurcation" };
        JsMinutia { x: tenth(m.x), y: tenth(m.y), direction: u32::from(m.direction()), r#type: kind.into() }
    }
}

/// Ground truth needs no more.
fn tenth(value: f32) -> f64 {
    (f64::from(value) * 10.0).round() / 10.0
}
