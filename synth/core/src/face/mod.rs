//! Synthetic faces: portraits and captures of people who do not exist, with the places of eyes and face.
//!
//! A head is a signed distance field, ray-marched and painted; no asset, no model trained on real people. The steps, one
//! module each: `identity` (who), `ageing` (when), `capture` (how seen), `scene` (distances), `march`
//! (what each pixel sees), `atlas` (painted skin), `painter` (light), `expose` (camera). Adults only.

mod ageing;
mod atlas;
mod camera;
mod capture;
mod expose;
mod identity;
pub(crate) mod lanes;
mod march;
mod noise;
mod painter;
mod picture;
mod pigment;
mod scene;
mod sitter;
mod vector;

use ageing::grey;
use capture::Capture;
use painter::Painter;
use scene::Scene;
use sitter::Sitter;
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
    let sitter = Sitter::of(request);
    let Sitter { person, atlas, .. } = &*sitter;
    let capture = Capture::sample(request, person);
    let scene = Scene::new(person, &capture);
    let view = march::march(&scene);
    let image = Painter::new(&scene, atlas, grey(person, request.age_years)).paint(&view);
    Ok(Face {
        width: request.width_px,
        height: request.height_px,
        rgb: expose::expose(image, &capture),
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
        let (x, y) =
            scene
                .capture
                .camera
                .project(scene.posed([side * eyes.x, eyes.y, eyes.z + 1.2]));
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
    let seen = marks.map(|mark| scene.capture.camera.project(scene.posed(mark)));
    let low = seen
        .iter()
        .fold((f32::MAX, f32::MAX), |m, p| (m.0.min(p.0), m.1.min(p.1)));
    let high = seen
        .iter()
        .fold((f32::MIN, f32::MIN), |m, p| (m.0.max(p.0), m.1.max(p.1)));
    [low.0, low.1, high.0 - low.0, high.1 - low.1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::ageing::aged;
    use crate::face::identity::Identity;
    use crate::face::lanes::WIDTH;
    use crate::face::scene::Kind;

    fn request(person: u64, capture: u64, preset: Preset) -> FaceRequest {
        FaceRequest {
            seed: 2019,
            person,
            capture,
            preset,
            sex: if person.is_multiple_of(2) {
                Sex::Female
            } else {
                Sex::Male
            },
            age_years: 24.0 + 7.0 * person as f32,
            tone: 0.15 * person as f32,
            width_px: 120,
            height_px: 150,
        }
    }

    fn digest(bytes: &[u8]) -> String {
        let fnv = |h: u64, &b: &u8| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
        format!("{:016x}", bytes.iter().fold(0xcbf2_9ce4_8422_2325, fnv))
    }

    /// Bytes of four faces that use every module: another compiler, processor or thread must give the same.
    #[test]
    fn make_face_gives_the_stored_bytes_on_any_thread() {
        let presets = [Preset::Portrait, Preset::Mild, Preset::Field, Preset::Hard];
        let made = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4)
                .map(|i| {
                    scope.spawn(move || {
                        digest(&make_face(&request(i, i, presets[i as usize])).unwrap().rgb)
                    })
                })
                .collect();
            workers
                .into_iter()
                .map(|w| w.join().unwrap())
                .collect::<Vec<_>>()
        });
        assert_eq!(made, GOLDEN);
        let again = make_face(&request(0, 0, Preset::Portrait)).unwrap();
        assert_eq!(digest(&again.rgb), GOLDEN[0]);
    }

    const GOLDEN: [&str; 4] = [
        "1eb8d8e6e1a21432",
        "c366ea01e3e49b9c",
        "81e6d27ea767cc16",
        "3ed62105d77b1e29",
    ];

    #[test]
    fn make_face_refuses_children_and_impossible_sizes() {
        let adult = request(0, 0, Preset::Portrait);
        let refused = |change: &dyn Fn(&mut FaceRequest)| {
            let mut request = adult.clone();
            change(&mut request);
            make_face(&request).unwrap_err()
        };
        assert_eq!(refused(&|r| r.age_years = 17.9), FaceError::Age(17.9));
        assert_eq!(refused(&|r| r.tone = 1.1), FaceError::Tone(1.1));
        assert_eq!(refused(&|r| r.width_px = 95), FaceError::Size(95, 150));
        assert_eq!(refused(&|r| r.height_px = 2561), FaceError::Size(120, 2561));
        assert!(matches!(
            refused(&|r| r.age_years = f32::NAN),
            FaceError::Age(_)
        ));
    }

    #[test]
    fn captures_differ_and_a_person_keeps_identity() {
        let (a, b) = (request(1, 0, Preset::Mild), request(1, 1, Preset::Mild));
        assert_ne!(make_face(&a).unwrap().rgb, make_face(&b).unwrap().rgb);
        let who = |r: &FaceRequest| format!("{:?}", Identity::sample(r));
        assert_eq!(who(&a), who(&b));
        assert_ne!(who(&a), who(&request(3, 0, Preset::Mild)));
    }

    /// Where the eyes are said to be, a ray meets an eyeball; the box holds both eyes and lies in the picture.
    #[test]
    fn ground_truth_names_the_places_of_eyes_and_face() {
        for person in 0..12 {
            let mut request = request(person, 0, Preset::Mild);
            (request.age_years, request.tone) = (30.0, 0.3);
            let born = Identity::sample(&request);
            let person = aged(&born, request.age_years);
            let mut capture = Capture::sample(&request, &person);
            capture.mood.squint = 0.0;
            let scene = Scene::new(&person, &capture);
            let eyes = eye_centres(&scene);
            let view = march::march(&scene);
            for [x, y] in eyes {
                let pixel = (y + 0.5) as usize * capture.camera.width + (x + 0.5) as usize;
                assert_eq!(view.kinds[pixel], Kind::Inner, "{request:?}");
            }
            assert!(eyes[0][0] < eyes[1][0]);
            let [left, top, width, height] = face_box(&scene);
            assert!(left > 0.0 && top > 0.0 && left + width < 120.0 && top + height < 150.0);
            assert!(eyes.iter().all(|e| e[0] > left
                && e[0] < left + width
                && e[1] > top
                && e[1] < top + 0.7 * height));
        }
    }

    /// Inverting the expression lands where it came from, to a hundredth of a millimetre.
    #[test]
    fn posed_inverts_rest() {
        let request = request(5, 2, Preset::Hard);
        let person = aged(&Identity::sample(&request), request.age_years);
        let capture = Capture::sample(&request, &person);
        let scene = Scene::new(&person, &capture);
        let mark = [2.0, -6.0, 1.0];
        let world = lanes::V8::splat(scene.posed(mark));
        let back = scene.rest(scene.head(world));
        for lane in 0..WIDTH {
            assert!((0..3).all(|axis| (back.lane(lane)[axis] - mark[axis]).abs() < 1e-3));
        }
    }

    /// One number of 400 women: spread as stated, none beyond 2.3 deviations.
    #[test]
    fn identities_spread_without_caricature() {
        let noses: Vec<f32> = (0..400)
            .map(|k| {
                Identity::sample(&FaceRequest {
                    person: 2 * k,
                    ..request(0, 0, Preset::Portrait)
                })
                .nose
                .y
            })
            .collect();
        let mean = noses.iter().sum::<f32>() / noses.len() as f32;
        let deviation = (noses.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>()
            / noses.len() as f32)
            .sqrt();
        // Deviation 0.27, and 0.12 x 0.30 from how male the face is.
        assert!((0.22..0.31).contains(&deviation), "{deviation}");
        assert!(noses.iter().all(|v| (v - mean).abs() < 2.3 * 0.27 + 0.12));
    }
}
