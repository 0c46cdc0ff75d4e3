//! Eight numbers in an array, which the compiler turns into whatever vector instructions a machine is sure to have.

#[path = "engine/mod.rs"]
pub mod engine;

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::hash::raw;
use crate::math::{ROUNDER, round_even};
use crate::wide::Kernel;

/// Eight `f32`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(32))]
pub struct F8(pub [f32; 8]);

/// Runs a kernel as it is compiled for every machine.
#[inline(always)]
pub fn run_wide<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

/// An expression a lane, written out: no loop is left for the optimiser to miss.
macro_rules! lanes {
    ($i:ident => $e:expr) => {
        F8([
            { const $i: usize = 0; $e },
            { const $i: usize = 1; $e },
            { const $i: usize = 2; $e },
            { const $i: usize = 3; $e },
            { const $i: usize = 4; $e },
            { const $i: usize = 5; $e },
            { const $i: usize = 6; $e },
            { const $i: usize = 7; $e },
        ])
    };
}

macro_rules! operator {
    ($trait:ident, $method:ident, $op:tt) => {
        impl $trait for F8 {
            type Output = F8;
            #[inline(always)]
            fn $method(self, o: F8) -> F8 {
                lanes!(I => self.0[I] $op o.0[I])
            }
        }
        impl $trait<f32> for F8 {
            type Output = F8;
            #[inline(always)]
            fn $method(self, o: f32) -> F8 {
                lanes!(I => self.0[I] $op o)
            }
        }
    };
}
operator!(Add, add, +);
operator!(Sub, sub, -);
operator!(Mul, mul, *);
operator!(Div, div, /);

impl Neg for F8 {
    type Output = F8;
    #[inline(always)]
    fn neg(self) -> F8 {
        lanes!(I => -self.0[I])
    }
}

impl F8 {
    /// The same number in every lane.
    #[inline(always)]
    pub fn splat(x: f32) -> F8 {
        F8([x; 8])
    }

    /// Smaller of two, lane by lane; the second where they are equal.
    #[inline(always)]
    pub fn min(self, o: F8) -> F8 {
        lanes!(I => if self.0[I] < o.0[I] { self.0[I] } else { o.0[I] })
    }

    /// Larger of two, lane by lane; the second where they are equal.
    #[inline(always)]
    pub fn max(self, o: F8) -> F8 {
        lanes!(I => if self.0[I] > o.0[I] { self.0[I] } else { o.0[I] })
    }

    /// Square root.
    #[inline(always)]
    pub fn sqrt(self) -> F8 {
        lanes!(I => self.0[I].sqrt())
    }

    /// Magnitude.
    #[inline(always)]
    pub fn abs(self) -> F8 {
        lanes!(I => self.0[I].abs())
    }

    /// Nearest whole number, for magnitudes below 2^22.
    #[inline(always)]
    pub fn round(self) -> F8 {
        lanes!(I => round_even(self.0[I]))
    }

    /// `then` where this is below the limit, else `other`.
    #[inline(always)]
    pub fn below(self, limit: f32, then: F8, other: F8) -> F8 {
        lanes!(I => if self.0[I] < limit { then.0[I] } else { other.0[I] })
    }

    /// 1 where this is above the limit, else 0.
    #[inline(always)]
    pub fn above(self, limit: f32) -> F8 {
        lanes!(I => if self.0[I] > limit { 1.0 } else { 0.0 })
    }

    /// Whether any lane is below the limit.
    #[inline(always)]
    pub fn any_below(self, limit: f32) -> bool {
        let v = self.0;
        let low = |a: f32, b: f32| if a < b { a } else { b };
        low(
            low(low(v[0], v[4]), low(v[1], v[5])),
            low(low(v[2], v[6]), low(v[3], v[7])),
        ) < limit
    }

    /// [`raw`] of the lattice's nodes (x, y), each with a seed of its own.
    #[inline(always)]
    pub fn hashed(x: F8, y: F8, seeds: &[u32; 8]) -> F8 {
        lanes!(I => raw(x.0[I], y.0[I], seeds[I]))
    }

    /// 2 to the power of a whole number of -126..=127.
    #[inline(always)]
    pub fn power_of_two(self) -> F8 {
        // The low bits of the sum are the whole number.
        lanes!(I => f32::from_bits(((self.0[I] + ROUNDER).to_bits() << 23).wrapping_add(127 << 23)))
    }
}
