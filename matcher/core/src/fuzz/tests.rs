use super::{TARGETS, Target, mutant, run};
use crate::template::write;
use crate::testing::{digest, template};

const SEED: u64 = 11;

/// A striped picture as a WSQ stream, small so that many mutants fit into a test.
fn wsq() -> Vec<u8> {
    let pixels = (0..96 * 80).map(|k: u32| if (k % 96 + k / 96) % 9 < 4 { 40 } else { 210 }).collect();
    hotspot_wsq::encode(&hotspot_wsq::GreyImage { width: 96, height: 80, pixels }, 0.75).unwrap()
}

/// A bitmap of 24 bits a pixel; `w` a multiple of 4.
fn bmp(w: u32, h: u32, grey: impl Fn(u32, u32) -> u8) -> Vec<u8> {
    let size = w * h * 3;
    let header = [54 + size, 0, 54, 40, w, h, 1 | 24 << 16, 0, size, 0, 0, 0, 0].into_iter().flat_map(u32::to_le_bytes);
    b"BM".iter().copied().chain(header).chain((0..w * h).flat_map(|k| [grey(k % w, k / w); 3])).collect()
}

fn originals(target: Target) -> Vec<Vec<u8>> {
    match target {
        Target::Wsq => vec![wsq()],
        Target::Jpeg => vec![include_bytes!("../face/tests/a-portrait.jpg").to_vec(), include_bytes!("../face/tests/b-portrait.jpg").to_vec()],
        Target::Bmp => vec![bmp(96, 80, |_, _| 90)],
        Target::Slap => vec![bmp(720, 200, |x, y| if x % 180 < 150 && (x + 2 * y) % 9 < 4 { 30 } else { 220 })],
        Target::Template => (0..2).map(|k| {
            let mut bytes = vec![];
            write(&template(k, 2, 0), &mut bytes);
            bytes
        }).collect(),
    }
}

#[test]
fn run_finds_no_panic_in_any_target_and_takes_and_refuses_some() {
    for (target, mutants) in [(Target::Wsq, 2000), (Target::Jpeg, 600), (Target::Bmp, 2000), (Target::Template, 2000), (Target::Slap, 500)] {
        let tally = run(target, &originals(target), SEED, 0..mutants);
        assert_eq!(tally.panicked, Vec::<u64>::new(), "{target:?}, seed {SEED}");
        assert_eq!(tally.taken + tally.refused, mutants);
        assert!(tally.refused > 0 && tally.taken > 0, "{target:?}: {} taken", tally.taken);
    }
}

#[test]
fn mutant_is_named_by_seed_and_number() {
    let originals = originals(Target::Wsq);
    let all = |seed| digest((0..200).flat_map(|number| mutant(&originals, seed, number)));
    assert_eq!(all(1), all(1));
    assert_ne!(all(1), all(2));
    assert!((0..200).any(|number| mutant(&originals, 1, number).len() > originals[0].len()), "some grow");
}

#[test]
fn named_knows_every_target() {
    for target in TARGETS {
        assert_eq!(Target::named(&format!("{target:?}").to_lowercase()), Some(target));
    }
    assert_eq!(Target::named("gif"), None);
}
