use crate::{
    GreyImage, WsqError,
    bits::BitReader,
    huffman::DecodeTable,
    plane::Plane,
    quantise::Bins,
    stream::{Block, Frame, Quantisation, Stream},
    symbols::{Token, TokenReader},
    tree::{BLOCKS, SUBBANDS, subband_sizes},
    wavelet::synthesise,
};

/// Decodes a WSQ stream (IAFIS-IC-0110).
///
/// Agrees with NIST's decoder to within one grey value a pixel. Bytes after the end of the image are ignored.
///
/// # Errors
/// Any [`WsqError`] except those of the encoder; hostile bytes are refused before memory is taken for what they ask.
pub fn decode(bytes: &[u8]) -> Result<GreyImage, WsqError> {
    let stream = Stream::read(bytes)?;
    let Frame {
        width,
        height,
        shift,
        scale,
    } = stream.frame;
    let subbands = read_subbands(&stream)?;

    let mut pixels = vec![0; (width * height) as usize];
    let (width_px, height_px) = (width as usize, height as usize);
    synthesise(subbands, width_px, height_px, &stream.taps, |y, row| {
        let pixels = &mut pixels[y * width_px..][..width_px];
        write_pixels(row, scale as f32, shift as f32 + 0.5, pixels);
    });
    Ok(GreyImage {
        width,
        height,
        pixels,
    })
}

/// Width and height in pixels, from the header alone: the rest of the stream may still be refused by [`decode`].
///
/// # Errors
/// Those of [`decode`] that concern the segments up to the image header.
pub fn dimensions(bytes: &[u8]) -> Result<(u32, u32), WsqError> {
    Frame::find(bytes).map(|frame| (frame.width, frame.height))
}

/// Pixel = floor(sample * scale + shift), kept in 0..=255.
#[inline(never)]
fn write_pixels(row: &[f32], scale: f32, shift: f32, pixels: &mut [u8]) {
    for (pixel, sample) in pixels.iter_mut().zip(row) {
        *pixel = (sample * scale + shift) as u8;
    }
}

fn read_subbands(stream: &Stream) -> Result<[Option<Plane>; SUBBANDS], WsqError> {
    let sizes = subband_sizes(stream.frame.width as usize, stream.frame.height as usize);
    let mut subbands = [const { None }; SUBBANDS];
    for (index, (block, range)) in stream.blocks.iter().zip(BLOCKS).enumerate() {
        let (planes, sizes) = (&mut subbands[range.clone()], &sizes[range.clone()]);
        BlockReader::new(block, index, &stream.quantisation).read(
            planes,
            sizes,
            &stream.quantisation.bins[range],
        )?;
    }
    Ok(subbands)
}

/// Reads the coefficients of one block, subband after subband; runs of zeros go from one into the next.
struct BlockReader {
    tokens: TokenReader,
    centre: f32,
    /// Zeros of the last run that are still to come.
    zeros: usize,
}

impl BlockReader {
    fn new(block: &Block, index: usize, quantisation: &Quantisation) -> Self {
        let tokens = TokenReader {
            reader: BitReader::new(block.stuffed),
            table: DecodeTable::new(block.table),
            block: index,
        };
        Self {
            tokens,
            centre: quantisation.centre,
            zeros: 0,
        }
    }

    fn read(
        mut self,
        planes: &mut [Option<Plane>],
        sizes: &[(usize, usize)],
        bins: &[Bins],
    ) -> Result<(), WsqError> {
        for ((plane, &(width, height)), &bins) in planes.iter_mut().zip(sizes).zip(bins) {
            if !bins.is_absent() {
                let plane = plane.insert(Plane::zeros(width, height));
                self.read_subband(&mut plane.samples, bins)?;
            }
        }
        if self.zeros == 0 {
            Ok(())
        } else {
            Err(WsqError::RunPastBlock {
                block: self.tokens.block,
            })
        }
    }

    fn read_subband(&mut self, samples: &mut [f32], bins: Bins) -> Result<(), WsqError> {
        let mut at = 0;
        loop {
            let zeros = self.zeros.min(samples.len() - at);
            at += zeros;
            self.zeros -= zeros;
            if at == samples.len() {
                return Ok(());
            }
            match self.tokens.next()? {
                Token::Run(zeros) => self.zeros = zeros as usize,
                Token::Value(value) => {
                    samples[at] = bins.dequantise(value, self.centre);
                    at += 1;
                }
            }
        }
    }
}
