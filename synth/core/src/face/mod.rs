//! Synthetic faces: portraits and captures of people who do not exist, with the places of eyes and face.
//!
//! The engine is compiled once for every machine, once for machines with AVX2 and once for those with AVX-512. What differs
//! is how many numbers are reckoned with side by side, and how; every lane follows IEEE 754 operation by operation and
//! depends on no other, so the bytes are the same.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod each;
mod hash;
mod plain;

#[cfg(target_arch = "x86_64")]
use crate::wide::has_avx512;
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
    #[cfg(target_arch = "x86_64")]
    if has_avx512() {
        return Ok(avx512::engine::make(request));
    }
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        return Ok(avx2::engine::make(request));
    }
    Ok(plain::engine::make(request))
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

#[cfg(test)]
mod tests {
    use super::*;
    use plain::engine::identity::Identity;
    use plain::engine::make;

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
    }

    /// Whatever registers the machine has, the engines for fewer give the same bytes.
    #[test]
    fn engines_give_the_same_bytes_for_every_style_and_preset() {
        for person in 0..60 {
            let preset = [Preset::Portrait, Preset::Mild, Preset::Field, Preset::Hard][person as usize % 4];
            let request = FaceRequest { age_years: 20.0 + person as f32, tone: 0.016 * person as f32, ..request(person, 1, preset) };
            let expected = make(&request);
            for (name, make) in registers() {
                assert!(make(&request) == expected, "{name}: {request:?}");
            }
        }
    }

    type Engine = (&'static str, fn(&FaceRequest) -> Face);

    /// Engines for registers that this machine has.
    fn registers() -> Vec<Engine> {
        let mut engines: Vec<Engine> = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                engines.push(("AVX2", avx2::engine::make));
            }
            if has_avx512() {
                engines.push(("AVX-512", avx512::engine::make));
            }
        }
        engines
    }

    const GOLDEN: [&str; 4] = [
        "9c0b0ca2fcf8012a",
        "6ddac459b18abf53",
        "bcf0cb02ab36a490",
        "83608aa51db6073d",
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
