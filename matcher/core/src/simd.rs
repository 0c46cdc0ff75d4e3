//! The only unsafe code: vector forms, each bit-equal to its scalar oracle, an instruction set a file. The widest that the processor has
//! is chosen at run time; what has no form of its own for one is left to the next, in the end to the compiler.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod face;
#[cfg(target_arch = "aarch64")]
mod neon;

use crate::extract::{Kernel, RADIUS, SIDE};
use crate::code::Coded;
use crate::filter::{Block, FilterProbe};
use crate::rerank::{self, Agreement};
pub use face::face_dots;

/// Even and odd sums of a 15 x 16 window of the padded print with a filter pair.
pub type Dots = fn(window: &[i16], stride: usize, filters: &[Kernel; 2]) -> [i32; 2];

/// The fastest form on this processor.
pub fn dots() -> Dots {
    #[cfg(target_arch = "x86_64")]
    if avx512::is_here() {
        return avx512::dots;
    }
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        return avx2::dots;
    }
    dots_scalar
}

/// Adds the filter scores of `blocks` to `scores`; both of one length.
pub fn add_filter_scores(probe: &FilterProbe, blocks: &[Block], scores: &mut [u32]) {
    assert_eq!(blocks.len(), scores.len());
    #[cfg(target_arch = "x86_64")]
    if avx512::is_here() {
        // SAFETY: the processor has what the form is compiled for.
        return unsafe { avx512::add_filter_scores(probe, blocks, scores) };
    }
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        return unsafe { avx2::add_filter_scores(probe, blocks, scores) };
    }
    add_filter_scores_anywhere(probe, blocks, scores);
}

#[cfg(target_arch = "aarch64")]
use neon::add_filter_scores as add_filter_scores_anywhere;

#[cfg(not(target_arch = "aarch64"))]
fn add_filter_scores_anywhere(probe: &FilterProbe, blocks: &[Block], scores: &mut [u32]) {
    for (score, block) in scores.iter_mut().zip(blocks) {
        *score += crate::filter::score_scalar(probe, block);
    }
}

/// How well two prints agree: the plain form, left to the compiler for the widest vectors there are.
pub fn agree(probe: &[Coded], mate: &[Coded]) -> Agreement {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt") {
        // SAFETY: the processor has AVX2 and POPCNT.
        return unsafe { avx2::agree(probe, mate) };
    }
    rerank::compare(probe, mate)
}

fn dots_scalar(window: &[i16], stride: usize, filters: &[Kernel; 2]) -> [i32; 2] {
    let mut sums = [0; 2];
    for j in 0..=2 * RADIUS {
        let row = &window[j * stride..][..SIDE];
        for (sum, filter) in sums.iter_mut().zip(filters) {
            *sum += row.iter().zip(&filter[j * SIDE..]).map(|(a, b)| *a as i32 * *b as i32).sum::<i32>();
        }
    }
    sums
}

#[cfg(test)]
mod tests;
