use super::{Candidate, Limits, explain, search};
use crate::error::MatchError;
use crate::face::{DIMENSIONS, FaceVector, Portrait};
use crate::gallery::{Gallery, Person};
use crate::pool::Pool;
use crate::prints::PrintImage;
use crate::probe::{Probe, ProbeTemplates, prepare};
use crate::template::Template;
use crate::testing::{coded_print, print, template};
use hotspot_synth::finger::{Condition, Preset, Slap};
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

const ALL: Limits = Limits { candidates_max: 1000, threshold: 0.0 };

fn enrolled(reference: &str, fingers: [Template; 2], face: Option<&FaceVector>) -> Person {
    let mut person = Person { reference: reference.into(), face: face.copied(), ..Person::default() };
    let [right, left] = fingers;
    (person.fingers[1], person.fingers[6]) = (Some(right), Some(left));
    person
}

/// Eight people with both index fingers.
static PEOPLE: LazyLock<Vec<Person>> = LazyLock::new(|| {
    (0..8).map(|k| enrolled(&format!("GR/{k}"), [template(k, 2, 0), template(k, 7, 0)], Some(&face(k as u8)))).collect()
});

/// Directions that have nothing in common for different `k` below 16.
fn face(k: u8) -> FaceVector {
    FaceVector(std::array::from_fn(|i| if i / 32 == k as usize { 96 } else { 0 }))
}

fn probe(person: u64) -> ProbeTemplates {
    ProbeTemplates { fingers: vec![(2, template(person, 2, 1)), (7, template(person, 7, 1))], face: None }
}

fn found(people: Vec<Person>, probe: &ProbeTemplates, threads: usize, limits: Limits) -> Vec<Candidate> {
    search(&Arc::new(Gallery::new(people)), &Pool::new(threads), &Arc::new(probe.clone()), limits).unwrap().0
}

#[test]
fn search_finds_the_mate_first_and_strangers_stay_below() {
    for person in 0..4 {
        let candidates = found(PEOPLE.clone(), &probe(person), 2, ALL);
        assert_eq!(candidates[0].reference, format!("GR/{person}"));
        assert!(candidates[0].score >= 75.0, "{}", candidates[0].score);
        assert!(candidates[1].score < 50.0, "{}", candidates[1].score);
        assert_eq!(candidates[0].fingers.iter().map(|(fgp, _)| *fgp).collect::<Vec<_>>(), [2, 7]);
    }
    assert!(found(PEOPLE.clone(), &probe(100), 2, ALL)[0].score < 50.0);
}

#[test]
fn search_orders_by_score_then_reference_and_cuts() {
    let mut people = PEOPLE.clone();
    for twin in ["HR/9", "AT/9", "ZZ/9"] {
        people.push(Person { reference: twin.into(), ..people[3].clone() });
    }
    let references = |limits| found(people.clone(), &probe(3), 2, limits).into_iter().map(|c| c.reference).collect::<Vec<_>>();
    assert_eq!(references(ALL)[..4], ["AT/9", "GR/3", "HR/9", "ZZ/9"]);
    assert_eq!(references(Limits { candidates_max: 2, threshold: 0.0 }), ["AT/9", "GR/3"]);
    assert_eq!(references(Limits { candidates_max: 9, threshold: 75.0 }), ["AT/9", "GR/3", "HR/9", "ZZ/9"]);
    assert_eq!(references(Limits { candidates_max: 9, threshold: 2000.0 }).len(), 0);
}

#[test]
fn search_by_face_alone_ranks_everyone_with_a_face() {
    let mut people = PEOPLE.clone();
    people[5].face = None;
    let candidates = found(people, &ProbeTemplates { fingers: vec![], face: Some(face(6)) }, 2, ALL);
    assert_eq!((candidates[0].reference.as_str(), candidates.len()), ("GR/6", 7));
    assert_eq!(candidates[0].face, Some(candidates[0].score));
    assert!(candidates[0].score > 30.0 && candidates[0].score < 75.0, "never sure by a face alone: {}", candidates[0].score);
    assert_eq!(candidates[1].score, 0.0);
}

#[test]
fn search_lets_a_face_help_but_neither_decide_nor_veto() {
    let with = |person: u64, k: u8| ProbeTemplates { face: Some(face(k)), ..probe(person) };
    let alone = found(PEOPLE.clone(), &probe(2), 1, ALL)[0].score;
    let helped = found(PEOPLE.clone(), &with(2, 2), 1, ALL);
    assert!(helped[0].score > alone && helped[0].reference == "GR/2", "{} {alone}", helped[0].score);
    let contradicted = found(PEOPLE.clone(), &with(2, 4), 1, ALL);
    assert!(contradicted[0].score > alone - 0.5 && contradicted[0].reference == "GR/2", "{} {alone}", contradicted[0].score);
    let stranger = found(PEOPLE.clone(), &with(100, 4), 1, ALL);
    assert!(stranger[0].score < 75.0, "{}", stranger[0].score);
}

#[test]
fn search_refuses_a_probe_that_holds_nothing() {
    let poor = ProbeTemplates { fingers: vec![(2, vec![]), (7, template(1, 7, 1)[..3].to_vec())], face: None };
    let fault = search(&Arc::new(Gallery::new(PEOPLE.clone())), &Pool::new(1), &Arc::new(poor), ALL).unwrap_err();
    assert_eq!(fault, MatchError::Quality("no face, and fewer than 6 minutiae (finger 2: 0, finger 7: 3)".into()));
}

#[test]
fn search_of_an_empty_gallery_finds_nobody() {
    assert_eq!(found(vec![], &ProbeTemplates { face: Some(face(1)), ..probe(1) }, 2, ALL), []);
}

#[test]
fn explain_pairs_the_shared_fingers() {
    let gallery = Gallery::new(PEOPLE.clone());
    let mut probe = probe(1);
    probe.fingers.push((1, template(1, 1, 1)));
    let pairings = explain(&gallery, &probe, gallery.find("GR/1").unwrap());
    assert_eq!(pairings.iter().map(|(fgp, _)| *fgp).collect::<Vec<_>>(), [2, 7]);
    for (fgp, agreement) in pairings {
        let (a, b) = (probe.fingers.iter().find(|(f, _)| *f == fgp).unwrap().1.len(), gallery.finger(1, fgp).unwrap().len());
        assert!(agreement.paired.len() >= 6 && agreement.paired.iter().all(|&(i, j)| (i as usize) < a && (j as usize) < b));
    }
}

#[test]
fn prepare_names_the_image_or_the_finger_at_fault() {
    let grey = print(1, 2, 0);
    let wsq = hotspot_wsq::encode(&hotspot_wsq::GreyImage { width: grey.width, height: grey.height, pixels: grey.pixels }, 0.75).unwrap();
    let single = |(position, wsq)| PrintImage { position, wsq, missing: vec![] };
    let fault = |prints: Vec<(u8, Vec<u8>)>, face: Option<Vec<u8>>| {
        prepare(&Pool::new(1), Probe { prints: prints.into_iter().map(single).collect(), face: face.map(Portrait::Jpeg) }).unwrap_err()
    };
    let index = |fault: MatchError| matches!(fault, MatchError::ProbeUndecodable { index: 1, .. });
    assert!(index(fault(vec![(2, wsq.clone()), (7, b"no image".to_vec())], None)));
    assert!(index(fault(vec![(2, wsq.clone())], Some(b"no image".to_vec()))));
    assert_eq!(fault(vec![(2, wsq.clone()), (2, wsq.clone())], None), MatchError::Quality("finger position 2 is given twice".into()));
    assert_eq!(fault(vec![(11, wsq.clone())], None), MatchError::Quality("finger position 11 is neither a finger, 1 to 10, nor a slap, 13 to 15".into()));
    assert!(matches!(fault(vec![(13, wsq)], None), MatchError::Slap { position: 13, .. }));
}

#[test]
fn prepare_takes_from_a_slap_what_has_no_image_of_its_own() {
    let listed: Vec<(u8, Condition)> = [2, 3, 4, 5].map(|fgp| (fgp, Condition::Normal)).to_vec();
    let slap = Slap::capture((77, 1), &listed, 1, Preset::Field, 0.0, (1600, 1500)).unwrap();
    let encoded = |width, height, pixels| hotspot_wsq::encode(&hotspot_wsq::GreyImage { width, height, pixels }, 0.75).unwrap();
    let single = print(1, 3, 1);
    let own = PrintImage { position: 3, wsq: encoded(single.width, single.height, single.pixels), missing: vec![] };
    let hand = PrintImage { position: 13, wsq: encoded(1600, 1500, slap.pixels), missing: vec![] };
    let of = |prints: &[&PrintImage]| prepare(&Pool::new(2), Probe { prints: prints.iter().map(|&print| print.clone()).collect(), face: None });
    let (alone, both) = (of(&[&own]).unwrap().0, of(&[&hand, &own]).unwrap().0);
    assert_eq!(both.fingers.iter().map(|(fgp, _)| *fgp).collect::<Vec<_>>(), [3, 2, 4, 5]);
    assert_eq!(both.fingers[0], alone.fingers[0]);
    assert_eq!(found(PEOPLE.clone(), &both, 2, ALL)[0].reference, "GR/1");

    let swapped = of(&[&hand, &PrintImage { position: 4, ..own }]).unwrap_err();
    assert_eq!(swapped, MatchError::Sequence { position: 13, reason: "its finger 3 is the single print of finger 4".into() });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn search_does_not_depend_on_threads_or_the_order_of_enrolment(
        people in prop::collection::btree_map("[A-Z]{2}/[0-9]{1,3}", (coded_print(), coded_print(), prop::collection::vec(-20_i8..20, DIMENSIONS)), 1..200),
        right in coded_print(), threads in 2_usize..6, turned in any::<prop::sample::Index>(),
    ) {
        let people: Vec<Person> = people.into_iter()
            .map(|(reference, (right, left, face))| enrolled(&reference, [right, left], Some(&FaceVector(face.try_into().unwrap())))).collect();
        let probe = ProbeTemplates { fingers: vec![(2, right), (7, people[0].fingers[6].clone().unwrap())], face: people[0].face };
        let mut otherwise = people.clone();
        otherwise.rotate_left(turned.index(people.len()));
        prop_assert_eq!(found(people, &probe, 1, ALL), found(otherwise, &probe, threads, ALL));
    }
}

#[test]
fn search_with_ten_fingers_finds_a_mate_of_whom_two_are_enrolled() {
    let mut people = PEOPLE.clone();
    let some: Vec<Template> = (1..=10).map(|fgp| template(50, fgp, 0)).collect();
    // Everyone else has all ten, enough of them that the second look is for a part only.
    people.extend((0..3000).map(|k| {
        let mut person = Person { reference: format!("ME/{k}"), ..Person::default() };
        person.fingers = std::array::from_fn(|f| Some(some[(f + k) % 10].iter().skip(k % 7).copied().collect()));
        person
    }));
    let probe = ProbeTemplates { fingers: (1..=10).map(|fgp| (fgp, template(5, fgp, 1))).collect(), face: None };
    let candidates = found(people, &probe, 2, ALL);
    assert_eq!(candidates[0].reference, "GR/5");
    assert_eq!(candidates[0].fingers.iter().map(|(fgp, _)| *fgp).collect::<Vec<_>>(), [2, 7]);
}
