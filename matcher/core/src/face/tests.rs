use super::{FaceVector, likeness, locate, vector_of};
use crate::image::{Grey, decode_jpeg};
use crate::simd::face_dots;
use crate::testing::digest;

static PORTRAIT: &[u8] = include_bytes!("tests/a-portrait.jpg");
static FIELD: &[u8] = include_bytes!("tests/a-field.jpg");
static STRANGER: &[u8] = include_bytes!("tests/b-portrait.jpg");

fn vector(jpeg: &[u8]) -> FaceVector {
    vector_of(jpeg).unwrap().expect("there is a face in it")
}

#[test]
fn locate_finds_the_eyes_where_the_generator_put_them() {
    let truth = [(PORTRAIT, [(94.87, 124.89), (139.7, 125.63)]), (FIELD, [(107.2, 125.07), (150.18, 127.64)]), (STRANGER, [(89.05, 125.67), (138.75, 125.04)])];
    for (jpeg, [left, right]) in truth {
        let eyes = locate::locate(&decode_jpeg(jpeg).unwrap()).unwrap();
        let off = (eyes.x - f32::midpoint(left.0, right.0)).hypot(eyes.y - f32::midpoint(left.1, right.1));
        assert!(off < 6.0 && (eyes.apart - (right.0 - left.0)).abs() < 6.0, "{eyes:?}");
    }
}

#[test]
fn vector_of_two_pictures_of_one_person_is_more_alike_than_of_two_people() {
    let dots = face_dots(&vector(FIELD), &[vector(PORTRAIT), vector(STRANGER)]);
    assert!(likeness(dots[0]) > likeness(dots[1]) + 0.2, "{} {}", likeness(dots[0]), likeness(dots[1]));
    let own = likeness(face_dots(&vector(FIELD), &[vector(FIELD)])[0]);
    assert!((own - 1.0).abs() < 0.01, "{own}");
}

#[test]
fn locate_finds_no_face_where_there_is_none() {
    let (width, height) = (240, 300);
    let pictures: [fn(u32) -> u8; 3] = [|_| 128, |i| (i % 240) as u8, |i| (i.wrapping_mul(2_654_435_761) >> 24) as u8];
    for grey in pictures {
        let picture = Grey::new(width, height, (0..width * height).map(grey).collect()).unwrap();
        assert_eq!(locate::locate(&picture), None);
    }
    // A strip in which no head has room.
    assert_eq!(locate::locate(&Grey::new(64, 2000, vec![90; 128_000]).unwrap()), None);
}

#[test]
fn vector_of_has_the_stored_digest() {
    let bytes = [PORTRAIT, FIELD, STRANGER].into_iter().flat_map(|jpeg| vector(jpeg).to_bytes());
    // The same on every processor. Change it only together with VERSION.
    assert_eq!(format!("{:016x}", digest(bytes)), "86fb58f731e789bc");
}
