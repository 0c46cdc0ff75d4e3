//! Templates of the matcher without images, for the crowd of a large gallery.

use crate::finger::{fgp, preset};
use crate::task::{Background, background};
use crate::whole::whole;
use hotspot_matcher::face::{DIMENSIONS, FaceVector};
use hotspot_matcher::{code, minutia, template};
use hotspot_synth::finger::{Constellation, MinutiaKind, Preset, Read};
use hotspot_synth::random::Random;
use napi::bindgen_prelude::{AsyncTask, Buffer};
use napi_derive::napi;

/// People without prints, as `TemplatesRequest` of `synth/native.ts`.
#[napi(object)]
pub struct JsTemplatesRequest {
    /// Of the dataset, 0..2^53-1.
    pub seed: f64,
    /// Number of the first person.
    pub from: f64,
    /// Number of people.
    pub count: u32,
    /// FGP 1..=10, in the order of the templates.
    pub fingers: Vec<u32>,
    /// `easy`, `field` or `hard`.
    pub preset: String,
    /// 64..=2048.
    pub width_px: u32,
    /// 64..=2048.
    pub height_px: u32,
}

/// The templates of people one after another, each as the matcher writes it, off the event loop.
#[napi(catch_unwind)]
#[must_use]
pub fn make_finger_templates(request: JsTemplatesRequest) -> AsyncTask<Background<Vec<Buffer>>> {
    background(move || {
        let preset = preset(&request.preset)?;
        let size = (request.width_px as usize, request.height_px as usize);
        let fingers = request.fingers.iter().map(|&f| fgp(f)).collect::<Result<Vec<_>, _>>()?;
        let (seed, from) = (whole("seed", request.seed)?, whole("from", request.from)?);
        (from..from + u64::from(request.count)).map(|person| person_templates((seed, person), &fingers, preset, size)).collect()
    })
}

fn person_templates((seed, person): (u64, u64), fingers: &[u8], preset: Preset, size: (usize, usize)) -> Result<Buffer, String> {
    let mut bytes = vec![];
    for &finger in fingers {
        let read = Constellation::new(seed, person, finger).and_then(|c| c.read(0, preset, size.0, size.1));
        let minutiae: Vec<_> = read.map_err(|fault| fault.to_string())?.iter().map(stored).collect();
        template::write(&code::encode(&minutiae), &mut bytes);
    }
    Ok(bytes.into())
}

fn stored(read: &Read) -> minutia::Minutia {
    let m = &read.minutia;
    let kind = if m.kind == MinutiaKind::Bifurcation { minutia::Kind::Bifurcation } else { minutia::Kind::Ending };
    minutia::Minutia { x: m.x as u16, y: m.y as u16, direction: m.direction(), kind, quality: (100.0 * read.quality) as u8 }
}

/// Portrait vectors of people `from..from + count`, off the event loop. Each is a sum of `sources`, the vectors of real portraits, with
/// normal weights: strangers as like each other, and any probe, as the sources' covariance has it.
#[napi(catch_unwind)]
#[must_use]
pub fn make_face_vectors(seed: f64, from: f64, count: u32, sources: Vec<Buffer>) -> AsyncTask<Background<Vec<Buffer>>> {
    let sources: Vec<Vec<u8>> = sources.iter().map(|source| source.to_vec()).collect();
    background(move || {
        if sources.is_empty() || sources.iter().any(|source| source.len() != DIMENSIONS) {
            return Err(format!("sources are one or more vectors of {DIMENSIONS} components"));
        }
        let (seed, from) = (whole("seed", seed)?, whole("from", from)?);
        Ok((from..from + u64::from(count)).map(|person| face_of(seed, person, &sources)).collect())
    })
}

fn face_of(seed: u64, person: u64, sources: &[Vec<u8>]) -> Buffer {
    let mut random = Random::stream(seed, "crowd.face", &[person]);
    let mut sum = [0.0_f32; DIMENSIONS];
    for source in sources {
        let weight = random.normal();
        for (sum, component) in sum.iter_mut().zip(source) {
            *sum += weight * f32::from(*component as i8);
        }
    }
    FaceVector::new(&sum).to_bytes().to_vec().into()
}
