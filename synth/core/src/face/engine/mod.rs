//! A head is a signed distance field, ray-marched and painted; no asset, no model trained on real people. The steps, one
//! module each: `identity` (who), `ageing` (when), `capture` (how seen), `scene` (distances), `march`
//! (what each pixel sees), `atlas` (painted skin), `painter` (light), `expose` (camera).

mod ageing;
mod atlas;
mod camera;
mod capture;
mod expose;
mod flags;
pub mod identity;
mod lanes;
mod march;
mod noise;
mod painter;
mod picture;
mod pigment;
mod scene;
mod sitter;
mod vector;

use super::super::{Face, FaceRequest, Preset, Sex};
use ageing::grey;
use capture::Capture;
use painter::Painter;
use scene::Scene;
use sitter::Sitter;

/// Renders one face of a request that is in range.
pub fn make(request: &FaceRequest) -> Face {
    let sitter = Sitter::of(request);
    let Sitter { person, atlas, .. } = &*sitter;
    let capture = Capture::sample(request, person);
    let scene = Scene::new(person, &capture);
    let image = Painter::new(&scene, atlas, grey(person, request.age_years)).paint(&march::march(&scene));
    Face {
        width: request.width_px,
        height: request.height_px,
        rgb: expose::expose(image, &capture),
        eyes: eye_centres(&scene),
        face_box: face_box(&scene),
    }
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

super::tests! {
    use super::ageing::aged;
    use super::identity::Identity;
    use super::lanes::{Vx, WIDTH};
    use super::scene::Kind;

    fn request(person: u64, capture: u64, preset: Preset) -> FaceRequest {
        let sex = if person.is_multiple_of(2) { Sex::Female } else { Sex::Male };
        FaceRequest { seed: 2019, person, capture, preset, sex, age_years: 30.0, tone: 0.3, width_px: 120, height_px: 150 }
    }

    /// Where the eyes are said to be, a ray meets an eyeball; the box holds both eyes and lies in the picture.
    #[test]
    fn ground_truth_names_the_places_of_eyes_and_face() {
        for person in 0..12 {
            let request = request(person, 0, Preset::Mild);
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
        let world = Vx::splat(scene.posed(mark));
        let back = scene.rest(scene.head(world));
        for lane in 0..WIDTH {
            assert!((0..3).all(|axis| (back.lane(lane)[axis] - mark[axis]).abs() < 1e-3));
        }
    }
}
