//! Noise of nothing but a lattice's nodes and a seed.

use crate::math::ROUNDER;

/// Primes of xxHash32 (Collet, 2012).
pub const FACTORS: [u32; 4] = [374_761_393, 668_265_263, 2_246_822_519, 3_266_489_917];
/// From 24 bits to 0..1.
pub const SCALE: f32 = 1.0 / 16_777_216.0;

/// A number of 0..1 for a node of whole coordinates.
#[inline(always)]
pub fn hash(i: f32, j: f32, seed: u32) -> f32 {
    // The whole number's low bits, without a saturating conversion.
    let lattice = |i: f32| (i + ROUNDER).to_bits();
    let mut h = lattice(i).wrapping_mul(FACTORS[0]) ^ lattice(j).wrapping_mul(FACTORS[1]) ^ seed.wrapping_mul(FACTORS[2]);
    h ^= h >> 15;
    h = h.wrapping_mul(FACTORS[2]);
    h ^= h >> 13;
    h = h.wrapping_mul(FACTORS[3]);
    h ^= h >> 16;
    (h >> 8) as i32 as f32 * SCALE
}
