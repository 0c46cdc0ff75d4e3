//! The first stage of a search: a score of one probe finger against one enrolled finger from codes and directions alone, at millions
//! a second. Nearest code for every enrolled minutia by table look-up of nibbles (the idea: Andre, Kermarrec, Le Scouarnec 2015).
//! The scalar form here is the oracle; [`crate::simd`] holds the same sums in vectors.

use crate::code::Coded;
use crate::minutia::turn_between;
use crate::simd;

/// Minutiae of a finger that the filter sees.
pub const LANES: usize = 32;
/// Least set bits of a code in the filter; below, a code is near everything.
pub const BITS_MIN: u8 = 8;
/// Nibbles of a code.
pub const NIBBLES: usize = 32;
/// Largest difference of directions that is compared, of 256 a turn (45 degrees): right for guided captures.
pub const TURN_MAX: u8 = 32;
/// Distance that scores 0: 8192 (1 - s)^2 at similarity s = 0.5.
pub const DISTANCE_MAX: u16 = 2048;
/// Shift of a lane's score; 32 lanes then sum to 1024 at most.
pub const SCORE_SHIFT: u32 = 6;

/// An enrolled finger laid out for the filter, 576 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C, align(64))]
pub struct Block {
    /// Row b = byte b of the 32 codes.
    pub codes: [[u8; LANES]; 16],
    /// 256 a turn.
    pub direction: [u8; LANES],
    /// Set bits of each code; 0 = empty lane.
    pub bits: [u8; LANES],
}

impl Block {
    /// The first 32 minutiae with enough set bits.
    #[must_use]
    pub fn new(finger: &[Coded]) -> Block {
        let mut block = Block { codes: [[0; LANES]; 16], direction: [0; LANES], bits: [0; LANES] };
        for (lane, m) in seen(finger).enumerate() {
            for (row, byte) in block.codes.iter_mut().zip(m.code.to_le_bytes()) {
                row[lane] = byte;
            }
            block.direction[lane] = m.minutia.direction;
            block.bits[lane] = m.bits();
        }
        block
    }
}

/// One probe minutia: its code as it is, for processors that count bits in vectors, and as tables, for those that do not.
#[derive(Clone)]
#[repr(C, align(64))]
pub struct Row {
    /// Bytes of the code, the least first, each as often as there are lanes.
    pub code: [[u8; LANES]; 16],
    /// [`scale`] by an enrolled minutia's set bits / 4, and zeros to fill a vector.
    pub scales: [u16; LANES],
    /// For each nibble of the code: its Hamming distance to all 16 values.
    pub distance: [[u8; 16]; NIBBLES],
    /// Low and high bytes of [`scale`] by an enrolled minutia's set bits / 4.
    pub scale: [[u8; 16]; 2],
    /// 256 a turn.
    pub direction: u8,
}

/// A probe finger laid out for the filter.
#[derive(Clone, Default)]
pub struct FilterProbe {
    /// An even number of rows: the vector form takes two at a time, so an odd last one stands twice.
    pub rows: Vec<Row>,
}

impl FilterProbe {
    /// Tables of the first 32 minutiae with enough set bits.
    #[must_use]
    pub fn new(finger: &[Coded]) -> FilterProbe {
        let mut rows: Vec<Row> = seen(finger).map(Row::new).collect();
        if rows.len() % 2 == 1 {
            rows.extend(rows.last().cloned());
        }
        FilterProbe { rows }
    }

    /// Scores of a run of enrolled fingers, 0..=1024 each, added to `scores`.
    pub fn add_scores(&self, blocks: &[Block], scores: &mut [u32]) {
        simd::add_filter_scores(self, blocks, scores);
    }
}

impl Row {
    fn new(m: &Coded) -> Row {
        let nibble = |k: usize| ((m.code >> (4 * k)) & 15) as u8;
        let by_quarter: [u16; 16] = std::array::from_fn(|k| scale(m.bits(), k as u8));
        let mut scales = [0; LANES];
        scales[..16].copy_from_slice(&by_quarter);
        Row {
            code: m.code.to_le_bytes().map(|byte| [byte; LANES]),
            scales,
            distance: std::array::from_fn(|k| std::array::from_fn(|v| (nibble(k) ^ v as u8).count_ones() as u8)),
            scale: [by_quarter.map(|v| v as u8), by_quarter.map(|v| (v >> 8) as u8)],
            direction: m.minutia.direction,
        }
    }
}

/// min(65535, floor(2^21 / (sqrt(p) + sqrt(4k + 2))^2)): turns a Hamming distance times 256 / 65536 into
/// 8192 (distance / (sqrt(p) + sqrt(q))^2), p and q the set bits of both codes, k = q / 4.
#[must_use]
pub fn scale(p: u8, k: u8) -> u16 {
    let root = (p as f64).sqrt() + ((4 * k as u32 + 2) as f64).sqrt();
    (2_097_152.0 / (root * root)).min(65_535.0) as u16
}

/// The oracle: the score of one enrolled finger, 0..=1024, one pair of minutiae at a time.
#[must_use]
pub fn score_scalar(probe: &FilterProbe, block: &Block) -> u32 {
    (0..LANES).map(|lane| lane_score(probe, block, lane)).sum()
}

fn lane_score(probe: &FilterProbe, block: &Block, lane: usize) -> u32 {
    let nearest = probe.rows.iter().map(|row| distance(row, block, lane)).min().unwrap_or(u16::MAX);
    (DISTANCE_MAX.saturating_sub(nearest) >> SCORE_SHIFT) as u32
}

fn distance(row: &Row, block: &Block, lane: usize) -> u16 {
    if turn_between(row.direction, block.direction[lane]) > TURN_MAX {
        return u16::MAX;
    }
    let hamming: u32 = (0..NIBBLES)
        .map(|k| {
            let byte = block.codes[k / 2][lane];
            let nibble = if k % 2 == 0 { byte & 15 } else { byte >> 4 };
            row.distance[k][nibble as usize] as u32
        })
        .sum();
    let k = (block.bits[lane] >> 2).min(15) as usize;
    let scale = u16::from_le_bytes([row.scale[0][k], row.scale[1][k]]);
    ((hamming * scale as u32) >> 8) as u16
}

/// The minutiae that the filter sees.
fn seen(finger: &[Coded]) -> impl Iterator<Item = &Coded> {
    finger.iter().filter(|m| m.bits() >= BITS_MIN).take(LANES)
}
