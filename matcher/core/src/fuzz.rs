//! Hostile bytes, made from good ones by a seed: what the decoders and readers must survive without panic, hang or greed.
//!
//! A mutant is named by seed and number, so that one that fails can be made again. A new format adds a [`Target`].

use crate::code::{CODED_MAX, Coded};
use crate::filter::{Block, FilterProbe};
use crate::image::{decode_bmp, decode_jpeg, decode_wsq};
use crate::rerank;
use crate::slap::{self, Hand};
use crate::template;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// What is given the mutants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// WSQ streams.
    Wsq,
    /// JPEG pictures.
    Jpeg,
    /// Windows bitmaps.
    Bmp,
    /// Templates; those that can be read are compared as well.
    Template,
    /// Windows bitmaps that are cut as slaps of a right hand.
    Slap,
}

const TARGETS: [Target; 5] = [Target::Wsq, Target::Jpeg, Target::Bmp, Target::Template, Target::Slap];

impl Target {
    /// By its name in lower case.
    #[must_use]
    pub fn named(name: &str) -> Option<Target> {
        TARGETS.into_iter().find(|t| format!("{t:?}").eq_ignore_ascii_case(name))
    }

    /// Whether the bytes were taken; an error is a fair answer.
    fn takes(self, bytes: &[u8]) -> bool {
        match self {
            Target::Wsq => decode_wsq(bytes).is_ok(),
            Target::Jpeg => decode_jpeg(bytes).is_ok(),
            Target::Bmp => decode_bmp(bytes).is_ok(),
            Target::Template => template::read(&mut &bytes[..]).is_ok_and(|read| compared(&read)),
            Target::Slap => decode_bmp(bytes).and_then(|image| slap::cut(&image, Hand::Right, &[])).is_ok(),
        }
    }
}

/// What became of the mutants.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Read in spite of the change.
    pub taken: u64,
    /// Answered by an error.
    pub refused: u64,
    /// Numbers of those that made something panic.
    pub panicked: Vec<u64>,
    /// The longest that one took.
    pub slowest: Duration,
    /// Its number.
    pub slowest_number: u64,
}

/// Tries the mutants of these numbers.
///
/// # Panics
/// When `originals` is empty.
#[must_use]
pub fn run(target: Target, originals: &[Vec<u8>], seed: u64, numbers: Range<u64>) -> Tally {
    assert!(!originals.is_empty(), "mutants are made from something");
    let mut tally = Tally::default();
    for number in numbers {
        let bytes = mutant(originals, seed, number);
        let start = Instant::now();
        match catch_unwind(AssertUnwindSafe(|| target.takes(&bytes))) {
            Ok(true) => tally.taken += 1,
            Ok(false) => tally.refused += 1,
            Err(_) => tally.panicked.push(number),
        }
        let took = start.elapsed();
        if took > tally.slowest {
            (tally.slowest, tally.slowest_number) = (took, number);
        }
    }
    tally
}

/// One to eight changes of one of the originals.
#[must_use]
pub fn mutant(originals: &[Vec<u8>], seed: u64, number: u64) -> Vec<u8> {
    let mut draw = Draw(seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
    let mut bytes = originals[draw.below(originals.len())].clone();
    for _ in 0..=draw.below(8) {
        change(&mut bytes, &originals[draw.below(originals.len())], &mut draw);
    }
    bytes
}

/// Values at which lengths and counts break.
const EDGES: [u32; 8] = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, u32::MAX];
/// Longest run of bytes that is put in, taken out or moved.
const RUN_MAX: usize = 64;

fn change(bytes: &mut Vec<u8>, other: &[u8], draw: &mut Draw) {
    // Headers are short and decide most: half of the changes fall into the first 256 bytes.
    let reach = if draw.below(2) == 0 { bytes.len().min(256) } else { bytes.len() };
    let at = draw.below(reach + 1);
    let end = (at + 1 + draw.below(RUN_MAX)).min(bytes.len());
    match draw.below(7) {
        0 => bytes.iter_mut().skip(at).take(1).for_each(|b| *b = draw.next() as u8),
        1 => bytes.iter_mut().skip(at).take(1).for_each(|b| *b ^= 1 << draw.below(8)),
        2 => {
            let edge = EDGES[draw.below(EDGES.len())];
            let width = 1 << draw.below(3);
            let value = if draw.below(2) == 0 { edge.to_le_bytes() } else { edge.rotate_right(8 * width).to_be_bytes() };
            bytes.iter_mut().skip(at).zip(value.iter().take(width as usize)).for_each(|(b, v)| *b = *v);
        }
        3 => drop(bytes.drain(at..end)),
        4 => {
            let run: Vec<u8> = bytes[at..end].to_vec();
            bytes.splice(at..at, run);
        }
        5 => {
            let from = draw.below(other.len() + 1);
            let run = &other[from..(from + RUN_MAX).min(other.len())];
            bytes.splice(at..end, run.iter().copied());
        }
        _ => bytes.truncate(draw.below(bytes.len() + 1)),
    }
}

/// Compares a template with itself both ways, as a gallery would.
fn compared(template: &[Coded]) -> bool {
    let mut scores = [0];
    FilterProbe::new(template).add_scores(&[Block::new(template)], &mut scores);
    template.len() <= CODED_MAX && rerank::agree(template, template).paired.len() <= template.len()
}

/// Splitmix64 (Steele, Lea, Flood 2014).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let a = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let b = (a ^ (a >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        b ^ (b >> 31)
    }

    /// 0..n
    fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests;
