use super::{Target, mutant, run};
use crate::template::write;
use crate::testing::{digest, template};

const SEED: u64 = 11;

/// A striped picture as a WSQ stream, small so that many mutants fit into a test.
fn wsq() -> Vec<u8> {
    let pixels = (0..96 * 80).map(|k: u32| if (k % 96 + k / 96) % 9 < 4 { 40 } else { 210 }).collect();
    hotspot_wsq::encode(&hotspot_wsq::GreyImage { width: 96, height: 80, pixels }, 0.75).unwrap()
}

fn originals(target: Target) -> Vec<Vec<u8>> {
    match target {
        Target::Wsq => vec![wsq()],
        Target::Jpeg => vec![include_bytes!("../face/tests/a-portrait.jpg").to_vec(), include_bytes!("../face/tests/b-portrait.jpg").to_vec()],
        Target::Bmp => vec![[b"BM".to_vec(), [54 + 96 * 80 * 3, 0, 54, 40, 96, 80, 1 | 24 << 16, 0, 96 * 80 * 3, 0, 0, 0, 0].iter().flat_map(|v: &u32| v.to_le_bytes()).collect(), vec![90; 96 * 80 * 3]].concat()],
        Target::Template => (0..2).map(|k| {
            let mut bytes = vec![];
            write(&template(k, 2, 0), &mut bytes);
            bytes
        }).collect(),
    }
}

#[test]
fn run_finds_no_panic_in_any_target_and_takes_and_refuses_some() {
    for (target, mutants) in [(Target::Wsq, 2000), (Target::Jpeg, 600), (Target::Bmp, 2000), (Target::Template, 2000)] {
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
    for target in [Target::Wsq, Target::Jpeg, Target::Bmp, Target::Template] {
        assert_eq!(Target::named(&format!("{target:?}").to_lowercase()), Some(target));
    }
    assert_eq!(Target::named("gif"), None);
}
