use super::{Hand, SlapFinger, cut};
use crate::error::MatchError;
use crate::image::Grey;
use crate::rerank;
use crate::template::{PPI, template_of};
use crate::testing::{digest, print};
use hotspot_synth::finger::{Condition, Minutia, Preset, Slap};
use proptest::prelude::*;

const SEED: u64 = 77;

fn slap(person: u64, fingers: &[u8], tilt_deg: f32, size: (usize, usize)) -> Slap {
    let listed: Vec<(u8, Condition)> = fingers.iter().map(|&fgp| (fgp, Condition::Normal)).collect();
    Slap::capture((SEED, person), &listed, 1, Preset::Field, tilt_deg.to_radians(), size).unwrap()
}

fn grey(slap: &Slap) -> Grey {
    Grey::new(slap.width as u32, slap.height as u32, slap.pixels.clone()).unwrap()
}

/// Share of minutiae inside the box of a finger.
fn share_inside(finger: &SlapFinger, minutiae: &[Minutia]) -> f32 {
    let c = finger.corners.map(|(x, y)| (x as f32, y as f32));
    let right_of = |p: (f32, f32), q: (f32, f32), m: &Minutia| (q.0 - p.0) * (m.y - p.1) - (q.1 - p.1) * (m.x - p.0) >= 0.0;
    minutiae.iter().filter(|m| (0..4).all(|k| right_of(c[k], c[(k + 1) % 4], m))).count() as f32 / minutiae.len() as f32
}

/// Lower joints below the pads, `gap` px from them: stripes with a crease of bare skin before each.
fn with_joints(slap: &mut Slap, gap: f32) {
    for finger in slap.fingers.clone() {
        let middle = (finger.area.0 as f32 + 240.0, finger.area.1 as f32 + 320.0);
        let (sin, cos) = finger.turn.sin_cos();
        for (k, px) in slap.pixels.iter_mut().enumerate() {
            let (dx, dy) = ((k % slap.width) as f32 - middle.0, (k / slap.width) as f32 - middle.1);
            let (across, along) = (dx * cos + dy * sin, dy * cos - dx * sin);
            let joint = (230.0 + gap..600.0).contains(&along) || (600.0 + gap..950.0).contains(&along);
            if joint && across.abs() < 125.0 {
                *px = (*px).min((150.0 - 80.0 * (0.7 * (along + 0.4 * across)).sin()) as u8);
            }
        }
    }
}

#[test]
fn cut_finds_names_and_boxes_every_finger_of_both_hands_and_the_thumbs_tilted_or_not() {
    for (hand, tilt) in [(Hand::Right, 0.0), (Hand::Right, -30.0), (Hand::Left, 28.0), (Hand::Left, -9.0), (Hand::Thumbs, 20.0)] {
        let slap = slap(3, hand.fingers(), tilt, (1600, 1500));
        let found = cut(&grey(&slap), hand, &[]).unwrap();
        assert_eq!(found.iter().map(|f| f.fgp).collect::<Vec<_>>(), hand.fingers());
        for (finger, truth) in found.iter().zip(&slap.fingers) {
            assert!(share_inside(finger, &truth.minutiae) > 0.95, "{hand:?} {tilt}, finger {}", finger.fgp);
            assert!((finger.turn_deg as f32 - truth.turn.to_degrees()).abs() < 12.0, "{hand:?} {tilt}, finger {}: {}", finger.fgp, finger.turn_deg);
            for other in slap.fingers.iter().filter(|other| other.fgp != finger.fgp) {
                assert!(share_inside(finger, &other.minutiae) < 0.1, "{hand:?} {tilt}: {} in {}", other.fgp, finger.fgp);
            }
        }
    }
}

#[test]
fn cut_gives_images_that_compare_with_single_prints() {
    let found = cut(&grey(&slap(3, &[2, 3, 4, 5], 25.0, (1600, 1500))), Hand::Right, &[]).unwrap();
    for finger in found {
        let own = template_of(&finger.image, PPI);
        let [mate, stranger] = [3, 4].map(|person| rerank::score(&own, &template_of(&print(person, finger.fgp, 0), PPI)));
        assert!(mate > 4 * stranger, "finger {}: {mate} against {stranger}", finger.fgp);
    }
}

#[test]
fn cut_parts_fingers_that_touch() {
    let slap = slap(5, &[10, 9, 8, 7], 0.0, (1250, 750));
    let found = cut(&grey(&slap), Hand::Left, &[]).unwrap();
    for (finger, truth) in found.iter().zip(&slap.fingers) {
        assert!(share_inside(finger, &truth.minutiae) > 0.9, "finger {}", finger.fgp);
    }
}

#[test]
fn cut_leaves_the_lower_joints_out() {
    let mut slap = slap(6, &[2, 3, 4, 5], 12.0, (1600, 1500));
    with_joints(&mut slap, 20.0);
    let found = cut(&grey(&slap), Hand::Right, &[]).unwrap();
    assert_eq!(found.len(), 4);
    for (finger, truth) in found.iter().zip(&slap.fingers) {
        assert!(share_inside(finger, &truth.minutiae) > 0.9, "finger {}", finger.fgp);
        assert!(finger.image.height < 640, "finger {}: {} px", finger.fgp, finger.image.height);
    }
}

#[test]
fn cut_tells_an_inner_finger_that_is_missing_by_the_gap_and_any_that_it_is_told_of() {
    let fgps = |fingers: &[u8], missing: &[u8]| -> Result<Vec<u8>, MatchError> {
        Ok(cut(&grey(&slap(3, fingers, 10.0, (1600, 1500))), Hand::Right, missing)?.iter().map(|f| f.fgp).collect())
    };
    assert_eq!(fgps(&[2, 0, 4, 5], &[]), Ok(vec![2, 4, 5]));
    assert_eq!(fgps(&[2, 3, 0, 5], &[]), Ok(vec![2, 3, 5]));
    assert_eq!(fgps(&[2, 3, 4, 0], &[5]), Ok(vec![2, 3, 4]));
    assert_eq!(fgps(&[0, 3, 4, 0], &[2, 5]), Ok(vec![3, 4]));
    let refusal = |found, expected| Err(MatchError::Slap { position: 13, reason: format!("fingers found in the slap: {found}, expected: {expected}; which is which cannot be told") });
    assert_eq!(fgps(&[2, 3, 4, 0], &[]), refusal(3, 4));
    assert_eq!(fgps(&[2, 3, 4, 5], &[5]), refusal(4, 3));
    assert_eq!(fgps(&[0, 3, 4, 0], &[]), refusal(2, 4));
}

#[test]
fn cut_refuses_a_bare_plate_and_one_that_is_all_ridges() {
    let refused = |pixel: fn(u32) -> u8| cut(&Grey::new(1600, 1000, (0..1600 * 1000).map(pixel).collect()).unwrap(), Hand::Right, &[]).unwrap_err().to_string();
    assert!(refused(|_| 230).contains("found in the slap: 0,"));
    assert!(refused(|k| if (k % 1600 + k / 1600) % 9 < 4 { 40 } else { 210 }).contains("found in the slap: 1,"));
}

#[test]
fn cut_is_pinned() {
    let blobs = [(230, 460), (560, 300), (900, 330), (1200, 620)];
    let found = cut(&striped(1400, 1000, &blobs.map(|(x, y)| (x, y, 140))), Hand::Right, &[]).unwrap();
    let bytes = found.iter().flat_map(|f| f.corners.iter().flat_map(|c| [c.0, c.1]).chain([f.turn_deg]).flat_map(i32::to_le_bytes).chain(f.image.pixels.clone()).collect::<Vec<_>>());
    assert_eq!(digest(bytes), 600221818228735472);
}

/// Discs of stripes: middle and radius, px.
fn striped(w: u32, h: u32, discs: &[(i64, i64, i64)]) -> Grey {
    let inked = |x: i64, y: i64| discs.iter().any(|&(cx, cy, r)| (x - cx) * (x - cx) + (y - cy) * (y - cy) < r * r);
    let pixel = |k: u32| if inked((k % w) as i64, (k / w) as i64) && (k % w + 2 * (k / w)) % 9 < 4 { 30 } else { 220 };
    Grey::new(w, h, (0..w * h).map(pixel).collect()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn cut_takes_or_refuses_any_discs(w in 64_u32..700, h in 64_u32..700, discs in prop::collection::vec((0_i64..700, 0_i64..700, 1_i64..300), 0..8), hand in 13_u8..=15) {
        let hand = Hand::of(hand).unwrap();
        if let Ok(found) = cut(&striped(w, h, &discs), hand, &[]) {
            prop_assert!(found.len() <= hand.fingers().len());
        }
    }
}
