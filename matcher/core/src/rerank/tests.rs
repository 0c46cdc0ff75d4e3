use super::{agree, score};
use crate::template::write;
use crate::testing::{coded_print, digest, template};
use proptest::prelude::*;

#[test]
fn score_of_a_print_with_itself_is_the_largest_of_all() {
    let all: Vec<_> = (0..5).flat_map(|person| [template(person, 2, 0), template(person, 2, 1)]).collect();
    for (i, a) in all.iter().enumerate() {
        let best = (0..all.len()).max_by_key(|&j| score(a, &all[j])).unwrap();
        assert_eq!(best, i);
        assert_eq!(agree(a, a).paired.len(), a.len(), "every minutia falls on itself");
    }
}

#[test]
fn score_tells_mates_from_strangers() {
    // Two impressions of one finger lie above every pair of different ones.
    let pairs: Vec<_> = (0..5).map(|person| (template(person, 7, 0), template(person, 7, 1))).collect();
    for (i, (enrolled, _)) in pairs.iter().enumerate() {
        let best = (0..pairs.len()).max_by_key(|&j| score(&pairs[j].1, enrolled)).unwrap();
        assert_eq!(best, i);
    }
}

#[test]
fn templates_and_scores_have_the_stored_digests() {
    let templates: Vec<_> = (0..3).flat_map(|person| [template(person, 2, 0), template(person, 7, 1)]).collect();
    let mut bytes = vec![];
    for template in &templates {
        write(template, &mut bytes);
    }
    let scores: Vec<u32> = templates.iter().flat_map(|a| templates.iter().map(|b| score(a, b))).collect();
    // The same on every processor. Change them only together with VERSION.
    assert_eq!(
        [format!("{:016x}", digest(bytes)), format!("{:016x}", digest(scores.iter().flat_map(|s| s.to_le_bytes())))],
        ["f04186374f090878", "67eb9014a7c6a855"]
    );
}

#[test]
fn score_of_codes_without_a_bit_is_0() {
    let empty: Vec<_> = template(1, 2, 0).into_iter().map(|m| crate::code::Coded { code: 0, ..m }).collect();
    assert_eq!(score(&empty, &empty), 0);
}

proptest! {
    #[test]
    fn score_does_not_change_when_both_prints_move(a in coded_print(), b in coded_print(), x in 0_u16..900, y in 0_u16..900) {
        let moved = |print: &[crate::code::Coded]| print.iter().map(|m| {
            let mut m = *m;
            (m.minutia.x, m.minutia.y) = (m.minutia.x + x, m.minutia.y + y);
            m
        }).collect::<Vec<_>>();
        prop_assert_eq!(agree(&moved(&a), &moved(&b)), agree(&a, &b));
    }

    #[test]
    fn pairs_name_each_minutia_at_most_once(a in coded_print(), b in coded_print()) {
        let paired = agree(&a, &b).paired;
        for side in [0, 1] {
            let mut seen: Vec<u8> = paired.iter().map(|&(i, j)| if side == 0 { i } else { j }).collect();
            let all = seen.len();
            seen.sort_unstable();
            seen.dedup();
            prop_assert_eq!(seen.len(), all);
            let limit = [a.len(), b.len()][side];
            prop_assert!(seen.last().is_none_or(|&last| (last as usize) < limit));
        }
    }

    #[test]
    fn score_of_nothing_is_0(a in coded_print()) {
        prop_assert_eq!((score(&a, &[]), score(&[], &a)), (0, 0));
    }
}
