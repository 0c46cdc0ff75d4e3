//! The outer form of a stream: markers, segments with their length, and entropy-coded bytes. All numbers are big-endian.

use crate::{
    WsqError,
    decimal::Decimal,
    limits::{SEGMENTS_MAX, check_length},
};

/// Markers of the format.
pub(crate) mod marker {
    /// Start of image.
    pub const SOI: u16 = 0xffa0;
    /// End of image.
    pub const EOI: u16 = 0xffa1;
    /// Start of frame: the image header.
    pub const SOF: u16 = 0xffa2;
    /// Start of block.
    pub const SOB: u16 = 0xffa3;
    /// Transform table: filter taps.
    pub const DTT: u16 = 0xffa4;
    /// Quantisation table.
    pub const DQT: u16 = 0xffa5;
    /// Huffman tables.
    pub const DHT: u16 = 0xffa6;
    /// Restart interval.
    pub const DRT: u16 = 0xffa7;
    /// Comment.
    pub const COM: u16 = 0xffa8;
    /// Restart markers, inside entropy-coded bytes.
    pub const RESTARTS: std::ops::RangeInclusive<u16> = 0xffb0..=0xffb7;
}

/// Walks through the segments of a stream.
pub(crate) struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
    seen: usize,
}

impl<'a> Segments<'a> {
    pub fn new(bytes: &'a [u8]) -> Result<Self, WsqError> {
        check_length(bytes.len())?;
        if !bytes.starts_with(&marker::SOI.to_be_bytes()) {
            return Err(WsqError::NotWsq);
        }
        Ok(Self {
            bytes,
            at: 2,
            seen: 0,
        })
    }

    /// Marker and fields of the next segment; `None` at the end of the image. Bytes after that are ignored.
    pub fn next(&mut self) -> Result<Option<(u16, Fields<'a>)>, WsqError> {
        let offset = self.at;
        let marker = self.read_u16()?;
        match marker {
            marker::EOI => return Ok(None),
            marker::SOF..=marker::COM => {}
            _ if marker::RESTARTS.contains(&marker) => return Err(WsqError::RestartUnsupported),
            _ => return Err(WsqError::MarkerUnexpected { marker, offset }),
        }
        self.seen += 1;
        if self.seen > SEGMENTS_MAX {
            return Err(WsqError::SegmentsTooMany);
        }
        let length = usize::from(self.read_u16()?)
            .checked_sub(2)
            .ok_or(WsqError::SegmentLength { marker })?;
        Ok(Some((
            marker,
            Fields {
                marker,
                rest: self.take(length)?,
            },
        )))
    }

    /// The entropy-coded bytes that follow a start of block, up to the next marker.
    pub fn entropy_coded(&mut self) -> Result<&'a [u8], WsqError> {
        let rest = &self.bytes[self.at..];
        let is_marker = |at: usize| rest.get(at + 1).is_some_and(|&next| next != 0);
        let end = (0..rest.len()).find(|&at| rest[at] == 0xff && is_marker(at));
        self.take(end.ok_or(WsqError::Truncated {
            offset: self.bytes.len(),
        })?)
    }

    fn read_u16(&mut self) -> Result<u16, WsqError> {
        let two = self.take(2)?;
        Ok(u16::from_be_bytes([two[0], two[1]]))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], WsqError> {
        let taken = self.bytes[self.at..]
            .get(..length)
            .ok_or(WsqError::Truncated {
                offset: self.bytes.len(),
            })?;
        self.at += length;
        Ok(taken)
    }
}

/// Reads the fields of one segment in turn.
pub(crate) struct Fields<'a> {
    marker: u16,
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub fn bytes(&mut self, length: usize) -> Result<&'a [u8], WsqError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(WsqError::SegmentLength {
                marker: self.marker,
            })?;
        self.rest = rest;
        Ok(taken)
    }

    pub fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], WsqError> {
        let (taken, rest) = self
            .rest
            .split_first_chunk()
            .ok_or(WsqError::SegmentLength {
                marker: self.marker,
            })?;
        self.rest = rest;
        Ok(taken)
    }

    pub fn u8(&mut self) -> Result<u8, WsqError> {
        self.array().map(|[byte]| *byte)
    }

    pub fn u16(&mut self) -> Result<u16, WsqError> {
        self.array().map(|bytes| u16::from_be_bytes(*bytes))
    }

    /// Exponent and 16-bit mantissa.
    pub fn decimal16(&mut self) -> Result<f64, WsqError> {
        let exponent = self.u8()?;
        Ok(Decimal::new(exponent, u32::from(self.u16()?))?.value())
    }

    /// Exponent and 32-bit mantissa.
    pub fn decimal32(&mut self) -> Result<f64, WsqError> {
        let exponent = self.u8()?;
        Ok(Decimal::new(
            exponent,
            self.array().map(|bytes| u32::from_be_bytes(*bytes))?,
        )?
        .value())
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Refuses a segment that holds more than was read.
    pub fn finish(self) -> Result<(), WsqError> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(WsqError::SegmentLength {
                marker: self.marker,
            })
        }
    }
}

/// Writes the segments of a stream.
pub(crate) struct SegmentWriter {
    bytes: Vec<u8>,
}

impl SegmentWriter {
    pub fn new() -> Self {
        Self {
            bytes: marker::SOI.to_be_bytes().to_vec(),
        }
    }

    /// Appends a segment. `fields` is at most 65,533 bytes long.
    pub fn segment(&mut self, marker: u16, fields: &[u8]) {
        let length =
            u16::try_from(fields.len() + 2).expect("a segment's fields fit into 65,533 bytes");
        self.bytes.extend_from_slice(&marker.to_be_bytes());
        self.bytes.extend_from_slice(&length.to_be_bytes());
        self.bytes.extend_from_slice(fields);
    }

    /// Appends the bytes of a block, which stand outside of its segment.
    pub fn entropy_coded(&mut self, stuffed: &[u8]) {
        self.bytes.extend_from_slice(stuffed);
    }

    pub fn finish(mut self) -> Vec<u8> {
        self.bytes.extend_from_slice(&marker::EOI.to_be_bytes());
        self.bytes
    }
}

/// Appends exponent and 16-bit mantissa of the decimal nearest to `value >= 0`; gives back what a reader will see.
pub(crate) fn put_decimal16(fields: &mut Vec<u8>, value: f64) -> f64 {
    let decimal = Decimal::nearest(value, u32::from(u16::MAX));
    fields.push(decimal.exponent());
    fields.extend_from_slice(&(decimal.mantissa as u16).to_be_bytes());
    decimal.value()
}

/// Appends exponent and 32-bit mantissa of the decimal nearest to `value >= 0`.
pub(crate) fn put_decimal32(fields: &mut Vec<u8>, value: f64) {
    let decimal = Decimal::nearest(value, u32::MAX);
    fields.push(decimal.exponent());
    fields.extend_from_slice(&decimal.mantissa.to_be_bytes());
}
