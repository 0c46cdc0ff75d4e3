//! What goes into a face model of the user's own, and what becomes of what comes out. The model itself runs elsewhere.

use super::frame::Frame;
use super::{DIMENSIONS, FaceVector, locate};
use crate::error::MatchError;
use crate::image::{decode_jpeg, decode_jpeg_rgb};

/// Sides that a model may ask for, px.
const SIDES: std::ops::RangeInclusive<usize> = 32..=512;
/// Components that an embedding may have.
const COMPONENTS: std::ops::RangeInclusive<usize> = 64..=DIMENSIONS;
/// Side of the pictures in which the eyes' places were laid down, px, and these places: the alignment of `InsightFace` for `ArcFace` (Deng, Guo,
/// Xue, Zafeiriou 2019), by the eyes alone, which lie level.
const SIDE: f32 = 112.0;
const BETWEEN_EYES: (f32, f32) = (55.9132, 51.5989);
const APART: f32 = 35.2377;

/// What a model sees of a JPEG portrait: the face laid on its eyes, by channel (grey, or red, green and blue), row by row, (v - 127.5) / 127.5;
/// what is narrower or wider than high keeps the face in the middle. None when there is no face in it.
///
/// # Errors
/// `Undecodable` with the decoder's reason; `FaceModel` when the model asks for another shape.
pub fn input_of(jpeg: &[u8], channels: usize, height: usize, width: usize) -> Result<Option<Vec<f32>>, MatchError> {
    let frame = frame_of(channels, height, width)?;
    let grey = decode_jpeg(jpeg)?;
    let Some(eyes) = locate::locate(&grey) else { return Ok(None) };
    let planes = if channels == 1 { vec![grey] } else { decode_jpeg_rgb(jpeg)?.into() };
    Ok(Some(planes.iter().flat_map(|plane| frame.lay(plane, &eyes).d).map(|v| (v - 127.5) / 127.5).collect()))
}

/// A picture of no face to try a model on: grey that grows from left to right.
///
/// # Errors
/// `FaceModel` when the model asks for another shape.
pub fn trial_input(channels: usize, height: usize, width: usize) -> Result<Vec<f32>, MatchError> {
    let Frame { width, height, .. } = frame_of(channels, height, width)?;
    Ok((0..channels * height * width).map(|k| (k % width) as f32 * 2.0 / width as f32 - 1.0).collect())
}

fn frame_of(channels: usize, height: usize, width: usize) -> Result<Frame, MatchError> {
    if !SIDES.contains(&height) || !SIDES.contains(&width) || ![1, 3].contains(&channels) {
        return Err(MatchError::FaceModel(format!("it takes {channels} x {height} x {width}; 1 or 3 channels, sides {} to {} px", SIDES.start(), SIDES.end())));
    }
    let scale = height as f32 / SIDE;
    let between_eyes = ((width as f32 - height as f32) / 2.0 + BETWEEN_EYES.0 * scale, BETWEEN_EYES.1 * scale);
    Ok(Frame { width, height, between_eyes, apart: APART * scale })
}

/// The direction of an embedding, however long. One that fits in several times stands there as often, which keeps its components small.
///
/// # Errors
/// `FaceModel` when it has too few or too many components, one that is no number, or no direction.
pub fn vector_of(embedding: &[f32]) -> Result<FaceVector, MatchError> {
    if !COMPONENTS.contains(&embedding.len()) {
        return Err(MatchError::FaceModel(format!("it gives {} values; {} to {} are taken", embedding.len(), COMPONENTS.start(), COMPONENTS.end())));
    }
    if let Some((k, v)) = embedding.iter().enumerate().find(|(_, v)| !v.is_finite()) {
        return Err(MatchError::FaceModel(format!("its value {k} is {v}")));
    }
    let most = embedding.iter().fold(0.0_f32, |most, v| most.max(v.abs()));
    if most == 0.0 {
        return Err(MatchError::FaceModel("all its values are 0".into()));
    }
    let mut whole = [0.0; DIMENSIONS];
    for copy in whole.chunks_exact_mut(embedding.len()) {
        copy.iter_mut().zip(embedding).for_each(|(to, v)| *to = v / most);
    }
    Ok(FaceVector::new(&whole))
}

#[cfg(test)]
mod tests {
    use super::{input_of, trial_input, vector_of};
    use crate::face::{dots, likeness};

    static PORTRAIT: &[u8] = include_bytes!("tests/a-portrait.jpg");

    fn fault_of<T>(result: Result<T, crate::error::MatchError>) -> String {
        result.err().expect("refused").to_string()
    }

    /// Numbers without a pattern, -1..1.
    fn noise(seed: u32, n: u32) -> Vec<f32> {
        (0..n).map(|k| ((seed * 7919 + k).wrapping_mul(2_654_435_761) >> 8) as f32 / 8_388_608.0 - 1.0).collect()
    }

    #[test]
    fn vector_of_keeps_the_cosine_of_embeddings_of_any_length_and_size() {
        for n in [64, 100, 128, 200, 384, 512] {
            let (a, b) = (noise(1, n), noise(2, n));
            let mixed: Vec<f32> = a.iter().zip(&b).map(|(a, b)| 1e30 * (a + 0.5 * b)).collect();
            let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| *x as f64 * *y as f64).sum::<f64>();
            let cosine = dot(&a, &mixed) / (dot(&a, &a) * dot(&mixed, &mixed)).sqrt();
            let found = likeness(dots(&vector_of(&a).unwrap(), &[vector_of(&mixed).unwrap()])[0]);
            assert!((found - cosine).abs() < 0.01, "{n}: {found} {cosine}");
        }
    }

    #[test]
    fn vector_of_refuses_what_is_no_direction() {
        let mut broken = noise(1, 128);
        broken[7] = f32::NAN;
        assert_eq!(fault_of(vector_of(&broken)), "its value 7 is NaN");
        assert_eq!(fault_of(vector_of(&[0.0; 128])), "all its values are 0");
        assert_eq!(fault_of(vector_of(&[1.0; 63])), "it gives 63 values; 64 to 512 are taken");
        assert_eq!(fault_of(vector_of(&[1.0; 513])), "it gives 513 values; 64 to 512 are taken");
    }

    #[test]
    fn input_of_is_the_face_by_channel_in_the_shape_asked_for() {
        let grey = input_of(PORTRAIT, 1, 112, 96).unwrap().unwrap();
        assert_eq!(grey.len(), 112 * 96);
        let rgb = input_of(PORTRAIT, 3, 112, 112).unwrap().unwrap();
        assert!(rgb.iter().all(|v| (-1.0..=1.0).contains(v)));
        // The narrow crop is the middle of the wide one, and grey is the luminance of the colours (Rec. 601), but for the decoder's rounding.
        let at = |channel: usize, x: usize, y: usize| rgb[(channel * 112 + y) * 112 + x];
        for (x, y) in [(0, 0), (48, 52), (95, 111)] {
            let luminance = 0.299 * at(0, x + 8, y) + 0.587 * at(1, x + 8, y) + 0.114 * at(2, x + 8, y);
            assert!((grey[y * 96 + x] - luminance).abs() < 0.05, "{x} {y}");
        }
        assert_eq!(trial_input(3, 32, 64).unwrap().len(), 3 * 32 * 64);
        assert_eq!(fault_of(trial_input(112, 112, 3)), "it takes 112 x 112 x 3; 1 or 3 channels, sides 32 to 512 px");
        assert_eq!(fault_of(input_of(PORTRAIT, 4, 112, 16)), "it takes 4 x 112 x 16; 1 or 3 channels, sides 32 to 512 px");
        assert!(input_of(b"no picture", 3, 112, 112).is_err());
    }
}
