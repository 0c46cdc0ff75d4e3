//! Synthetic faces: portraits and captures of people who do not exist, with the places of eyes and face.
//!
//! A head is a signed distance field, ray-marched and painted; no asset, no model trained on real people. The steps, one
//! module each: `identity` (who), `ageing` (when), `capture` (how seen), `scene` (distances), `march` and `occlusion`
//! (what each pixel sees), `atlas` (painted skin), `painter` (light), `expose` (camera). Adults only.

mod ageing;
mod atlas;
mod capture;
mod expose;
mod identity;
mod lanes;
mod march;
mod occlusion;
mod painter;
mod pigment;
mod scene;
mod vector;

use ageing::{aged, grey};
use atlas::Atlas;
use capture::Capture;
use identity::Identity;
use painter::Painter;
use scene::Scene;
use thiserror::Error;

/// Sex on a person's record; it moves means, with wide overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// How a face is captured, from easy to hard to recognise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Document portrait (ICAO 9303): frontal, even light, neutral.
    Portrait,
    /// Gate or desk camera: little turn, mixed light.
    Mild,
    /// Handheld device in the field: nearer, side light, shake.
    Field,
    /// As `Field`, with strong pose, expression and noise.
    Hard,
}

/// One image of one person.
#[derive(Clone, Debug)]
pub struct FaceRequest {
    /// Of the dataset.
    pub seed: u64,
    /// Number of the person.
    pub person: u64,
    /// Number of the capture of that person.
    pub capture: u64,
    /// Difficulty.
    pub preset: Preset,
    /// Of the person, the same in every request.
    pub sex: Sex,
    /// Age in years at this capture, 18..=100.
    pub age_years: f32,
    /// Skin from 0 light to 1 dark; of the person, the same in every request.
    pub tone: f32,
    /// Width of the image in pixels, 96..=2048.
    pub width_px: usize,
    /// Height of the image in pixels, 120..=2560.
    pub height_px: usize,
}

/// A rendered face with its ground truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Face {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// 8-bit sRGB, width * height * 3 bytes, interleaved, row-major.
    pub rgb: Vec<u8>,
    /// Centres of the eyes in pixels (x right, y down), the picture's left first.
    pub eyes: [[f32; 2]; 2],
    /// Upright box from hairline to chin and cheek to cheek: left, top, width, height in pixels.
    pub face_box: [f32; 4],
}

/// What is wrong with a request.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum FaceError {
    /// Faces of children are never made.
    #[error("age {0} is outside 18..=100 years")]
    Age(f32),
    /// Tone outside its range.
    #[error("tone {0} is outside 0..=1")]
    Tone(f32),
    /// Too small to show a face, or too large.
    #[error("size {0} x {1} is outside 96 x 120 .. 2048 x 2560 pixels")]
    Size(usize, usize),
}

/// Renders one face; the same request gives the same bytes on every machine and thread.
///
/// # Errors
/// [`FaceError`] when age, tone or size are out of range.
pub fn make_face(request: &FaceRequest) -> Result<Face, FaceError> {
    check(request)?;
    let born = Identity::sample(request);
    let person = aged(&born, request.age_years);
    let capture = Capture::sample(request, &person);
    let scene = Scene::new(&person, &capture);
    let atlas = Atlas::build(&person, request.age_years, capture.px_per_cm);
    let hits = march::march(&scene);
    let image = Painter::new(&scene, &atlas, grey(&person, request.age_years)).paint(&hits);
    Ok(Face {
        width: request.width_px,
        height: request.height_px,
        rgb: expose::expose(&image, &capture),
        eyes: eye_centres(&scene),
        face_box: face_box(&scene),
    })
}

fn check(request: &FaceRequest) -> Result<(), FaceError> {
    let (width, height) = (request.width_px, request.height_px);
    if !(18.0..=100.0).contains(&request.age_years) {
        return Err(FaceError::Age(request.age_years));
    }
    if !(0.0..=1.0).contains(&request.tone) {
        return Err(FaceError::Tone(request.tone));
    }
    if !(96..=2048).contains(&width) || !(120..=2560).contains(&height) {
        return Err(FaceError::Size(width, height));
    }
    Ok(())
}

/// Middles of the lids' openings on the picture.
fn eye_centres(scene: &Scene) -> [[f32; 2]; 2] {
    let eyes = &scene.person.eyes;
    [-1.0, 1.0].map(|side| {
        let (x, y) = scene.capture.project(scene.posed([side * eyes.x, eyes.y, eyes.z + 1.2]));
        [x, y]
    })
}

/// Smallest upright box round chin, mid hairline and the widest places of the cheeks.
fn face_box(scene: &Scene) -> [f32; 4] {
    let skull = &scene.person.skull;
    let marks = [
        [0.0, skull.chin_y - skull.chin_radius, skull.chin_z],
        [0.0, scene.person.hair.line, 0.4],
        [-6.6, -1.5, -4.0],
        [6.6, -1.5, -4.0],
    ];
    let seen = marks.map(|mark| scene.capture.project(scene.posed(mark)));
    let low = seen.iter().fold((f32::MAX, f32::MAX), |m, p| (m.0.min(p.0), m.1.min(p.1)));
    let high = seen.iter().fold((f32::MIN, f32::MIN), |m, p| (m.0.max(p.0), m.1.max(p.1)));
    [low.0, low.1, high.0 - low.0, high.1 - low.1]
}
