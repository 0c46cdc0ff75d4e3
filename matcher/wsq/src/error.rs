use thiserror::Error;

use crate::limits::{
    EXPONENT_MAX, RATE_BITS_PER_PX_MAX, RATE_BITS_PER_PX_MIN, SEGMENTS_MAX, SIDE_PX_MAX,
    SIDE_PX_MIN, STREAM_BYTES_MAX,
};

/// Why a stream was refused, or an image could not be encoded. Offsets are bytes from the start of the stream.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum WsqError {
    /// The stream, read or written, is longer than [`limits::STREAM_BYTES_MAX`](crate::limits::STREAM_BYTES_MAX).
    #[error("stream of {bytes} bytes, at most {STREAM_BYTES_MAX} are accepted")]
    StreamTooLong {
        /// Its length.
        bytes: usize,
    },
    /// The bytes do not start with the marker SOI (FFA0).
    #[error("no WSQ stream: it does not start with FFA0")]
    NotWsq,
    /// The stream ends inside a segment or before the marker EOI (FFA1).
    #[error("the stream ends early, at byte {offset}")]
    Truncated {
        /// Where the missing part starts.
        offset: usize,
    },
    /// A marker that WSQ does not know, or not in this place.
    #[error("unexpected marker {marker:04X} at byte {offset}")]
    MarkerUnexpected {
        /// The marker.
        marker: u16,
        /// Its place.
        offset: usize,
    },
    /// More segments than [`limits::SEGMENTS_MAX`](crate::limits::SEGMENTS_MAX).
    #[error("more than {SEGMENTS_MAX} segments")]
    SegmentsTooMany,
    /// A segment's length does not fit what it holds.
    #[error("segment {marker:04X} has the wrong length")]
    SegmentLength {
        /// The segment's marker.
        marker: u16,
    },
    /// A segment that must occur does not, or not in time.
    #[error("segment {marker:04X} is missing")]
    SegmentMissing {
        /// The segment's marker.
        marker: u16,
    },
    /// A segment that may occur once occurs again.
    #[error("segment {marker:04X} occurs twice")]
    SegmentRepeated {
        /// The segment's marker.
        marker: u16,
    },
    /// The image is too small or too large.
    #[error(
        "image of {width} x {height} pixels, sides of {SIDE_PX_MIN} to {SIDE_PX_MAX} are accepted"
    )]
    SidesOutOfRange {
        /// Pixels a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// A number m / 10^e with an exponent above [`limits::EXPONENT_MAX`](crate::limits::EXPONENT_MAX).
    #[error("decimal exponent {exponent}, at most {EXPONENT_MAX} is accepted")]
    ExponentOutOfRange {
        /// The exponent e.
        exponent: u8,
    },
    /// The pixel scale R is 0.
    #[error("the pixel scale R is not positive")]
    ScaleNotPositive,
    /// Filters other than 9 and 7 taps, such as the even-length 8/8 pair of some certification sets.
    #[error("filters of {low} and {high} taps, only 9 and 7 are supported")]
    FilterUnsupported {
        /// Taps of the low-pass analysis filter.
        low: u8,
        /// Taps of the high-pass analysis filter.
        high: u8,
    },
    /// Restart intervals (DRT, FFA7) or restart markers (FFB0 to FFB7).
    #[error("restart intervals are not supported")]
    RestartUnsupported,
    /// A Huffman table that is no prefix code: identifier above 7, no values, or more codes than fit (Kraft).
    #[error("Huffman table {id} is not valid")]
    TableInvalid {
        /// Its identifier.
        id: u8,
    },
    /// A block names a Huffman table that was not defined before it.
    #[error("Huffman table {id} is not defined")]
    TableMissing {
        /// Its identifier.
        id: u8,
    },
    /// Not exactly three blocks.
    #[error("{count} blocks instead of 3")]
    BlockCount {
        /// Blocks seen until the stream was given up.
        count: usize,
    },
    /// Bits that are no code of the block's table, or a symbol without a meaning.
    #[error("invalid code in block {block}")]
    CodeInvalid {
        /// The block, 0 to 2.
        block: usize,
    },
    /// The bits of a block end before its last coefficient.
    #[error("block {block} ends before its last coefficient")]
    BlockTooShort {
        /// The block, 0 to 2.
        block: usize,
    },
    /// A run of zeros goes past the last coefficient of its block.
    #[error("a run of zeros goes past the end of block {block}")]
    RunPastBlock {
        /// The block, 0 to 2.
        block: usize,
    },
    /// To be encoded: the number of pixels is not width times height.
    #[error("{pixels} pixels instead of {width} x {height}")]
    PixelCount {
        /// Pixels a row.
        width: u32,
        /// Rows.
        height: u32,
        /// Pixels given.
        pixels: usize,
    },
    /// To be encoded: a rate outside of the accepted range.
    #[error(
        "rate of {rate_bits_per_px} bits a pixel, {RATE_BITS_PER_PX_MIN} to {RATE_BITS_PER_PX_MAX} are accepted"
    )]
    RateOutOfRange {
        /// The rate asked for.
        rate_bits_per_px: f32,
    },
}

impl WsqError {
    /// A name that is never changed or used again, for logs and for the error table of other languages.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::StreamTooLong { .. } => "WSQ_STREAM_TOO_LONG",
            Self::NotWsq => "WSQ_NOT_WSQ",
            Self::Truncated { .. } => "WSQ_TRUNCATED",
            Self::MarkerUnexpected { .. } => "WSQ_MARKER_UNEXPECTED",
            Self::SegmentsTooMany => "WSQ_SEGMENTS_TOO_MANY",
            Self::SegmentLength { .. } => "WSQ_SEGMENT_LENGTH",
            Self::SegmentMissing { .. } => "WSQ_SEGMENT_MISSING",
            Self::SegmentRepeated { .. } => "WSQ_SEGMENT_REPEATED",
            Self::SidesOutOfRange { .. } => "WSQ_SIDES_OUT_OF_RANGE",
            Self::ExponentOutOfRange { .. } => "WSQ_EXPONENT_OUT_OF_RANGE",
            Self::ScaleNotPositive => "WSQ_SCALE_NOT_POSITIVE",
            Self::FilterUnsupported { .. } => "WSQ_FILTER_UNSUPPORTED",
            Self::RestartUnsupported => "WSQ_RESTART_UNSUPPORTED",
            Self::TableInvalid { .. } => "WSQ_TABLE_INVALID",
            Self::TableMissing { .. } => "WSQ_TABLE_MISSING",
            Self::BlockCount { .. } => "WSQ_BLOCK_COUNT",
            Self::CodeInvalid { .. } => "WSQ_CODE_INVALID",
            Self::BlockTooShort { .. } => "WSQ_BLOCK_TOO_SHORT",
            Self::RunPastBlock { .. } => "WSQ_RUN_PAST_BLOCK",
            Self::PixelCount { .. } => "WSQ_PIXEL_COUNT",
            Self::RateOutOfRange { .. } => "WSQ_RATE_OUT_OF_RANGE",
        }
    }
}
