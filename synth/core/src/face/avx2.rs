//! Eight numbers in one register of AVX2. The engine inside runs where the machine has been found to have it.
#![allow(unsafe_code, reason = "intrinsics of a feature that was detected before the engine was entered")]

#[path = "engine/mod.rs"]
pub mod engine;
#[path = "register.rs"]
mod register;

pub(super) use super::each::eight as each;
use crate::wide::Kernel;

/// Numbers side by side.
pub const WIDTH: usize = 8;

/// Eight `f32`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(32))]
pub struct Fx(pub [f32; WIDTH]);

/// Runs a kernel compiled for AVX2.
#[inline(always)]
pub fn run_wide<K: Kernel>(kernel: K) -> K::Output {
    // SAFETY: nothing of this module runs on a machine without AVX2.
    unsafe { run_avx2(kernel) }
}

#[target_feature(enable = "avx2")]
fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

/// The engine's tests are those of the plain module.
macro_rules! tests {
    ($($item:item)*) => {};
}
pub(super) use tests;

/// The instructions, by what they do.
mod instructions {
    pub use std::arch::x86_64::{
        __m256 as Numbers, __m256i as Wholes, _mm256_add_epi32 as add_wholes, _mm256_add_ps as add, _mm256_andnot_ps as and_not,
        _mm256_castps_si256 as bits, _mm256_cvtepi32_ps as numbers, _mm256_div_ps as div, _mm256_max_ps as max,
        _mm256_min_ps as min, _mm256_mul_ps as mul, _mm256_mullo_epi32 as mul_wholes, _mm256_set1_epi32 as splat,
        _mm256_slli_epi32 as shifted_left, _mm256_sqrt_ps as sqrt, _mm256_srli_epi32 as shifted_right, _mm256_sub_ps as sub,
        _mm256_xor_ps as xor, _mm256_xor_si256 as xor_wholes,
    };
    use std::arch::x86_64::{_CMP_LT_OQ, _mm256_blendv_ps, _mm256_cmp_ps, _mm256_movemask_ps};

    /// A bit for each lane in which `a` is less than `b`.
    #[inline(always)]
    pub unsafe fn under(a: Numbers, b: Numbers) -> u32 {
        // SAFETY: as the caller says.
        unsafe { _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_LT_OQ>(a, b)).cast_unsigned() }
    }

    /// `then` where `a` is less than `b`, else `other`.
    #[inline(always)]
    pub unsafe fn where_under(a: Numbers, b: Numbers, then: Numbers, other: Numbers) -> Numbers {
        // SAFETY: as the caller says.
        unsafe { _mm256_blendv_ps(other, then, _mm256_cmp_ps::<_CMP_LT_OQ>(a, b)) }
    }
}
