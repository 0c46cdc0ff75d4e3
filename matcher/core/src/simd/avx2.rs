//! AVX2.

use crate::code::Coded;
use crate::extract::{Kernel, RADIUS, SIDE};
use crate::filter::{Block, DISTANCE_MAX, FilterProbe, LANES, NIBBLES, Row, SCORE_SHIFT, TURN_MAX};
use crate::rerank::{self, Agreement};
use std::arch::x86_64::{
    __m128i, __m256i, _mm_add_epi32, _mm_cvtsi128_si32, _mm_extract_epi32, _mm_loadu_si128, _mm_shuffle_epi32,
    _mm256_abs_epi8, _mm256_add_epi8, _mm256_add_epi16, _mm256_add_epi32, _mm256_and_si256, _mm256_broadcastsi128_si256,
    _mm256_castsi256_si128, _mm256_cmpgt_epi8, _mm256_extracti128_si256, _mm256_hadd_epi32, _mm256_loadu_si256,
    _mm256_madd_epi16, _mm256_min_epu8, _mm256_min_epu16, _mm256_mulhi_epu16, _mm256_or_si256, _mm256_set1_epi8,
    _mm256_set1_epi16, _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi16, _mm256_sub_epi8, _mm256_subs_epu16,
    _mm256_unpackhi_epi8, _mm256_unpacklo_epi8,
};

#[target_feature(enable = "avx2,popcnt")]
pub fn agree(probe: &[Coded], mate: &[Coded]) -> Agreement {
    rerank::compare(probe, mate)
}

pub fn dots(window: &[i16], stride: usize, filters: &[Kernel; 2]) -> [i32; 2] {
    // SAFETY: chosen only where the processor has AVX2.
    unsafe { dots_avx2(window, stride, filters) }
}

#[target_feature(enable = "avx2")]
fn dots_avx2(window: &[i16], stride: usize, filters: &[Kernel; 2]) -> [i32; 2] {
    assert!(window.len() >= stride * 2 * RADIUS + SIDE);
    let (mut even, mut odd) = (_mm256_setzero_si256(), _mm256_setzero_si256());
    for j in 0..=2 * RADIUS {
        // SAFETY: 16 values from j * stride lie inside by the check above; a filter holds 16 rows of 16.
        let (v, e, o) = unsafe {
            (
                _mm256_loadu_si256(window.as_ptr().add(j * stride).cast()),
                _mm256_loadu_si256(filters[0].as_ptr().add(j * SIDE).cast()),
                _mm256_loadu_si256(filters[1].as_ptr().add(j * SIDE).cast()),
            )
        };
        even = _mm256_add_epi32(even, _mm256_madd_epi16(v, e));
        odd = _mm256_add_epi32(odd, _mm256_madd_epi16(v, o));
    }
    let h = _mm256_hadd_epi32(even, odd);
    let h = _mm256_hadd_epi32(h, h);
    let s = _mm_add_epi32(_mm256_castsi256_si128(h), _mm256_extracti128_si256::<1>(h));
    [_mm_cvtsi128_si32(s), _mm_extract_epi32::<1>(s)]
}

#[target_feature(enable = "avx2")]
pub fn add_filter_scores(probe: &FilterProbe, blocks: &[Block], scores: &mut [u32]) {
    for (score, block) in scores.iter_mut().zip(blocks) {
        *score += filter_score(probe, block);
    }
}

#[target_feature(enable = "avx2")]
fn filter_score(probe: &FilterProbe, block: &Block) -> u32 {
    let low4 = _mm256_set1_epi8(15);
    let mut nibbles = [_mm256_setzero_si256(); NIBBLES];
    for (pair, codes) in nibbles.chunks_exact_mut(2).zip(&block.codes) {
        let v = load32(codes);
        pair[0] = _mm256_and_si256(v, low4);
        pair[1] = _mm256_and_si256(_mm256_srli_epi16::<4>(v), low4);
    }
    let direction = load32(&block.direction);
    let quarter = _mm256_and_si256(_mm256_srli_epi16::<2>(load32(&block.bits)), _mm256_set1_epi8(63));
    let quarter = _mm256_min_epu8(quarter, low4);

    let mut nearest = [_mm256_set1_epi16(-1); 2];
    for pair in probe.rows.chunks_exact(2) {
        for (row, hamming) in pair.iter().zip(hamming_pair(&pair[0], &pair[1], &nibbles)) {
            let distances = distances(row, hamming, direction, quarter);
            nearest = [_mm256_min_epu16(nearest[0], distances[0]), _mm256_min_epu16(nearest[1], distances[1])];
        }
    }
    sum_of_scores(nearest)
}

/// Hamming distances of two probe minutiae to all lanes; two sums each keep the units busy.
#[target_feature(enable = "avx2")]
fn hamming_pair(a: &Row, b: &Row, nibbles: &[__m256i; NIBBLES]) -> [__m256i; 2] {
    let mut sums = [_mm256_setzero_si256(); 4];
    for k in (0..NIBBLES).step_by(2) {
        for (half, sums) in sums.chunks_exact_mut(2).enumerate() {
            let n = nibbles[k + half];
            sums[0] = _mm256_add_epi8(sums[0], _mm256_shuffle_epi8(table(&a.distance[k + half]), n));
            sums[1] = _mm256_add_epi8(sums[1], _mm256_shuffle_epi8(table(&b.distance[k + half]), n));
        }
    }
    [_mm256_add_epi8(sums[0], sums[2]), _mm256_add_epi8(sums[1], sums[3])]
}

/// Normalised distances of all lanes in 16 bits, two halves; 65535 where directions are too far apart.
#[target_feature(enable = "avx2")]
fn distances(row: &Row, hamming: __m256i, direction: __m256i, quarter: __m256i) -> [__m256i; 2] {
    let zero = _mm256_setzero_si256();
    let difference = _mm256_abs_epi8(_mm256_sub_epi8(direction, _mm256_set1_epi8(row.direction as i8)));
    // The absolute value of -128 stays -128: as unsigned it is 128, cut to 127.
    let turned = _mm256_cmpgt_epi8(_mm256_min_epu8(difference, _mm256_set1_epi8(127)), _mm256_set1_epi8(TURN_MAX as i8));
    let (low, high) = (_mm256_shuffle_epi8(table(&row.scale[0]), quarter), _mm256_shuffle_epi8(table(&row.scale[1]), quarter));
    let first = _mm256_mulhi_epu16(_mm256_unpacklo_epi8(zero, hamming), _mm256_unpacklo_epi8(low, high));
    let second = _mm256_mulhi_epu16(_mm256_unpackhi_epi8(zero, hamming), _mm256_unpackhi_epi8(low, high));
    [_mm256_or_si256(first, _mm256_unpacklo_epi8(turned, turned)), _mm256_or_si256(second, _mm256_unpackhi_epi8(turned, turned))]
}

#[target_feature(enable = "avx2")]
fn sum_of_scores(nearest: [__m256i; 2]) -> u32 {
    let limit = _mm256_set1_epi16(DISTANCE_MAX as i16);
    let scores = nearest.map(|v| _mm256_srli_epi16::<{ SCORE_SHIFT as i32 }>(_mm256_subs_epu16(limit, v)));
    let sums = _mm256_madd_epi16(_mm256_add_epi16(scores[0], scores[1]), _mm256_set1_epi16(1));
    sum_of_i32(sums) as u32
}

#[target_feature(enable = "avx2")]
fn sum_of_i32(v: __m256i) -> i32 {
    let s = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256::<1>(v));
    let s = _mm_add_epi32(s, _mm_shuffle_epi32::<0x4e>(s));
    let s = _mm_add_epi32(s, _mm_shuffle_epi32::<0xb1>(s));
    _mm_cvtsi128_si32(s)
}

#[target_feature(enable = "avx2")]
fn load32(bytes: &[u8; LANES]) -> __m256i {
    // SAFETY: an unaligned load of exactly the array's 32 bytes.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

/// A 16-entry table in both halves.
#[target_feature(enable = "avx2")]
fn table(bytes: &[u8; 16]) -> __m256i {
    // SAFETY: an unaligned load of exactly the array's 16 bytes.
    let half: __m128i = unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) };
    _mm256_broadcastsi128_si256(half)
}
