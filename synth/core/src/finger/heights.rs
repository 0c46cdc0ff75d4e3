//! The heights of a finger's skin as one impression reads them.

use super::ridge_map::{RidgeMap, from_byte, to_byte};
use crate::wide::{Kernel, run_widest};

/// By pixel of the map, in its bytes: ridges, and the detail of the skin as far as it shows.
pub(super) struct Heights {
    pub w: usize,
    pub h: usize,
    pub bytes: Vec<u8>,
}

impl Heights {
    /// Ridges and `detail` times the detail of the skin.
    pub fn of(map: &RidgeMap, detail: f32) -> Heights {
        let mut bytes = vec![0; map.w * map.h];
        run_widest(Sum { map, detail, out: &mut bytes });
        Heights { w: map.w, h: map.h, bytes }
    }

    /// The heights of a pixel and its neighbours right, below, and right below, as bytes of a word, its own lowest.
    #[inline(always)]
    pub fn quad(&self, k: usize) -> u32 {
        let near = &self.bytes[k..][..self.w + 2];
        u32::from_le_bytes([near[0], near[1], near[self.w], near[self.w + 1]])
    }
}

struct Sum<'a> {
    map: &'a RidgeMap,
    detail: f32,
    out: &'a mut [u8],
}

impl Kernel for Sum<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (out, (&ridge, &detail)) in self.out.iter_mut().zip(self.map.ridge.iter().zip(&self.map.detail)) {
            *out = to_byte(1.15 * from_byte(ridge) + self.detail * from_byte(detail));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_adds_the_detail_that_shows() {
        let map = RidgeMap { w: 4, h: 3, left: 0.0, top: 0.0, ridge: (0..12).map(|k| to_byte(0.1 * k as f32)).collect(), detail: vec![to_byte(-0.05); 12] };
        let heights = Heights::of(&map, 2.0);
        for (k, &byte) in heights.bytes.iter().enumerate() {
            assert!((from_byte(byte) - (0.115 * k as f32 - 0.1)).abs() < 0.04, "{k}: {byte}");
        }
        assert_eq!(heights.quad(5).to_le_bytes(), [5, 6, 9, 10].map(|k| heights.bytes[k]));
    }
}
