//! Noise of nothing but a lattice's nodes and a seed.

use crate::math::ROUNDER;

/// Primes of xxHash32 (Collet, 2012).
pub const FACTORS: [u32; 4] = [374_761_393, 668_265_263, 2_246_822_519, 3_266_489_917];
/// From 32 bits with a sign to -0.5..0.5.
pub const SCALE: f32 = 1.0 / 4_294_967_296.0;

/// A number of -2^31..=2^31 for a node of whole coordinates; to be scaled by [`SCALE`].
#[inline(always)]
pub fn raw(i: f32, j: f32, seed: u32) -> f32 {
    // The whole number's low bits, without a saturating conversion.
    let lattice = |i: f32| (i + ROUNDER).to_bits();
    let h = lattice(i).wrapping_mul(FACTORS[0]) ^ lattice(j).wrapping_mul(FACTORS[1]) ^ seed.wrapping_mul(FACTORS[2]);
    (h ^ (h >> 15)).wrapping_mul(FACTORS[3]).cast_signed() as f32
}

/// 32 bits for a place of whole coordinates, all of them well mixed.
#[inline(always)]
pub fn bits(i: u32, j: u32, seed: u32) -> u32 {
    let h = i.wrapping_mul(FACTORS[0]) ^ j.wrapping_mul(FACTORS[1]) ^ seed.wrapping_mul(FACTORS[2]);
    let h = (h ^ (h >> 15)).wrapping_mul(FACTORS[2]);
    let h = (h ^ (h >> 13)).wrapping_mul(FACTORS[3]);
    h ^ (h >> 16)
}
