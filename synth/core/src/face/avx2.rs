//! Eight numbers in one register of AVX2. The engine inside runs where the machine has been found to have it.
#![allow(unsafe_code, reason = "intrinsics of a feature that was detected before the engine was entered")]

#[path = "engine/mod.rs"]
pub mod engine;

use std::arch::x86_64 as x86;
use std::mem::transmute;
use std::ops::{Add, Div, Mul, Neg, Sub};

use super::hash::FACTORS;
use crate::math::ROUNDER;
use crate::wide::Kernel;

/// Eight `f32`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(32))]
pub struct F8(pub [f32; 8]);

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

/// An intrinsic on registers.
macro_rules! register {
    ($name:ident($($value:expr),*)) => {
        // SAFETY: nothing of this module runs on a machine without AVX2; an F8 has a register's size and alignment.
        unsafe { transmute::<_, F8>(x86::$name($($value),*)) }
    };
}

impl From<F8> for x86::__m256 {
    #[inline(always)]
    fn from(value: F8) -> Self {
        // SAFETY: the same size and alignment, and any bits are a number.
        unsafe { transmute(value) }
    }
}

/// A whole number in every lane.
macro_rules! splat {
    ($value:expr) => {
        x86::_mm256_set1_epi32($value.cast_signed())
    };
}

macro_rules! operator {
    ($trait:ident, $method:ident, $intrinsic:ident) => {
        impl $trait for F8 {
            type Output = F8;
            #[inline(always)]
            fn $method(self, o: F8) -> F8 {
                register!($intrinsic(self.into(), o.into()))
            }
        }
        impl $trait<f32> for F8 {
            type Output = F8;
            #[inline(always)]
            fn $method(self, o: f32) -> F8 {
                register!($intrinsic(self.into(), F8::splat(o).into()))
            }
        }
    };
}
operator!(Add, add, _mm256_add_ps);
operator!(Sub, sub, _mm256_sub_ps);
operator!(Mul, mul, _mm256_mul_ps);
operator!(Div, div, _mm256_div_ps);

impl Neg for F8 {
    type Output = F8;
    #[inline(always)]
    fn neg(self) -> F8 {
        register!(_mm256_xor_ps(self.into(), F8::splat(-0.0).into()))
    }
}

/// The operations of the plain module, which tells what they do.
#[allow(missing_docs)]
impl F8 {
    #[inline(always)]
    pub fn splat(x: f32) -> F8 {
        F8([x; 8])
    }

    #[inline(always)]
    pub fn min(self, o: F8) -> F8 {
        register!(_mm256_min_ps(self.into(), o.into()))
    }

    #[inline(always)]
    pub fn max(self, o: F8) -> F8 {
        register!(_mm256_max_ps(self.into(), o.into()))
    }

    #[inline(always)]
    pub fn sqrt(self) -> F8 {
        register!(_mm256_sqrt_ps(self.into()))
    }

    #[inline(always)]
    pub fn abs(self) -> F8 {
        register!(_mm256_andnot_ps(F8::splat(-0.0).into(), self.into()))
    }

    #[inline(always)]
    pub fn round(self) -> F8 {
        (self + ROUNDER) - ROUNDER
    }

    #[inline(always)]
    pub fn below(self, limit: f32, then: F8, other: F8) -> F8 {
        register!(_mm256_blendv_ps(other.into(), then.into(), self.under(limit).into()))
    }

    #[inline(always)]
    pub fn above(self, limit: f32) -> F8 {
        (-self).below(-limit, F8::splat(1.0), F8::splat(0.0))
    }

    #[inline(always)]
    pub fn any_below(self, limit: f32) -> bool {
        // SAFETY: as in `register`.
        unsafe { x86::_mm256_movemask_ps(self.under(limit).into()) != 0 }
    }

    #[inline(always)]
    pub fn hashed(x: F8, y: F8, seeds: &[u32; 8]) -> F8 {
        // SAFETY: as in `register`.
        unsafe {
            let [a, b, c, d] = [splat!(FACTORS[0]), splat!(FACTORS[1]), splat!(FACTORS[2]), splat!(FACTORS[3])];
            let x = x86::_mm256_mullo_epi32(x86::_mm256_castps_si256((x + ROUNDER).into()), a);
            let y = x86::_mm256_mullo_epi32(x86::_mm256_castps_si256((y + ROUNDER).into()), b);
            let seeds = x86::_mm256_mullo_epi32(transmute::<[u32; 8], x86::__m256i>(*seeds), c);
            let h = x86::_mm256_xor_si256(x86::_mm256_xor_si256(x, y), seeds);
            let h = x86::_mm256_mullo_epi32(x86::_mm256_xor_si256(h, x86::_mm256_srli_epi32::<15>(h)), d);
            transmute(x86::_mm256_cvtepi32_ps(h))
        }
    }

    #[inline(always)]
    pub fn power_of_two(self) -> F8 {
        // SAFETY: as in `register`.
        unsafe {
            let whole = x86::_mm256_slli_epi32::<23>(x86::_mm256_castps_si256((self + ROUNDER).into()));
            transmute(x86::_mm256_add_epi32(whole, splat!((127u32 << 23))))
        }
    }

    /// All bits set where this is below the limit.
    #[inline(always)]
    fn under(self, limit: f32) -> F8 {
        // SAFETY: as in `register`.
        unsafe { transmute(x86::_mm256_cmp_ps::<{ x86::_CMP_LT_OQ }>(self.into(), F8::splat(limit).into())) }
    }
}
