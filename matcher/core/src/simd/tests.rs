//! Every vector form against its scalar oracle, bit for bit.

use super::{Dots, add_filter_scores, agree, dots, dots_scalar, face::dots_scalar as face_dots_scalar, face_dots};
use crate::extract::{Kernel, RADIUS, SIDE};
use crate::face::{DIMENSIONS, FaceVector};
use crate::filter::{BITS_MIN, Block, FilterProbe, score_scalar};
use crate::minutia::Kind;
use crate::rerank;
use crate::testing::{any_codes, coded_print};
use proptest::prelude::*;

type AddScores = fn(&FilterProbe, &[Block], &mut [u32]);

/// The form that is chosen here, and every other that this processor can run.
fn filter_forms() -> Vec<AddScores> {
    #[allow(unused_mut, reason = "other architectures have one form")]
    let mut forms: Vec<AddScores> = vec![add_filter_scores];
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        forms.push(|probe, blocks, scores| unsafe { super::avx2::add_filter_scores(probe, blocks, scores) });
    }
    forms
}

fn dots_forms() -> Vec<Dots> {
    #[allow(unused_mut, reason = "other architectures have one form")]
    let mut forms = vec![dots()];
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        forms.push(super::avx2::dots);
    }
    forms
}

fn vector() -> impl Strategy<Value = FaceVector> {
    prop::collection::vec(any::<i8>(), DIMENSIONS).prop_map(|v| FaceVector(v.try_into().unwrap()))
}

fn kernel() -> impl Strategy<Value = Kernel> {
    prop::collection::vec(-3000_i16..3000, SIDE * SIDE).prop_map(|mut v| {
        v[SIDE * (SIDE - 1)..].fill(0);
        v.try_into().unwrap()
    })
}

proptest! {
    #[test]
    fn agree_gives_what_the_plain_form_gives(probe in coded_print(), mate in coded_print()) {
        prop_assert_eq!(agree(&probe, &mate), rerank::compare(&probe, &mate));
        prop_assert_eq!(agree(&probe, &probe), rerank::compare(&probe, &probe));
    }

    #[test]
    fn add_filter_scores_adds_what_the_oracle_gives(probe in any_codes(), fingers in prop::collection::vec(any_codes(), 1..5)) {
        let probe = FilterProbe::new(&probe);
        let blocks: Vec<Block> = fingers.iter().map(|finger| Block::new(finger)).collect();
        let expected: Vec<u32> = blocks.iter().map(|block| 7 + score_scalar(&probe, block)).collect();
        for add_scores in filter_forms() {
            let mut scores = vec![7; blocks.len()];
            add_scores(&probe, &blocks, &mut scores);
            prop_assert_eq!(&scores, &expected);
        }
    }

    #[test]
    fn minutiae_that_the_filter_does_not_see_add_nothing(probe in any_codes(), finger in any_codes(), at in any::<prop::sample::Index>()) {
        let seen = FilterProbe::new(&probe);
        let score = score_scalar(&seen, &Block::new(&finger));
        let mut longer = finger.clone();
        if let Some(mut padding) = finger.first().copied() {
            padding.code = (1 << (BITS_MIN - 1)) - 1;
            longer.insert(at.index(finger.len()), padding);
        }
        prop_assert_eq!(score_scalar(&seen, &Block::new(&longer)), score);
        prop_assert_eq!(score_scalar(&seen, &Block::new(&[])), 0);
        prop_assert!(score <= 1024);
    }

    #[test]
    fn dots_are_those_of_the_oracle(window in prop::collection::vec(-5120_i16..=5120, 15 * 40), even in kernel(), odd in kernel(), x in 0_usize..24) {
        let filters = [even, odd];
        let window = &window[x..];
        prop_assume!(window.len() >= 40 * 2 * RADIUS + SIDE);
        for dots in dots_forms() {
            prop_assert_eq!(dots(window, 40, &filters), dots_scalar(window, 40, &filters));
        }
    }

    #[test]
    fn face_dots_are_those_of_the_oracle(probe in vector(), faces in prop::collection::vec(vector(), 0..6)) {
        prop_assert_eq!(face_dots(&probe, &faces), face_dots_scalar(&probe, &faces));
    }
}

#[test]
fn face_dots_are_exact_at_the_ends_of_i8() {
    let (low, high) = (FaceVector([i8::MIN; DIMENSIONS]), FaceVector([i8::MAX; DIMENSIONS]));
    // 512 x 128 x 128, 512 x 128 x 127, 512 x 127 x 127
    assert_eq!(face_dots(&low, &[low, high]), [8_388_608, -8_323_072]);
    assert_eq!(face_dots(&high, &[low, high]), [-8_323_072, 8_258_048]);
}

#[test]
fn a_direction_half_a_turn_away_is_never_near() {
    let code = u128::from_le_bytes([0x35; 16]);
    let at = |direction| crate::code::Coded { minutia: crate::minutia::Minutia { x: 9, y: 9, direction, kind: Kind::Ending, quality: 50 }, code };
    let probe = FilterProbe::new(&[at(0)]);
    for add_scores in filter_forms() {
        let mut scores = [0; 4];
        add_scores(&probe, &[0, 32, 33, 128].map(|direction| Block::new(&[at(direction)])), &mut scores);
        // equal codes within 45 degrees: 2048 >> 6
        assert_eq!(scores, [32, 32, 0, 0]);
    }
}
