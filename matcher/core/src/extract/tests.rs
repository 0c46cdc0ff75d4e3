use super::{extract, trace};
use crate::image::Grey;
use crate::minutia::{Minutia, turn_between};
use crate::testing::{digest, print};
use hotspot_synth::finger::{Condition, Finger, Preset};
use proptest::prelude::*;

/// Where a ridge is added to a pattern of parallel ones.
struct Spot {
    x: f64,
    y: f64,
    /// +1: towards +x there is one ridge more than towards -x.
    sense: f64,
}

const SPOTS: [Spot; 4] =
    [Spot { x: 90.0, y: 100.0, sense: 1.0 }, Spot { x: 210.0, y: 110.0, sense: -1.0 }, Spot { x: 110.0, y: 230.0, sense: -1.0 }, Spot { x: 220.0, y: 220.0, sense: 1.0 }];
const SIDE: u32 = 320;
const PERIOD_PX: f64 = 9.0;

/// Dark ridges that run at `turn` (0 = along +x, anticlockwise), with one ridge more on one side of each spot.
fn ridges(turn: f64) -> Grey {
    let (s, c) = turn.sin_cos();
    let grey = |x: f64, y: f64| {
        // Phase grows across the ridges, towards the right of their direction.
        let along = |px: f64, py: f64| (px * c - py * s, px * s + py * c);
        let across = along(x, y).1 * std::f64::consts::TAU / PERIOD_PX;
        let windings: f64 = SPOTS.iter().map(|spot| { let (u, v) = along(x - spot.x, y - spot.y); spot.sense * v.atan2(u) }).sum();
        128.0 + 100.0 * (across + windings).cos()
    };
    let pixels = (0..SIDE * SIDE).map(|i| grey((i % SIDE) as f64, (i / SIDE) as f64) as u8).collect();
    Grey::new(SIDE, SIDE, pixels).unwrap()
}

fn near(m: Minutia, x: f64, y: f64, px: f64) -> bool {
    (m.x as f64 - x).hypot(m.y as f64 - y) <= px
}

#[test]
fn extract_finds_the_minutiae_of_a_hand_made_pattern_with_iso_directions() {
    for turns in [0.0, 0.125, 0.25, 0.4] {
        let found = extract(&ridges(turns * std::f64::consts::TAU), 500.0);
        assert_eq!(found.len(), SPOTS.len(), "{turns} turns: {found:?}");
        for spot in &SPOTS {
            let m = found.iter().find(|m| near(**m, spot.x, spot.y, 4.0)).unwrap_or_else(|| panic!("{turns} turns: none at ({}, {}): {found:?}", spot.x, spot.y));
            // Into the added ridge, 256 a turn; the other spots bend the ridges a little.
            let expected = (turns * 256.0) as u8 ^ if spot.sense > 0.0 { 0 } else { 128 };
            assert!(turn_between(m.direction, expected) <= 10, "{turns} turns: {m:?}, expected {expected}");
        }
    }
}

#[test]
fn extract_measures_in_px_of_500_ppi() {
    // The same pixels said to be at 400 ppi are a pattern 5/4 as large.
    let found = extract(&ridges(0.0), 400.0);
    for spot in &SPOTS {
        assert!(found.iter().any(|m| near(*m, spot.x * 1.25, spot.y * 1.25, 5.0)), "{found:?}");
    }
}

#[test]
fn extract_finds_what_the_ground_truth_has() {
    let (mut right, mut all) = (0, 0);
    for person in 0..4 {
        let made = Finger::new(77, person, 3).unwrap().impression(0, Preset::Easy, Condition::Normal, 400, 500).unwrap();
        let found = extract(&Grey::new(400, 500, made.pixels).unwrap(), 500.0);
        let true_one = |m: &&Minutia| made.minutiae.iter().any(|t| near(**m, t.x as f64, t.y as f64, 9.0) && turn_between(m.direction, t.direction()) <= 24);
        right += found.iter().take(30).filter(true_one).count();
        all += found.len().min(30);
    }
    assert!(right * 10 >= all * 8, "{right} of the best {all} are real");
}

#[test]
fn trace_shows_the_ridges_as_they_are_and_ends_in_the_minutiae_of_extract() {
    for turns in [0.0, 0.125, 0.25, 0.4] {
        let image = ridges(turns * std::f64::consts::TAU);
        let seen = trace(&image, 500.0).unwrap();
        assert_eq!(seen.minutiae, extract(&image, 500.0));
        assert_eq!(seen.print.len(), seen.width * seen.height);
        assert_eq!(seen.phase.len(), seen.print.len());
        assert_eq!(seen.mask.len(), seen.cells.0 * seen.cells.1);
        // Far from every spot. 256 half a turn: half of the ridges' own.
        let cell = (seen.cells.1 / 2) * seen.cells.0 + seen.cells.0 / 2;
        let expected = (turns * 512.0) as i32 as u8;
        assert!(turn_between(seen.orientation[cell], expected) <= 12, "{turns} turns: {}, expected {expected}", seen.orientation[cell]);
        assert!((seen.period[cell] - PERIOD_PX as f32).abs() < 1.0, "{}", seen.period[cell]);
        assert_eq!(seen.mask[cell], 1);
        assert!(seen.coherence[cell] > 200);
    }
}

#[test]
fn trace_shows_nothing_of_a_strip() {
    assert!(trace(&Grey { width: 64, height: 8, pixels: vec![0; 512] }, 500.0).is_none());
}

#[test]
fn extract_finds_nothing_where_there_are_no_ridges() {
    for grey in [0, 128, 255] {
        assert_eq!(extract(&Grey::new(200, 300, vec![grey; 60_000]).unwrap(), 500.0), vec![]);
    }
}

#[test]
fn extract_has_the_stored_digest() {
    let bytes = extract(&print(9, 4, 1), 500.0).into_iter().flat_map(|m| [m.x as u8, m.y as u8, m.direction, m.quality, m.kind as u8]);
    // The same on every processor. Change it only together with VERSION.
    assert_eq!(format!("{:016x}", digest(bytes)), "82e4cb4e35bc2924");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn extract_takes_any_pixels(width in 64_u32..130, height in 64_u32..130, seed in any::<u32>(), ppi in 250.0_f32..1000.0) {
        let noise = |i: u32| (i.wrapping_add(seed).wrapping_mul(2_654_435_761) >> 24) as u8;
        let found = extract(&Grey::new(width, height, (0..width * height).map(noise).collect()).unwrap(), ppi);
        prop_assert!(found.windows(2).all(|two| two[0].quality >= two[1].quality), "best first");
    }
}
