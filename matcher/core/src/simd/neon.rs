//! NEON, which every 64-bit ARM processor has; what is not here, the compiler turns into NEON by itself.

use crate::filter::{Block, DISTANCE_MAX, FilterProbe, LANES, Row, SCORE_SHIFT, TURN_MAX};
use std::arch::aarch64::{
    uint8x16_t, uint16x8_t, vabdq_u8, vaddq_u8, vaddq_u16, vaddvq_u16, vcgtq_u8, vcntq_u8, vdupq_n_u8, vdupq_n_u16, veorq_u8, vget_high_u8,
    vget_low_u8, vld1q_u8, vminq_u8, vminq_u16, vmull_u8, vnegq_s8, vorrq_u16, vqsubq_u16, vqtbl1q_u8, vreinterpretq_s8_u8, vreinterpretq_u8_s8,
    vreinterpretq_u16_u8, vshrq_n_u8, vshrq_n_u16, vzip1q_u8, vzip2q_u8,
};

/// Lanes of a vector of bytes.
const WIDTH: usize = 16;

/// Adds the filter scores of `blocks` to `scores`.
pub fn add_filter_scores(probe: &FilterProbe, blocks: &[Block], scores: &mut [u32]) {
    for (score, block) in scores.iter_mut().zip(blocks) {
        for first in (0..LANES).step_by(WIDTH) {
            // SAFETY: NEON is part of the architecture.
            *score += unsafe { half_score(probe, block, first) };
        }
    }
}

/// Score of the 16 lanes from `first`.
#[target_feature(enable = "neon")]
fn half_score(probe: &FilterProbe, block: &Block, first: usize) -> u32 {
    let mut codes = [vdupq_n_u8(0); 16];
    for (codes, row) in codes.iter_mut().zip(&block.codes) {
        *codes = half(row, first);
    }
    let direction = half(&block.direction, first);
    let quarter = vminq_u8(vshrq_n_u8::<2>(half(&block.bits, first)), vdupq_n_u8(15));
    let mut nearest = [vdupq_n_u16(u16::MAX); 2];
    for row in &probe.rows {
        let distances = distances(row, hamming(&codes, &row.code), direction, quarter);
        nearest = [vminq_u16(nearest[0], distances[0]), vminq_u16(nearest[1], distances[1])];
    }
    let limit = vdupq_n_u16(DISTANCE_MAX);
    let [a, b] = nearest.map(|v| vshrq_n_u16::<{ SCORE_SHIFT as i32 }>(vqsubq_u16(limit, v)));
    vaddvq_u16(vaddq_u16(a, b)) as u32
}

/// Hamming distances of a probe minutia to the lanes.
#[target_feature(enable = "neon")]
fn hamming(codes: &[uint8x16_t; 16], code: &[[u8; LANES]; 16]) -> uint8x16_t {
    let mut sum = vdupq_n_u8(0);
    for (codes, bytes) in codes.iter().zip(code) {
        sum = vaddq_u8(sum, vcntq_u8(veorq_u8(*codes, vdupq_n_u8(bytes[0]))));
    }
    sum
}

/// Normalised distances of the lanes in 16 bits, two halves; 65535 where directions are too far apart.
#[target_feature(enable = "neon")]
fn distances(row: &Row, hamming: uint8x16_t, direction: uint8x16_t, quarter: uint8x16_t) -> [uint16x8_t; 2] {
    let (low, high) = (vqtbl1q_u8(load16(&row.scale[0]), quarter), vqtbl1q_u8(load16(&row.scale[1]), quarter));
    let turned = vcgtq_u8(turn(direction, vdupq_n_u8(row.direction)), vdupq_n_u8(TURN_MAX));
    // h (256 high + low) / 256, rounded down, is h high + h low / 256: a Hamming distance is 128 at most, so it fits.
    let first = vaddq_u16(vmull_u8(vget_low_u8(hamming), vget_low_u8(high)), vshrq_n_u16::<8>(vmull_u8(vget_low_u8(hamming), vget_low_u8(low))));
    let second = vaddq_u16(vmull_u8(vget_high_u8(hamming), vget_high_u8(high)), vshrq_n_u16::<8>(vmull_u8(vget_high_u8(hamming), vget_high_u8(low))));
    let far = [vzip1q_u8(turned, turned), vzip2q_u8(turned, turned)].map(|v| vreinterpretq_u16_u8(v));
    [vorrq_u16(first, far[0]), vorrq_u16(second, far[1])]
}

/// Angle between directions the shorter way, 256 a turn.
#[target_feature(enable = "neon")]
fn turn(a: uint8x16_t, b: uint8x16_t) -> uint8x16_t {
    let one_way = vabdq_u8(a, b);
    vminq_u8(one_way, vreinterpretq_u8_s8(vnegq_s8(vreinterpretq_s8_u8(one_way))))
}

#[target_feature(enable = "neon")]
fn half(row: &[u8; LANES], first: usize) -> uint8x16_t {
    load16(row[first..].first_chunk().expect("16 of 32"))
}

#[target_feature(enable = "neon")]
fn load16(bytes: &[u8; WIDTH]) -> uint8x16_t {
    // SAFETY: a load of exactly the array's 16 bytes.
    unsafe { vld1q_u8(bytes.as_ptr()) }
}
