//! Grey images and what is accepted as one.

use crate::error::MatchError;

/// Shortest side of a probe or enrolled image, px.
pub const SIDE_MIN: u32 = 64;
/// Longest side, px: a slap at 500 ppi is 1,600.
pub const SIDE_MAX: u32 = 2000;
/// Most pixels of one image.
pub const PIXELS_MAX: u32 = 4_000_000;
/// Most bytes of one compressed image.
pub const BYTES_MAX: usize = 2_000_000;

/// 8-bit grey, row-major, `width * height` pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grey {
    /// px
    pub width: u32,
    /// px
    pub height: u32,
    /// Row-major, one byte a pixel.
    pub pixels: Vec<u8>,
}

impl Grey {
    /// An image from its parts.
    ///
    /// # Errors
    /// `Undecodable` when the sides are out of limits or the pixels do not fill them.
    pub fn new(width: u32, height: u32, pixels: Vec<u8>) -> Result<Grey, MatchError> {
        check_size(width, height)?;
        if pixels.len() != (width * height) as usize {
            return Err(MatchError::Undecodable(format!("{} pixels for {width} x {height}", pixels.len())));
        }
        Ok(Grey { width, height, pixels })
    }
}

/// Refuses sides out of limits, before anything is allocated for them.
///
/// # Errors
/// `Undecodable` naming the sides.
pub fn check_size(width: u32, height: u32) -> Result<(), MatchError> {
    let sides = SIDE_MIN..=SIDE_MAX;
    if !sides.contains(&width) || !sides.contains(&height) || width * height > PIXELS_MAX {
        return Err(MatchError::Undecodable(format!(
            "{width} x {height} px; sides {SIDE_MIN}..{SIDE_MAX}, at most {PIXELS_MAX} px"
        )));
    }
    Ok(())
}

/// Pixels of a WSQ stream (FBI IAFIS-IC-0110), 500 ppi.
///
/// # Errors
/// `Undecodable` with the decoder's reason.
pub fn decode_wsq(bytes: &[u8]) -> Result<Grey, MatchError> {
    let _ = bytes; Err(MatchError::Undecodable("WSQ decoder not linked yet".into()))
}
