//! How alike the faces of different people are, measured on those enrolled: what the scores of vectors rest on that nobody calibrated.

use super::Gallery;
use crate::face::{self, FaceVector};
use crate::fuse::FaceTail;

/// Most faces compared with one another: two million pairs.
const FACES_MAX: usize = 2000;
/// With fewer, fewer than ten pairs lie beyond the rate that the tail is laid through.
const FACES_MIN: usize = 150;

/// The tail of all pairs of some faces, spread evenly over everyone; with fewer than 150 faces there is none, and no face counts.
pub(super) fn face_tail(gallery: &Gallery) -> FaceTail {
    let everyone: Vec<(usize, &FaceVector)> = gallery.runs(u32::MAX).iter().flat_map(|run| {
        let (places, faces) = gallery.faces(run);
        places.map(move |place| run.start as usize + place).zip(faces).collect::<Vec<_>>()
    }).filter(|(person, _)| gallery.holds(*person as u32)).collect();
    let faces: Vec<FaceVector> = everyone.iter().step_by(everyone.len().div_ceil(FACES_MAX).max(1)).map(|(_, face)| **face).collect();
    if faces.len() < FACES_MIN {
        return FaceTail::NONE;
    }
    let mut dots: Vec<i32> = faces.iter().enumerate().flat_map(|(k, face)| face::dots(face, &faces[k + 1..])).collect();
    let mut exceeded_by = |one_in: usize| {
        let place = dots.len() / one_in;
        face::likeness(*dots.select_nth_unstable_by(place, |a, b| b.cmp(a)).1)
    };
    FaceTail::through(exceeded_by(10), exceeded_by(1000))
}
