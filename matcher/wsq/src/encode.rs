use crate::{
    GreyImage, WsqError,
    huffman::EncodeTable,
    limits::{RATE_BITS_PER_PX_MAX, RATE_BITS_PER_PX_MIN, check_length, check_sides},
    plane::Plane,
    quantise::{Bins, CENTRE, allocate},
    segments::{SegmentWriter, marker, put_decimal16, put_decimal32},
    symbols::{Token, count_symbols, tokens, write_tokens},
    tree::{BLOCKS, CODED_SUBBANDS, SUBBANDS},
    wavelet::{HIGH, LOW, Taps, analyse},
};

/// Encoder number of the image header, as NBIS writes it.
const ENCODER: u8 = 2;

/// Encodes an image as a WSQ stream (IAFIS-IC-0110) at a nominal rate, 0.75 for the usual 15:1.
///
/// The rate steers the bin widths; the stream is as long as the image then needs, as a rule shorter than the rate says. The
/// same image and rate give the same bytes on every machine.
///
/// # Errors
/// [`WsqError::SidesOutOfRange`], [`WsqError::PixelCount`], [`WsqError::RateOutOfRange`]; [`WsqError::StreamTooLong`] when the
/// result would be too long for [`decode`](crate::decode).
pub fn encode(image: &GreyImage, rate_bits_per_px: f32) -> Result<Vec<u8>, WsqError> {
    check(image, rate_bits_per_px)?;
    let mut writer = SegmentWriter::new();
    writer.segment(marker::DTT, &transform_table());

    let (shift, scale) = normalisation(&image.pixels);
    let (frame, shift, scale) = frame_header(image, shift, scale);
    let subbands = analyse(&normalise(image, shift, scale), &taps());
    let (table, bins) = quantisation_table(&allocate(&subbands, rate_bits_per_px));
    writer.segment(marker::DQT, &table);
    writer.segment(marker::SOF, &frame);

    let [first, second, third] =
        BLOCKS.map(|range| tokens(&quantise(&subbands[range.clone()], &bins[range])));
    let table = EncodeTable::new(&count_symbols(&first));
    write_table(&mut writer, 0, &table);
    write_block(&mut writer, 0, &table, &first);
    let table = EncodeTable::new(&count_symbols(second.iter().chain(&third)));
    write_table(&mut writer, 1, &table);
    write_block(&mut writer, 1, &table, &second);
    write_block(&mut writer, 1, &table, &third);

    let bytes = writer.finish();
    check_length(bytes.len())?;
    Ok(bytes)
}

fn check(image: &GreyImage, rate_bits_per_px: f32) -> Result<(), WsqError> {
    let GreyImage {
        width,
        height,
        ref pixels,
    } = *image;
    check_sides(width, height)?;
    if pixels.len() != (width * height) as usize {
        return Err(WsqError::PixelCount {
            width,
            height,
            pixels: pixels.len(),
        });
    }
    if !(RATE_BITS_PER_PX_MIN..=RATE_BITS_PER_PX_MAX).contains(&rate_bits_per_px) {
        return Err(WsqError::RateOutOfRange { rate_bits_per_px });
    }
    Ok(())
}

fn taps() -> Taps {
    Taps {
        low: LOW.map(|tap| tap as f32),
        high: HIGH.map(|tap| tap as f32),
    }
}

fn transform_table() -> Vec<u8> {
    let mut fields = vec![9, 7];
    for tap in LOW.iter().chain(&HIGH) {
        fields.push(u8::from(*tap < 0.0));
        put_decimal32(&mut fields, tap.abs());
    }
    fields
}

/// M, the mean, and R, which brings the pixels into -128..=128; 1 for an image of one grey value.
fn normalisation(pixels: &[u8]) -> (f64, f64) {
    let (mut sum, mut least, mut most) = (0_u64, u8::MAX, 0);
    for &pixel in pixels {
        sum += u64::from(pixel);
        least = least.min(pixel);
        most = most.max(pixel);
    }
    let mean = sum as f64 / pixels.len() as f64;
    let reach = (mean - f64::from(least)).max(f64::from(most) - mean);
    (mean, if reach > 0.0 { reach / 128.0 } else { 1.0 })
}

/// Fields of the image header, then M and R as a decoder will read them.
fn frame_header(image: &GreyImage, shift: f64, scale: f64) -> (Vec<u8>, f64, f64) {
    let (black, white) = (0, 255);
    let mut fields = vec![black, white];
    fields.extend_from_slice(&(image.height as u16).to_be_bytes());
    fields.extend_from_slice(&(image.width as u16).to_be_bytes());
    let shift = put_decimal16(&mut fields, shift);
    let scale = put_decimal16(&mut fields, scale);
    let software = [0, 0];
    fields.push(ENCODER);
    fields.extend_from_slice(&software);
    (fields, shift, scale)
}

fn normalise(image: &GreyImage, shift: f64, scale: f64) -> Plane {
    let (shift, scale) = (shift as f32, scale as f32);
    let samples = image
        .pixels
        .iter()
        .map(|&pixel| (f32::from(pixel) - shift) / scale)
        .collect();
    Plane {
        width: image.width as usize,
        height: image.height as usize,
        samples,
    }
}

/// Fields of the quantisation table, then the bins as a decoder will read them.
fn quantisation_table(widths: &[(f64, f64); CODED_SUBBANDS]) -> (Vec<u8>, [Bins; CODED_SUBBANDS]) {
    let mut fields = Vec::new();
    put_decimal16(&mut fields, CENTRE);
    let bins = widths.map(|(width, zero)| {
        let (width, zero) = (
            put_decimal16(&mut fields, width),
            put_decimal16(&mut fields, zero),
        );
        Bins {
            width: width as f32,
            zero: zero as f32,
        }
    });
    for _absent in CODED_SUBBANDS..SUBBANDS {
        put_decimal16(&mut fields, 0.0);
        put_decimal16(&mut fields, 0.0);
    }
    (fields, bins)
}

/// Quantised coefficients of the subbands of a block that are not absent.
fn quantise(subbands: &[Plane], bins: &[Bins]) -> Vec<i32> {
    let present = subbands
        .iter()
        .zip(bins)
        .filter(|(_, bins)| !bins.is_absent());
    present
        .flat_map(|(subband, bins)| subband.samples.iter().map(|&value| bins.quantise(value)))
        .collect()
}

fn write_table(writer: &mut SegmentWriter, id: u8, table: &EncodeTable) {
    writer.segment(
        marker::DHT,
        &[&[id], &table.counts[..], &table.values].concat(),
    );
}

fn write_block(writer: &mut SegmentWriter, table_id: u8, table: &EncodeTable, tokens: &[Token]) {
    writer.segment(marker::SOB, &[table_id]);
    writer.entropy_coded(&write_tokens(tokens, table));
}
