//! What the segments of a stream say.

use crate::{
    WsqError,
    huffman::TableSpec,
    limits::check_sides,
    quantise::Bins,
    segments::{Fields, Segments, marker},
    tree::{BLOCKS, SUBBANDS},
    wavelet::Taps,
};

/// Identifiers of Huffman tables are below this.
const TABLES: usize = 8;

/// A stream, checked but for its entropy-coded bytes.
pub(crate) struct Stream<'a> {
    pub frame: Frame,
    pub taps: Taps,
    pub quantisation: Quantisation,
    pub blocks: [Block<'a>; BLOCKS.len()],
}

/// The image header.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    pub width: u32,
    pub height: u32,
    /// M, taken from every pixel before the transform.
    pub shift: f64,
    /// R, by which every pixel is divided then; above 0.
    pub scale: f64,
}

/// The quantisation table.
pub(crate) struct Quantisation {
    /// C, the place inside a bin where values are put back.
    pub centre: f32,
    pub bins: [Bins; SUBBANDS],
}

/// One of the three blocks.
#[derive(Clone, Copy)]
pub(crate) struct Block<'a> {
    pub table: TableSpec<'a>,
    /// Its bytes, stuffed.
    pub stuffed: &'a [u8],
}

impl<'a> Stream<'a> {
    pub fn read(bytes: &'a [u8]) -> Result<Self, WsqError> {
        let mut segments = Segments::new(bytes)?;
        let (mut frame, mut taps, mut quantisation) = (None, None, None);
        let mut tables = [None; TABLES];
        let mut blocks = Vec::with_capacity(BLOCKS.len());
        while let Some((marker, fields)) = segments.next()? {
            match marker {
                marker::SOF => set_once(&mut frame, marker, read_frame(fields)?)?,
                marker::DTT => set_once(&mut taps, marker, read_taps(fields)?)?,
                marker::DQT => set_once(&mut quantisation, marker, read_quantisation(fields)?)?,
                marker::DHT => read_tables(fields, &mut tables)?,
                marker::SOB if blocks.len() == BLOCKS.len() => {
                    return Err(WsqError::BlockCount {
                        count: BLOCKS.len() + 1,
                    });
                }
                marker::SOB => {
                    let table = read_block_header(fields, &tables)?;
                    blocks.push(Block {
                        table,
                        stuffed: segments.entropy_coded()?,
                    });
                }
                marker::DRT => return Err(WsqError::RestartUnsupported),
                _ => {} // a comment
            }
        }
        let missing = |marker| move || WsqError::SegmentMissing { marker };
        Ok(Self {
            frame: frame.ok_or_else(missing(marker::SOF))?,
            taps: taps.ok_or_else(missing(marker::DTT))?,
            quantisation: quantisation.ok_or_else(missing(marker::DQT))?,
            blocks: blocks
                .try_into()
                .map_err(|blocks: Vec<_>| WsqError::BlockCount {
                    count: blocks.len(),
                })?,
        })
    }
}

impl Frame {
    /// Reads no further than the image header.
    pub fn find(bytes: &[u8]) -> Result<Self, WsqError> {
        let mut segments = Segments::new(bytes)?;
        while let Some((marker, fields)) = segments.next()? {
            match marker {
                marker::SOF => return read_frame(fields),
                marker::SOB => break,
                _ => {}
            }
        }
        Err(WsqError::SegmentMissing {
            marker: marker::SOF,
        })
    }
}

fn set_once<T>(place: &mut Option<T>, marker: u16, value: T) -> Result<(), WsqError> {
    if place.replace(value).is_some() {
        Err(WsqError::SegmentRepeated { marker })
    } else {
        Ok(())
    }
}

fn read_frame(mut fields: Fields) -> Result<Frame, WsqError> {
    let (_black, _white) = (fields.u8()?, fields.u8()?);
    let (height, width) = (u32::from(fields.u16()?), u32::from(fields.u16()?));
    let (shift, scale) = (fields.decimal16()?, fields.decimal16()?);
    let (_encoder, _software) = (fields.u8()?, fields.u16()?);
    fields.finish()?;
    check_sides(width, height)?;
    if scale <= 0.0 {
        return Err(WsqError::ScaleNotPositive);
    }
    Ok(Frame {
        width,
        height,
        shift,
        scale,
    })
}

fn read_taps(mut fields: Fields) -> Result<Taps, WsqError> {
    let (low, high) = (fields.u8()?, fields.u8()?);
    if (low, high) != (9, 7) {
        return Err(WsqError::FilterUnsupported { low, high });
    }
    let mut taps = Taps {
        low: [0.0; 5],
        high: [0.0; 4],
    };
    for tap in taps.low.iter_mut().chain(&mut taps.high) {
        let negative = fields.u8()? != 0;
        let size = fields.decimal32()? as f32;
        *tap = if negative { -size } else { size };
    }
    fields.finish()?;
    Ok(taps)
}

fn read_quantisation(mut fields: Fields) -> Result<Quantisation, WsqError> {
    let centre = fields.decimal16()? as f32;
    let mut bins = [Bins::default(); SUBBANDS];
    for bins in &mut bins {
        *bins = Bins {
            width: fields.decimal16()? as f32,
            zero: fields.decimal16()? as f32,
        };
    }
    fields.finish()?;
    Ok(Quantisation { centre, bins })
}

fn read_tables<'a>(
    mut fields: Fields<'a>,
    tables: &mut [Option<TableSpec<'a>>; TABLES],
) -> Result<(), WsqError> {
    while !fields.is_empty() {
        let id = fields.u8()?;
        let place = tables
            .get_mut(usize::from(id))
            .ok_or(WsqError::TableInvalid { id })?;
        let counts = fields.array()?;
        let values = fields.bytes(counts.iter().map(|&count| usize::from(count)).sum())?;
        *place = Some(TableSpec::new(id, counts, values)?);
    }
    Ok(())
}

fn read_block_header<'a>(
    mut fields: Fields,
    tables: &[Option<TableSpec<'a>>; TABLES],
) -> Result<TableSpec<'a>, WsqError> {
    let id = fields.u8()?;
    fields.finish()?;
    tables
        .get(usize::from(id))
        .copied()
        .flatten()
        .ok_or(WsqError::TableMissing { id })
}
