//! A slap cut into its fingers: four fingers of a hand, or two thumbs, pressed at once.
//!
//! Cells with contrast ([`mask`]) -> regions of one finger each, touching ones parted at their waist ([`regions`]) -> tilt of the hand and
//! columns, one a finger ([`columns`]) -> names ([`name`]) -> the pad of the last joint ([`pad`]), upright ([`owned`]).
//! Integers but for a few angles, which come from [`crate::math`]: the same fingers everywhere. Lengths are px at 500 ppi.

mod columns;
mod frame;
mod mask;
mod name;
mod owned;
mod pad;
mod regions;

use crate::error::MatchError;
use crate::image::Grey;
use columns::Column;
use owned::Owned;
use pad::Pad;

/// Side of a cell, px.
const CELL: usize = 8;

/// Fingers that are pressed at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// Right four fingers.
    Right,
    /// Left four fingers.
    Left,
    /// Both thumbs.
    Thumbs,
}

impl Hand {
    /// By the position of the slap: 13, 14 (ANSI/NIST-ITL 1-2000, table 6) and 15 (two thumbs, ANSI/NIST-ITL 1-2007).
    #[must_use]
    pub fn of(position: u8) -> Option<Hand> {
        [Hand::Right, Hand::Left, Hand::Thumbs].into_iter().find(|hand| hand.position() == position)
    }

    /// 13..=15.
    #[must_use]
    pub fn position(self) -> u8 {
        match self {
            Hand::Right => 13,
            Hand::Left => 14,
            Hand::Thumbs => 15,
        }
    }

    /// FGP from the left.
    #[must_use]
    pub fn fingers(self) -> &'static [u8] {
        match self {
            Hand::Right => &[2, 3, 4, 5],
            Hand::Left => &[10, 9, 8, 7],
            Hand::Thumbs => &[6, 1],
        }
    }
}

/// One finger of a slap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlapFinger {
    /// FGP 1..=10.
    pub fgp: u8,
    /// Where the image lies in the slap, px: top left, top right, bottom right, bottom left of the upright finger.
    pub corners: [(i32, i32); 4],
    /// From upright, degrees clockwise as seen.
    pub turn_deg: i32,
    /// The pad of its last joint, upright, 500 ppi; what belongs to a neighbour is blanked.
    pub image: Grey,
}

/// The fingers of a slap from the left, fingertips up; the hand may be tilted by 40 degrees.
///
/// # Arguments
/// * `image` 8-bit grey, 500 ppi, ridges dark
/// * `missing` FGP of fingers that are not there; without them one inner finger of four may be missing, as the gap tells
///
/// # Errors
/// `Slap` naming how many fingers were found where that is not as many as there should be.
pub fn cut(image: &Grey, hand: Hand, missing: &[u8]) -> Result<Vec<SlapFinger>, MatchError> {
    let mask = mask::Mask::of(image);
    let columns = columns::columns(&mask, regions::regions(&mask));
    let named = name::name(hand, missing, columns).map_err(|reason| MatchError::Slap { position: hand.position(), reason })?;
    let owned = Owned::new(image, &mask, &named);
    let finger = |&(fgp, ref column): &(u8, Column)| {
        let pad = Pad::of(&owned, fgp, column);
        Ok(SlapFinger { fgp, corners: pad.corners(), turn_deg: pad.frame.deg, image: owned.upright(fgp, &pad)? })
    };
    named.iter().map(finger).collect()
}

#[cfg(test)]
mod tests;
