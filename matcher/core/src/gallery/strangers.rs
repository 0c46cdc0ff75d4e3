//! How alike the faces of different people are, measured on those enrolled: what the scores of vectors rest on that nobody calibrated.

use super::Gallery;
use super::segment::SEGMENT_PEOPLE;
use crate::face::{self, FaceVector};
use crate::fuse::FaceTail;

/// Most faces compared with one another: two million pairs.
const FACES_MAX: usize = 2000;
/// With fewer, fewer than ten pairs lie beyond the rate that the tail is laid through.
const FACES_MIN: usize = 150;

/// The tail of all pairs of some faces, spread evenly over everyone; with fewer than 150 faces there is none, and no face counts.
pub(super) fn face_tail(gallery: &Gallery) -> FaceTail {
    let everyone: Vec<(usize, &FaceVector)> = gallery.runs(SEGMENT_PEOPLE as u32).iter().flat_map(|run| {
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

#[cfg(test)]
mod tests {
    use super::super::Person;
    use super::*;
    use crate::face::DIMENSIONS;

    /// Directions that have nothing in common, or `shared` of all components.
    fn someone(k: usize, shared: usize) -> Person {
        let noise = |i: usize| {
            let z = ((k * DIMENSIONS + i + 1) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 60
        };
        let face = FaceVector(std::array::from_fn(|i| if i < shared { 24 } else { noise(i) as i8 * 5 - 37 }));
        Person { reference: format!("GR/{k}"), face: Some(face), ..Person::default() }
    }

    fn tail(people: impl Iterator<Item = Person>) -> FaceTail {
        let mut gallery = Gallery::default();
        let people: Vec<Person> = people.collect();
        // A segment of most, one of the rest.
        let rest = people[100..].to_vec();
        gallery.add(people[..100].to_vec()).unwrap();
        gallery.add(rest).unwrap();
        face_tail(&gallery)
    }

    #[test]
    fn face_tail_is_that_of_everyone_in_all_segments_and_none_of_too_few() {
        assert_eq!(tail((0..149).map(|k| someone(k, 0))), FaceTail::NONE);
        assert_ne!(tail((0..190).map(|k| someone(k, 0))), FaceTail::NONE);
    }

    #[test]
    fn face_tail_of_faces_that_are_all_alike_lets_likeness_count_less() {
        let score = |shared| crate::fuse::face_score(0.5, tail((0..190).map(|k| someone(k, shared))));
        assert!(score(0) > 30.0 && score(256) < 15.0, "{} {}", score(0), score(256));
    }
}
