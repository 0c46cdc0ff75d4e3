//! AVX-512 with its bit counts and integer dot products (BITALG, VNNI: Intel from 2019, AMD from 2022).

use crate::extract::{Kernel, RADIUS, SIDE};
use crate::filter::{Block, DISTANCE_MAX, FilterProbe, LANES, Row, SCORE_SHIFT, TURN_MAX};
use std::arch::x86_64::{
    __m256i, __m512i, _mm256_abs_epi8, _mm256_add_epi8, _mm256_and_si256, _mm256_cmple_epu8_mask, _mm256_loadu_si256, _mm256_min_epu8,
    _mm256_set1_epi8, _mm256_srli_epi16, _mm256_sub_epi8, _mm512_add_epi8, _mm512_castsi512_si256, _mm512_cvtepu8_epi16, _mm512_dpwssd_epi32,
    _mm512_extracti64x4_epi64, _mm512_inserti64x4, _mm512_loadu_si512, _mm512_madd_epi16, _mm512_mask_min_epu16, _mm512_mulhi_epu16,
    _mm512_permutexvar_epi16, _mm512_popcnt_epi8, _mm512_reduce_add_epi32, _mm512_set1_epi16, _mm512_setzero_si512,
    _mm512_slli_epi16, _mm512_srli_epi16, _mm512_subs_epu16, _mm512_xor_si512, _mm512_zextsi256_si512,
};

/// Pairs of bytes of a code: one vector holds two bytes of all lanes.
const PAIRS: usize = 8;

/// The processor has all that this file is compiled for.
pub fn is_here() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512bitalg")
        && is_x86_feature_detected!("avx512vnni")
}

pub fn dots(window: &[i16], stride: usize, filters: &[Kernel; 2]) -> [i32; 2] {
    // SAFETY: chosen only where `is_here`.
    unsafe { dots_avx512(window, stride, filters) }
}

/// Two rows at a time; the last, the fifteenth, with a row of zeros.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn dots_avx512(window: &[i16], stride: usize, filters: &[Kernel; 2]) -> [i32; 2] {
    assert!(window.len() >= stride * 2 * RADIUS + SIDE);
    // SAFETY: 16 values from `j * stride` lie inside by the check above for j <= 2 * RADIUS.
    let row = |j: usize| unsafe { _mm256_loadu_si256(window.as_ptr().add(j * stride).cast()) };
    // SAFETY: a filter holds 16 rows of 16, the last of them zeros.
    let taps = |filter: &Kernel, j: usize| unsafe { _mm512_loadu_si512(filter.as_ptr().add(j * SIDE).cast()) };
    let (mut even, mut odd) = (_mm512_setzero_si512(), _mm512_setzero_si512());
    for j in (0..=2 * RADIUS).step_by(2) {
        let first = _mm512_zextsi256_si512(row(j));
        let rows = if j < 2 * RADIUS { _mm512_inserti64x4::<1>(first, row(j + 1)) } else { first };
        even = _mm512_dpwssd_epi32(even, rows, taps(&filters[0], j));
        odd = _mm512_dpwssd_epi32(odd, rows, taps(&filters[1], j));
    }
    [_mm512_reduce_add_epi32(even), _mm512_reduce_add_epi32(odd)]
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512bitalg")]
pub fn add_filter_scores(probe: &FilterProbe, blocks: &[Block], scores: &mut [u32]) {
    for (score, block) in scores.iter_mut().zip(blocks) {
        *score += filter_score(&probe.rows, block);
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512bitalg")]
fn filter_score(rows: &[Row], block: &Block) -> u32 {
    let mut codes = [_mm512_setzero_si512(); PAIRS];
    for (codes, pair) in codes.iter_mut().zip(block.codes.as_chunks::<2>().0) {
        *codes = load_pair(pair);
    }
    let direction = load32(&block.direction);
    let quarter = _mm256_and_si256(_mm256_srli_epi16::<2>(load32(&block.bits)), _mm256_set1_epi8(63));
    let quarter = _mm512_cvtepu8_epi16(_mm256_min_epu8(quarter, _mm256_set1_epi8(15)));

    let mut nearest = _mm512_set1_epi16(-1);
    for row in rows {
        // SAFETY: an unaligned load of exactly the array's 64 bytes.
        let scales = unsafe { _mm512_loadu_si512(row.scales.as_ptr().cast()) };
        let distance = _mm512_mulhi_epu16(hamming(&codes, &row.code), _mm512_permutexvar_epi16(quarter, scales));
        // The absolute value of -128 stays -128: as unsigned it is 128.
        let turn = _mm256_abs_epi8(_mm256_sub_epi8(direction, _mm256_set1_epi8(row.direction as i8)));
        let near = _mm256_cmple_epu8_mask(turn, _mm256_set1_epi8(TURN_MAX as i8));
        nearest = _mm512_mask_min_epu16(nearest, near, nearest, distance);
    }
    let scores = _mm512_srli_epi16::<SCORE_SHIFT>(_mm512_subs_epu16(_mm512_set1_epi16(DISTANCE_MAX as i16), nearest));
    _mm512_reduce_add_epi32(_mm512_madd_epi16(scores, _mm512_set1_epi16(1))) as u32
}

/// Hamming distances of a probe minutia to all lanes, 256 times, in 16 bits.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512bitalg")]
fn hamming(codes: &[__m512i; PAIRS], code: &[[u8; LANES]; 16]) -> __m512i {
    let mut sums = [_mm512_setzero_si512(); 2];
    for (k, (codes, pair)) in codes.iter().zip(code.as_chunks::<2>().0).enumerate() {
        sums[k % 2] = _mm512_add_epi8(sums[k % 2], _mm512_popcnt_epi8(_mm512_xor_si512(*codes, load_pair(pair))));
    }
    let sum = _mm512_add_epi8(sums[0], sums[1]);
    let bytes = _mm256_add_epi8(_mm512_castsi512_si256(sum), _mm512_extracti64x4_epi64::<1>(sum));
    _mm512_slli_epi16::<8>(_mm512_cvtepu8_epi16(bytes))
}

#[target_feature(enable = "avx512f")]
fn load_pair(rows: &[[u8; LANES]; 2]) -> __m512i {
    // SAFETY: an unaligned load of exactly the pair's 64 bytes.
    unsafe { _mm512_loadu_si512(rows.as_ptr().cast()) }
}

#[target_feature(enable = "avx")]
fn load32(bytes: &[u8; LANES]) -> __m256i {
    // SAFETY: an unaligned load of exactly the array's 32 bytes.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}
