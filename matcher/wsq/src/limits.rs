//! What is checked before memory is taken for a stream or an image. The figures are this project's: generous for one finger
//! at 500 to 1000 pixels an inch, small enough that no stream can ask for more than some tens of megabytes.

use crate::WsqError;

/// Shortest side, pixels. Five levels of splitting leave two samples of it.
pub const SIDE_PX_MIN: u32 = 64;
/// Longest side, pixels; an image has four million of them at most.
pub const SIDE_PX_MAX: u32 = 2000;
/// Longest stream, bytes.
pub const STREAM_BYTES_MAX: usize = 2_000_000;
/// Most marker segments of a stream, blocks included.
pub const SEGMENTS_MAX: usize = 64;
/// Largest decimal exponent e of a scaled number m / 10^e.
pub const EXPONENT_MAX: u8 = 20;
/// Lowest rate that the encoder accepts, bits a pixel.
pub const RATE_BITS_PER_PX_MIN: f32 = 0.1;
/// Highest rate that the encoder accepts, bits a pixel.
pub const RATE_BITS_PER_PX_MAX: f32 = 4.0;

/// Refuses sides that are too short or too long.
pub(crate) fn check_sides(width: u32, height: u32) -> Result<(), WsqError> {
    let sides = SIDE_PX_MIN..=SIDE_PX_MAX;
    if sides.contains(&width) && sides.contains(&height) {
        Ok(())
    } else {
        Err(WsqError::SidesOutOfRange { width, height })
    }
}

/// Refuses streams that are too long.
pub(crate) fn check_length(bytes: usize) -> Result<(), WsqError> {
    if bytes <= STREAM_BYTES_MAX {
        Ok(())
    } else {
        Err(WsqError::StreamTooLong { bytes })
    }
}
