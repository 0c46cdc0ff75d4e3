//! Numbers that fill registers: the operations of the plain module, which tells what they do, as instructions.

use std::mem::transmute;
use std::ops::{Add, Div, Mul, Neg, Sub};

use super::super::hash::FACTORS;
use super::instructions as x86;
use crate::math::ROUNDER;

/// Numbers side by side.
pub const WIDTH: usize = 16;

/// Sixteen `f32`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub struct Fx(pub [f32; WIDTH]);

/// The engine's tests are those of the plain module.
macro_rules! tests {
    ($($item:item)*) => {};
}
pub(in super::super) use tests;

/// An instruction on registers.
macro_rules! register {
    ($name:ident($($value:expr),*)) => {
        // SAFETY: the machine has the instruction, or nothing of this module runs; numbers have a register's size and alignment.
        unsafe { transmute::<x86::Numbers, Fx>(x86::$name($($value.into()),*)) }
    };
}

impl From<Fx> for x86::Numbers {
    #[inline(always)]
    fn from(value: Fx) -> Self {
        // SAFETY: the same size and alignment, and any bits are a number.
        unsafe { transmute(value) }
    }
}

/// A whole number in every lane.
macro_rules! splat {
    ($value:expr) => {
        x86::splat($value.cast_signed())
    };
}

macro_rules! operator {
    ($trait:ident, $method:ident) => {
        impl $trait for Fx {
            type Output = Fx;
            #[inline(always)]
            fn $method(self, o: Fx) -> Fx {
                register!($method(self, o))
            }
        }
        impl $trait<f32> for Fx {
            type Output = Fx;
            #[inline(always)]
            fn $method(self, o: f32) -> Fx {
                register!($method(self, Fx::splat(o)))
            }
        }
    };
}
operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);
operator!(Div, div);

impl Neg for Fx {
    type Output = Fx;
    #[inline(always)]
    fn neg(self) -> Fx {
        register!(xor(self, Fx::splat(-0.0)))
    }
}

#[allow(missing_docs)]
impl Fx {
    #[inline(always)]
    pub fn min(self, o: Fx) -> Fx {
        register!(min(self, o))
    }

    #[inline(always)]
    pub fn max(self, o: Fx) -> Fx {
        register!(max(self, o))
    }

    #[inline(always)]
    pub fn sqrt(self) -> Fx {
        register!(sqrt(self))
    }

    #[inline(always)]
    pub fn abs(self) -> Fx {
        register!(and_not(Fx::splat(-0.0), self))
    }

    #[inline(always)]
    pub fn below(self, limit: f32, then: Fx, other: Fx) -> Fx {
        register!(where_under(self, Fx::splat(limit), then, other))
    }

    #[inline(always)]
    pub fn which_below(self, limit: f32) -> u32 {
        // SAFETY: as in `register`.
        unsafe { x86::under(self.into(), Fx::splat(limit).into()) }
    }

    #[inline(always)]
    pub fn hashed(x: Fx, y: Fx, seeds: &[u32; WIDTH]) -> Fx {
        // SAFETY: as in `register`.
        unsafe {
            let [a, b, c, d] = [splat!(FACTORS[0]), splat!(FACTORS[1]), splat!(FACTORS[2]), splat!(FACTORS[3])];
            let x = x86::mul_wholes(x86::bits((x + ROUNDER).into()), a);
            let y = x86::mul_wholes(x86::bits((y + ROUNDER).into()), b);
            let seeds = x86::mul_wholes(transmute::<[u32; WIDTH], x86::Wholes>(*seeds), c);
            let h = x86::xor_wholes(x86::xor_wholes(x, y), seeds);
            let h = x86::mul_wholes(x86::xor_wholes(h, x86::shifted_right::<15>(h)), d);
            transmute(x86::numbers(h))
        }
    }

    #[inline(always)]
    pub fn power_of_two(self) -> Fx {
        // SAFETY: as in `register`.
        unsafe {
            let whole = x86::shifted_left::<23>(x86::bits((self + ROUNDER).into()));
            transmute(x86::add_wholes(whole, splat!((127u32 << 23))))
        }
    }
}
