//! One face against many. Memory is what takes the time, so the faces are read as two streams: one from the start, one from the
//! middle, and the processor fetches ahead in both.

use crate::face::FaceVector;

/// Dot product of `probe` and each of `faces`, in their order.
pub fn face_dots(probe: &FaceVector, faces: &[FaceVector]) -> Vec<i32> {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        return unsafe { avx2::dots(probe, faces) };
    }
    dots_scalar(probe, faces)
}

/// The oracle.
pub fn dots_scalar(probe: &FaceVector, faces: &[FaceVector]) -> Vec<i32> {
    faces.iter().map(|face| probe.0.iter().zip(&face.0).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()).collect()
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::FaceVector;
    use std::arch::x86_64::{
        __m256i, _mm_add_epi32, _mm_cvtsi128_si32, _mm_loadu_si128, _mm_shuffle_epi32, _mm256_add_epi32, _mm256_castsi256_si128,
        _mm256_cvtepi8_epi16, _mm256_extracti128_si256, _mm256_madd_epi16, _mm256_setzero_si256,
    };

    #[target_feature(enable = "avx2")]
    pub fn dots(probe: &FaceVector, faces: &[FaceVector]) -> Vec<i32> {
        let (first, second) = faces.split_at(faces.len() / 2);
        let mut dots = vec![0; faces.len()];
        let (dots_first, dots_second) = dots.split_at_mut(first.len());
        for ((a, b), (dot_a, dot_b)) in first.iter().zip(second).zip(dots_first.iter_mut().zip(&mut *dots_second)) {
            [*dot_a, *dot_b] = dots_of_pair(probe, [a, b]);
        }
        if let [last] = second[first.len()..] {
            [dots_second[first.len()], _] = dots_of_pair(probe, [&last; 2]);
        }
        dots
    }

    /// Products of two i8 fit 15 bits, pairs of them 16: widened to i16 the sums are exact.
    #[target_feature(enable = "avx2")]
    fn dots_of_pair(probe: &FaceVector, pair: [&FaceVector; 2]) -> [i32; 2] {
        let mut sums = [_mm256_setzero_si256(); 2];
        for (k, part) in probe.0.as_chunks().0.iter().enumerate() {
            let part = widened(part);
            for (sum, face) in sums.iter_mut().zip(pair) {
                *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(widened(&face.0.as_chunks().0[k]), part));
            }
        }
        [sum_of_i32(sums[0]), sum_of_i32(sums[1])]
    }

    #[target_feature(enable = "avx2")]
    fn widened(components: &[i8; 16]) -> __m256i {
        // SAFETY: an unaligned load of exactly the array's 16 bytes.
        _mm256_cvtepi8_epi16(unsafe { _mm_loadu_si128(components.as_ptr().cast()) })
    }

    #[target_feature(enable = "avx2")]
    fn sum_of_i32(v: __m256i) -> i32 {
        let sum = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256::<1>(v));
        let sum = _mm_add_epi32(sum, _mm_shuffle_epi32::<0x4e>(sum));
        _mm_cvtsi128_si32(_mm_add_epi32(sum, _mm_shuffle_epi32::<0xb1>(sum)))
    }
}
