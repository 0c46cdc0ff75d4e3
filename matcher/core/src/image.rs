//! Grey images and what is accepted as one.

use crate::error::MatchError;
use zune_bmp::BmpDecoder;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Shortest side of a probe or enrolled image, px.
pub const SIDE_MIN: u32 = 64;
/// Longest side, px: a slap at 500 ppi is 1,600.
pub const SIDE_MAX: u32 = 2000;
/// Most pixels of one image.
pub const PIXELS_MAX: u32 = 4_000_000;
/// Most bytes of one compressed image.
pub const BYTES_MAX: usize = 2_000_000;
/// Most bytes of a bitmap: four a pixel, and its header.
const BMP_BYTES_MAX: usize = 4 * PIXELS_MAX as usize + 2048;
/// Most scans of a progressive JPEG; libjpeg's own scripts use 10.
const JPEG_SCANS_MAX: usize = 32;

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
    let image = hotspot_wsq::decode(bytes).map_err(|fault| MatchError::Undecodable(fault.to_string()))?;
    Grey::new(image.width, image.height, image.pixels)
}

/// Luminance of a JPEG picture (ISO/IEC 10918-1), baseline or progressive.
///
/// # Errors
/// `Undecodable` when it is too large, too many scans long, cut short, or no JPEG.
pub fn decode_jpeg(bytes: &[u8]) -> Result<Grey, MatchError> {
    let (width, height, pixels) = decode_jpeg_as(ColorSpace::Luma, bytes)?;
    Grey::new(width, height, pixels)
}

/// Red, green and blue of a JPEG picture, each as an image of its own; of a grey one they are the same.
///
/// # Errors
/// As [`decode_jpeg`].
pub fn decode_jpeg_rgb(bytes: &[u8]) -> Result<[Grey; 3], MatchError> {
    let (width, height, pixels) = decode_jpeg_as(ColorSpace::RGB, bytes)?;
    let channels: [Vec<u8>; 3] = std::array::from_fn(|k| pixels.iter().skip(k).step_by(3).copied().collect());
    let [red, green, blue] = channels.map(|pixels| Grey::new(width, height, pixels));
    Ok([red?, green?, blue?])
}

fn decode_jpeg_as(colours: ColorSpace, bytes: &[u8]) -> Result<(u32, u32, Vec<u8>), MatchError> {
    check_bytes(bytes, BYTES_MAX)?;
    let options = DecoderOptions::new_safe()
        .set_strict_mode(true)
        .jpeg_set_max_scans(JPEG_SCANS_MAX)
        .jpeg_set_out_colorspace(colours);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let undecodable = |fault: DecodeErrors| MatchError::Undecodable(fault.to_string());
    decoder.decode_headers().map_err(undecodable)?;
    let info = decoder.info().ok_or_else(|| MatchError::Undecodable("no image in it".into()))?;
    let (width, height) = (info.width as u32, info.height as u32);
    check_size(width, height)?;
    Ok((width, height, decoder.decode().map_err(undecodable)?))
}

/// Luminance of a Windows bitmap, plain or run-length coded; transparency is passed over.
///
/// # Errors
/// `Undecodable` when it is too large, cut short, of a depth or coding that is not read, or no bitmap.
pub fn decode_bmp(bytes: &[u8]) -> Result<Grey, MatchError> {
    check_bytes(bytes, BMP_BYTES_MAX)?;
    // The decoder fills what is missing; the header tells the length of the file.
    let told = bytes.get(2..6).and_then(|size| size.try_into().ok()).map_or(u32::MAX, u32::from_le_bytes);
    if bytes.len() < told as usize {
        return Err(MatchError::Undecodable(format!("cut short: {} of {told} bytes", bytes.len())));
    }
    let mut decoder = BmpDecoder::new_with_options(ZCursor::new(bytes), DecoderOptions::new_safe().set_strict_mode(true));
    let undecodable = |fault: zune_bmp::BmpDecoderErrors| MatchError::Undecodable(format!("{fault:?}"));
    decoder.decode_headers().map_err(undecodable)?;
    let (width, height) = decoder.dimensions().ok_or_else(|| MatchError::Undecodable("no image in it".into()))?;
    let (width, height) = (u32::try_from(width).unwrap_or(u32::MAX), u32::try_from(height).unwrap_or(u32::MAX));
    check_size(width, height)?;
    let channels = decoder.colorspace().map_or(1, |space| space.num_components());
    let pixels = decoder.decode().map_err(undecodable)?;
    Grey::new(width, height, pixels.chunks_exact(channels).map(luminance).collect())
}

/// Of grey, or of red, green, blue and whatever follows (Rec. 601, as JPEG has it).
fn luminance(px: &[u8]) -> u8 {
    match px {
        [red, green, blue, ..] => ((299 * *red as u32 + 587 * *green as u32 + 114 * *blue as u32 + 500) / 1000) as u8,
        _ => px[0],
    }
}

fn check_bytes(bytes: &[u8], most: usize) -> Result<(), MatchError> {
    if bytes.len() > most {
        return Err(MatchError::Undecodable(format!("{} bytes; at most {most}", bytes.len())));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
