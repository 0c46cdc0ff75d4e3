//! Tests of whole fingers: determinism, ground truth, ranges.

use proptest::prelude::*;

use super::{Class, Condition, Finger, FingerError, Impression, Preset, Realism};

const PRESETS: [Preset; 4] = [Preset::Easy, Preset::Field, Preset::Hard, Preset::Latent];
const CONDITIONS: [Condition; 7] = [
    Condition::Normal,
    Condition::Dry,
    Condition::Wet,
    Condition::Worn,
    Condition::Scarred,
    Condition::Cut,
    Condition::Bandaged,
];

/// FNV-1a over pixels and the bits of the ground truth.
fn digest(print: &Impression) -> u64 {
    let truth = print.minutiae.iter().flat_map(|m| [m.x.to_bits(), m.y.to_bits(), m.angle.to_bits(), m.kind as u32]);
    let bytes = print.pixels.iter().copied().chain(truth.flat_map(u32::to_le_bytes));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn print(person: u64, fgp: u8, k: u64, preset: Preset, condition: Condition) -> Impression {
    Finger::new(2019, person, fgp).unwrap().impression(k, preset, condition, 416, 560).unwrap()
}

/// Stored bytes: the same in debug and release, on every machine. Change them only when prints are meant to change.
#[test]
fn impressions_have_the_stored_digests() {
    let found = [
        digest(&print(0, 1, 0, Preset::Easy, Condition::Normal)),
        digest(&print(1, 2, 1, Preset::Field, Condition::Dry)),
        digest(&print(2, 10, 2, Preset::Hard, Condition::Wet)),
        digest(&print(3, 7, 3, Preset::Field, Condition::Worn)),
        digest(&print(480, 5, 4, Preset::Easy, Condition::Scarred)),
        digest(&print(5, 6, 5, Preset::Latent, Condition::Cut)),
    ]
    .map(|d| format!("{d:016x}"));
    assert_eq!(found, [
        "081f3af4aa09bbf0",
        "06b64f1de969c8f8",
        "5219575daa62f778",
        "a9601b191e78d50b",
        "5e3f3afd61ee030f",
        "ff817fe602eab8db",
    ]);
}

#[test]
fn rolled_impressions_have_the_stored_digests() {
    let rolled = |person, fgp, k, preset, condition| digest(&Impression::rolled((2019, person, fgp), k, preset, condition, (800, 750)).unwrap());
    let found = [
        rolled(0, 1, 0, Preset::Easy, Condition::Normal),
        rolled(1, 2, 1, Preset::Field, Condition::Worn),
        rolled(2, 10, 2, Preset::Hard, Condition::Scarred),
    ]
    .map(|d| format!("{d:016x}"));
    assert_eq!(found, ["0b922c65241ea746", "578cbf5c2e5a781a", "75042cd7cdc91dde"]);
}

#[test]
fn impression_does_not_depend_on_order_or_thread() {
    let alone = digest(&print(8, 3, 5, Preset::Field, Condition::Normal));
    let finger = Finger::new(2019, 8, 3).unwrap();
    let again = |k| digest(&finger.impression(k, Preset::Field, Condition::Normal, 416, 560).unwrap());
    assert_ne!(again(4), alone, "another impression");
    assert_eq!(again(5), alone, "after another");
    let threads: Vec<u64> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..8).map(|_| scope.spawn(|| again(5))).collect();
        handles.into_iter().map(|h| h.join().unwrap()).collect()
    });
    assert_eq!(threads, [alone; 8]);
}

#[test]
fn new_and_impression_refuse_what_is_out_of_range() {
    assert_eq!(Finger::new(1, 1, 0).err(), Some(FingerError::Position(0)));
    assert_eq!(Finger::new(1, 1, 11).err(), Some(FingerError::Position(11)));
    let finger = Finger::new(1, 1, 1).unwrap();
    for (w, h) in [(63, 500), (400, 2049), (0, 0)] {
        let refused = finger.impression(0, Preset::Easy, Condition::Normal, w, h);
        assert_eq!(refused.err(), Some(FingerError::ImageSize(w, h)));
    }
}

/// Bands of real plain prints (see [`Realism`]); 60 impressions keep each figure within a fifth of its band.
#[test]
fn easy_impressions_have_a_plain_prints_figures() {
    let prints: Vec<Impression> =
        (0..60).map(|n| print(n / 10, (n % 10) as u8 + 1, n, Preset::Easy, Condition::Normal)).collect();
    let found = Realism::of(&prints);
    assert!((50.0..75.0).contains(&found.minutiae.0), "{found:?}");
    assert!(found.minutiae.1 > 30.0 && found.minutiae.2 < 100.0, "{found:?}");
    assert!((0.18..0.28).contains(&found.density), "{found:?}");
    assert!((0.35..0.50).contains(&found.bifurcations), "{found:?}");
    assert!((8.5..9.5).contains(&found.period_px.0), "{found:?}");
    assert!(found.period_px.1 > 7.0 && found.period_px.2 < 12.0, "{found:?}");
    assert!((1.29..1.43).contains(&found.clark_evans), "{found:?}");
    assert!((20.0..26.0).contains(&found.nearest_px), "{found:?}");
    assert!(found.close < 0.02, "{found:?}");
}

#[test]
fn bandaged_finger_shows_no_minutia_and_a_cut_one_fewer() {
    let minutiae = |condition| print(5, 2, 0, Preset::Easy, condition).minutiae.len();
    assert_eq!(minutiae(Condition::Bandaged), 0);
    let (cut, whole) = (minutiae(Condition::Cut), minutiae(Condition::Normal));
    assert!(cut > 20 && cut <= whole, "{cut} of {whole}");
}

/// The direction written down lies along the ridges that the picture shows: the structure tensor of a 17 x 17 window.
#[test]
fn directions_lie_along_the_ridges_in_the_image() {
    let (mut good, mut all) = (0, 0);
    for fgp in 1..=10 {
        let print = print(70, fgp, 0, Preset::Easy, Condition::Normal);
        let at = |x: i32, y: i32| f32::from(print.pixels[y as usize * print.width + x as usize]);
        for m in print.minutiae.iter().filter(|m| m.x > 20.0 && m.y > 20.0 && m.x < 396.0 && m.y < 540.0) {
            let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
            for y in m.y as i32 - 8..=m.y as i32 + 8 {
                for x in m.x as i32 - 8..=m.x as i32 + 8 {
                    let (gx, gy) = (at(x + 1, y) - at(x - 1, y), at(x, y + 1) - at(x, y - 1));
                    (xx, xy, yy) = (xx + gx * gx, xy + gx * gy, yy + gy * gy);
                }
            }
            // Across the ridges is half of atan2(2 xy, xx - yy); along is a quarter turn from it.
            let along = 0.5 * (2.0 * xy).atan2(xx - yy) + std::f32::consts::FRAC_PI_2;
            let off = (m.angle - along).rem_euclid(std::f32::consts::PI);
            good += u32::from(off.min(std::f32::consts::PI - off) < 20f32.to_radians());
            all += 1;
        }
    }
    assert!(f64::from(good) > 0.9 * f64::from(all), "{good} of {all} within 20 degrees");
}

#[test]
fn pattern_of_a_finger_has_its_classs_singularities() {
    for person in 0..6 {
        for fgp in 1..=10 {
            let finger = Finger::new(4, person, fgp).unwrap();
            let pattern = finger.pattern();
            let cores = pattern.singular.iter().filter(|s| s.core).count();
            let expected = match pattern.class {
                Class::Arch => 0,
                Class::TentedArch | Class::LeftLoop | Class::RightLoop => 1,
                Class::Whorl => 2,
            };
            assert_eq!((cores, pattern.singular.len()), (expected, 2 * expected));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn impression_of_any_request_is_whole(
        seed in 0u64..1 << 53, person in 0u64..1 << 53, fgp in 1u8..=10, k in 0u64..1 << 53,
        preset in 0usize..4, condition in 0usize..7, width in 64usize..700, height in 64usize..700,
    ) {
        let finger = Finger::new(seed, person, fgp).unwrap();
        let print = finger.impression(k, PRESETS[preset], CONDITIONS[condition], width, height).unwrap();
        prop_assert_eq!((print.width, print.height, print.pixels.len()), (width, height, width * height));
        prop_assert!(print.contact_px <= width * height);
        for m in &print.minutiae {
            prop_assert!(m.x >= 4.0 && m.x < width as f32 - 4.0 && m.y >= 4.0 && m.y < height as f32 - 4.0);
            prop_assert!(m.angle.abs() <= std::f32::consts::PI);
        }
    }
}
