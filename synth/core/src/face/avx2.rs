//! Sixteen numbers in two registers of AVX2: what one waits for, the other hides. The engine inside runs where the machine
//! has been found to have it.
#![allow(unsafe_code, reason = "intrinsics of a feature that was detected before the engine was entered")]

#[path = "engine/mod.rs"]
pub mod engine;
#[path = "register.rs"]
mod register;

pub(super) use super::each::sixteen as each;
use crate::wide::{Kernel, run_avx2};
pub(super) use register::tests;
pub use register::{Fx, WIDTH};

/// Runs a kernel compiled for AVX2.
#[inline(always)]
pub fn run_wide<K: Kernel>(kernel: K) -> K::Output {
    // SAFETY: nothing of this module runs on a machine without AVX2.
    unsafe { run_avx2(kernel) }
}

/// The instructions, by what they do, each on both registers.
mod instructions {
    use std::arch::x86_64 as x86;

    #[derive(Clone, Copy)]
    #[repr(C)]
    pub struct Numbers(x86::__m256, x86::__m256);

    #[derive(Clone, Copy)]
    #[repr(C)]
    pub struct Wholes(x86::__m256i, x86::__m256i);

    macro_rules! both {
        ($($name:ident$(<$count:ident>)?: $intrinsic:ident($($arg:ident: $type:ident),*) -> $out:ident;)*) => {$(
            #[inline(always)]
            pub unsafe fn $name$(<const $count: i32>)?($($arg: $type),*) -> $out {
                // SAFETY: as the caller says.
                unsafe { $out(x86::$intrinsic$(::<$count>)?($($arg.0),*), x86::$intrinsic$(::<$count>)?($($arg.1),*)) }
            }
        )*};
    }
    both! {
        add: _mm256_add_ps(a: Numbers, b: Numbers) -> Numbers;
        sub: _mm256_sub_ps(a: Numbers, b: Numbers) -> Numbers;
        mul: _mm256_mul_ps(a: Numbers, b: Numbers) -> Numbers;
        div: _mm256_div_ps(a: Numbers, b: Numbers) -> Numbers;
        min: _mm256_min_ps(a: Numbers, b: Numbers) -> Numbers;
        max: _mm256_max_ps(a: Numbers, b: Numbers) -> Numbers;
        xor: _mm256_xor_ps(a: Numbers, b: Numbers) -> Numbers;
        and_not: _mm256_andnot_ps(a: Numbers, b: Numbers) -> Numbers;
        sqrt: _mm256_sqrt_ps(a: Numbers) -> Numbers;
        blend: _mm256_blendv_ps(other: Numbers, then: Numbers, sign: Numbers) -> Numbers;
        compared<WHEN>: _mm256_cmp_ps(a: Numbers, b: Numbers) -> Numbers;
        bits: _mm256_castps_si256(a: Numbers) -> Wholes;
        numbers: _mm256_cvtepi32_ps(a: Wholes) -> Numbers;
        add_wholes: _mm256_add_epi32(a: Wholes, b: Wholes) -> Wholes;
        mul_wholes: _mm256_mullo_epi32(a: Wholes, b: Wholes) -> Wholes;
        xor_wholes: _mm256_xor_si256(a: Wholes, b: Wholes) -> Wholes;
        shifted_left<COUNT>: _mm256_slli_epi32(a: Wholes) -> Wholes;
        shifted_right<COUNT>: _mm256_srli_epi32(a: Wholes) -> Wholes;
    }

    #[inline(always)]
    pub unsafe fn splat(a: i32) -> Wholes {
        // SAFETY: as the caller says.
        let a = unsafe { x86::_mm256_set1_epi32(a) };
        Wholes(a, a)
    }

    /// A bit for each lane in which `a` is less than `b`.
    #[inline(always)]
    pub unsafe fn under(a: Numbers, b: Numbers) -> u32 {
        // SAFETY: as the caller says.
        unsafe {
            let Numbers(low, high) = compared::<{ x86::_CMP_LT_OQ }>(a, b);
            (x86::_mm256_movemask_ps(low) | x86::_mm256_movemask_ps(high) << 8).cast_unsigned()
        }
    }

    /// `then` where `a` is less than `b`, else `other`.
    #[inline(always)]
    pub unsafe fn where_under(a: Numbers, b: Numbers, then: Numbers, other: Numbers) -> Numbers {
        // SAFETY: as the caller says.
        unsafe { blend(other, then, compared::<{ x86::_CMP_LT_OQ }>(a, b)) }
    }
}
