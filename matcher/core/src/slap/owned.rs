//! A slap whose cells are known by the finger that they belong to.

use super::columns::Column;
use super::frame::BITS;
use super::mask::Mask;
use super::pad::Pad;
use crate::error::MatchError;
use crate::image::Grey;

/// The image, and whose each cell is.
pub struct Owned<'a> {
    image: &'a Grey,
    pub mask: &'a Mask,
    /// FGP by cell; 0 nobody's.
    owner: Vec<u8>,
}

impl<'a> Owned<'a> {
    pub fn new(image: &'a Grey, mask: &'a Mask, named: &[(u8, Column)]) -> Owned<'a> {
        let mut owner = vec![0; mask.depth.len()];
        for (fgp, column) in named {
            column.cells.iter().for_each(|&cell| owner[cell] = *fgp);
        }
        Owned { image, mask, owner }
    }

    /// FGP of the finger at a place, 0 nobody's; none outside the image.
    pub fn owner(&self, x: i32, y: i32) -> Option<u8> {
        self.mask.cell_at(x, y).map(|cell| self.owner[cell])
    }

    /// How much darker than the bare plate a place is, grey levels.
    pub fn ink(&self, x: i32, y: i32) -> i64 {
        (self.mask.background as i64 - self.grey(x, y)).max(0)
    }

    /// The image within a finger's pad, upright, bilinear; what is a neighbour's or off the plate is bare plate.
    ///
    /// # Errors
    /// `Undecodable` when the pad is out of the limits of an image.
    pub fn upright(&self, fgp: u8, pad: &Pad) -> Result<Grey, MatchError> {
        let Pad { frame, left, top, right, bottom } = *pad;
        let places = (top..bottom).flat_map(|along| (left..right).map(move |across| frame.fine(across, along)));
        let pixels = places.map(|(x, y)| self.sample(fgp, x, y)).collect();
        Grey::new((right - left) as u32, (bottom - top) as u32, pixels)
    }

    /// Bilinear value for a finger; places in px / 2^[`BITS`].
    fn sample(&self, fgp: u8, x: i64, y: i64) -> u8 {
        let (column, row) = ((x >> BITS) as i32, (y >> BITS) as i32);
        if self.owner(column, row).is_none_or(|owner| owner != 0 && owner != fgp) {
            return self.mask.background;
        }
        let share = |v: i64| v & ((1 << BITS) - 1);
        let mix = |p: i64, q: i64, share: i64| (p << BITS) + (q - p) * share;
        let across = |row: i32| mix(self.grey(column, row), self.grey(column + 1, row), share(x));
        ((mix(across(row), across(row + 1), share(y)) + (1 << (2 * BITS - 1))) >> (2 * BITS)) as u8
    }

    /// Grey level at a place; the plate's outside.
    fn grey(&self, x: i32, y: i32) -> i64 {
        let inside = (0..self.image.width as i32).contains(&x) && (0..self.image.height as i32).contains(&y);
        i64::from(if inside { self.image.pixels[y as usize * self.image.width as usize + x as usize] } else { self.mask.background })
    }
}
