//! Eight numbers in an array, which the compiler turns into whatever vector instructions a machine is sure to have.

#[path = "engine/mod.rs"]
pub mod engine;

use std::ops::{Add, Div, Mul, Neg, Sub};

pub(super) use super::each::eight as each;
use super::hash::raw;
use crate::math::ROUNDER;
use crate::wide::Kernel;

/// Numbers side by side.
pub const WIDTH: usize = 8;

/// Eight `f32`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(32))]
pub struct Fx(pub [f32; WIDTH]);

/// Runs a kernel as it is compiled for every machine.
#[inline(always)]
pub fn run_wide<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

/// Tests of the engine's modules: they run in the engine for every machine, and a test of bytes holds the others to it.
macro_rules! tests {
    ($($item:item)*) => {
        #[cfg(test)]
        #[allow(clippy::float_cmp, reason = "these values are exact")]
        mod tests {
            use super::*;
            $($item)*
        }
    };
}
pub(super) use tests;

macro_rules! lanes {
    ($i:ident => $e:expr) => {
        Fx(each!($i => $e))
    };
}

macro_rules! operator {
    ($trait:ident, $method:ident, $op:tt) => {
        impl $trait for Fx {
            type Output = Fx;
            #[inline(always)]
            fn $method(self, o: Fx) -> Fx {
                lanes!(I => self.0[I] $op o.0[I])
            }
        }
        impl $trait<f32> for Fx {
            type Output = Fx;
            #[inline(always)]
            fn $method(self, o: f32) -> Fx {
                lanes!(I => self.0[I] $op o)
            }
        }
    };
}
operator!(Add, add, +);
operator!(Sub, sub, -);
operator!(Mul, mul, *);
operator!(Div, div, /);

impl Neg for Fx {
    type Output = Fx;
    #[inline(always)]
    fn neg(self) -> Fx {
        lanes!(I => -self.0[I])
    }
}

impl Fx {
    /// Smaller of two, lane by lane; the second where they are equal.
    #[inline(always)]
    pub fn min(self, o: Fx) -> Fx {
        lanes!(I => if self.0[I] < o.0[I] { self.0[I] } else { o.0[I] })
    }

    /// Larger of two, lane by lane; the second where they are equal.
    #[inline(always)]
    pub fn max(self, o: Fx) -> Fx {
        lanes!(I => if self.0[I] > o.0[I] { self.0[I] } else { o.0[I] })
    }

    /// Square root.
    #[inline(always)]
    pub fn sqrt(self) -> Fx {
        lanes!(I => self.0[I].sqrt())
    }

    /// Magnitude.
    #[inline(always)]
    pub fn abs(self) -> Fx {
        lanes!(I => self.0[I].abs())
    }

    /// `then` where this is below the limit, else `other`.
    #[inline(always)]
    pub fn below(self, limit: f32, then: Fx, other: Fx) -> Fx {
        lanes!(I => if self.0[I] < limit { then.0[I] } else { other.0[I] })
    }

    /// A bit for each lane that is below the limit.
    #[inline(always)]
    pub fn which_below(self, limit: f32) -> u32 {
        each!(I => u32::from(self.0[I] < limit) << I).into_iter().fold(0, |all, bit| all | bit)
    }

    /// [`raw`] of the lattice's nodes (x, y), each with a seed of its own.
    #[inline(always)]
    pub fn hashed(x: Fx, y: Fx, seeds: &[u32; WIDTH]) -> Fx {
        lanes!(I => raw(x.0[I], y.0[I], seeds[I]))
    }

    /// 2 to the power of a whole number of -126..=127.
    #[inline(always)]
    pub fn power_of_two(self) -> Fx {
        // The low bits of the sum are the whole number.
        lanes!(I => f32::from_bits(((self.0[I] + ROUNDER).to_bits() << 23).wrapping_add(127 << 23)))
    }
}
