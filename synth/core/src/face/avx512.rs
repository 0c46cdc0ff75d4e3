//! Sixteen numbers in one register of AVX-512. The engine inside runs where the machine has been found to have it.
#![allow(unsafe_code, reason = "intrinsics of features that were detected before the engine was entered")]

#[path = "engine/mod.rs"]
pub mod engine;
#[path = "register.rs"]
mod register;

pub(super) use super::each::sixteen as each;
use crate::wide::{Kernel, run_avx512};
pub(super) use register::tests;
pub use register::{Fx, WIDTH};

/// Runs a kernel compiled for AVX-512.
#[inline(always)]
pub fn run_wide<K: Kernel>(kernel: K) -> K::Output {
    // SAFETY: nothing of this module runs on a machine without these features.
    unsafe { run_avx512(kernel) }
}

/// The instructions, by what they do.
mod instructions {
    pub use std::arch::x86_64::{
        __m512 as Numbers, __m512i as Wholes, _mm512_add_epi32 as add_wholes, _mm512_add_ps as add, _mm512_andnot_ps as and_not,
        _mm512_castps_si512 as bits, _mm512_cvtepi32_ps as numbers, _mm512_div_ps as div, _mm512_max_ps as max,
        _mm512_min_ps as min, _mm512_mul_ps as mul, _mm512_mullo_epi32 as mul_wholes, _mm512_set1_epi32 as splat,
        _mm512_slli_epi32 as shifted_left, _mm512_sqrt_ps as sqrt, _mm512_srli_epi32 as shifted_right, _mm512_sub_ps as sub,
        _mm512_xor_ps as xor, _mm512_xor_si512 as xor_wholes,
    };
    use std::arch::x86_64::{_CMP_LT_OQ, _mm512_cmp_ps_mask, _mm512_mask_blend_ps};

    /// A bit for each lane in which `a` is less than `b`.
    #[inline(always)]
    pub unsafe fn under(a: Numbers, b: Numbers) -> u32 {
        // SAFETY: as the caller says.
        unsafe { _mm512_cmp_ps_mask::<_CMP_LT_OQ>(a, b).into() }
    }

    /// `then` where `a` is less than `b`, else `other`.
    #[inline(always)]
    pub unsafe fn where_under(a: Numbers, b: Numbers, then: Numbers, other: Numbers) -> Numbers {
        // SAFETY: as the caller says.
        unsafe { _mm512_mask_blend_ps(_mm512_cmp_ps_mask::<_CMP_LT_OQ>(a, b), other, then) }
    }
}
