//! Faces for Node.

use crate::task::{Background, background};
use hotspot_synth::face::{FaceRequest, Preset, Sex, make_face};
use napi::bindgen_prelude::{AsyncTask, Buffer};
use napi_derive::napi;

/// One image of one person, as `FaceRequest` of `synth/native.ts`.
#[napi(object)]
pub struct JsFaceRequest {
    /// Of the dataset, 0..2^53-1.
    pub seed: f64,
    /// Number of the person.
    pub person: f64,
    /// Number of the capture of that person.
    pub capture: f64,
    /// `portrait`, `mild`, `field` or `hard`.
    pub preset: String,
    /// `female` or `male`.
    pub sex: String,
    /// Age at this capture, 18..=100.
    pub age_years: f64,
    /// Skin from 0 light to 1 dark.
    pub tone: f64,
    /// 96..=2048.
    pub width_px: u32,
    /// 120..=2560.
    pub height_px: u32,
}

/// A rendered face with its ground truth.
#[napi(object, object_from_js = false)]
pub struct JsFace {
    /// px.
    pub width: u32,
    /// px.
    pub height: u32,
    /// 8-bit sRGB, interleaved, row-major.
    pub rgb: Buffer,
    /// Centres of the eyes, px, the picture's left first.
    pub eyes: Vec<Vec<f64>>,
    /// Left, top, width, height of the face, px.
    pub r#box: Vec<f64>,
}

/// Renders one face off the event loop.
#[napi(catch_unwind)]
#[must_use]
pub fn make_face_image(request: JsFaceRequest) -> AsyncTask<Background<JsFace>> {
    background(move || {
        let face = make_face(&read(&request)?).map_err(|fault| fault.to_string())?;
        Ok(JsFace {
            width: face.width as u32,
            height: face.height as u32,
            rgb: face.rgb.into(),
            eyes: face.eyes.iter().map(|eye| px(eye)).collect(),
            r#box: px(&face.face_box),
        })
    })
}

fn read(request: &JsFaceRequest) -> Result<FaceRequest, String> {
    Ok(FaceRequest {
        seed: request.seed as u64,
        person: request.person as u64,
        capture: request.capture as u64,
        preset: match request.preset.as_str() {
            "portrait" => Preset::Portrait,
            "mild" => Preset::Mild,
            "field" => Preset::Field,
            "hard" => Preset::Hard,
            other => return Err(format!("no preset of faces is called {other}")),
        },
        sex: match request.sex.as_str() {
            "female" => Sex::Female,
            "male" => Sex::Male,
            other => return Err(format!("sex {other} is neither female nor male")),
        },
        age_years: request.age_years as f32,
        tone: request.tone as f32,
        width_px: request.width_px as usize,
        height_px: request.height_px as usize,
    })
}

/// Pixels rounded to hundredths: ground truth needs no more.
fn px(values: &[f32]) -> Vec<f64> {
    values
        .iter()
        .map(|&v| (f64::from(v) * 100.0).round() / 100.0)
        .collect()
}
