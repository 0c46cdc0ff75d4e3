//! What can be wrong with what the matcher is given.

use thiserror::Error;

/// A fault of the bytes or files handed in; never a panic.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum MatchError {
    /// The bytes are no image that the matcher reads.
    #[error("{0}")]
    Undecodable(String),
    /// The same of one image of a probe; its place among the fingers, the face last.
    #[error("{index}: {reason}")]
    ProbeUndecodable {
        /// From 0.
        index: usize,
        /// The decoder's reason.
        reason: String,
    },
    /// The probe's images decode, but hold too little to search with.
    #[error("{0}")]
    Quality(String),
    /// A slap whose fingers cannot be told.
    #[error("{position}: {reason}")]
    Slap {
        /// 13..=15
        position: u8,
        /// How many fingers were found.
        reason: String,
    },
    /// A finger of a slap is the single print of another finger.
    #[error("{position}: {reason}")]
    Sequence {
        /// Of the slap, 13..=15.
        position: u8,
        /// Which fingers.
        reason: String,
    },
    /// Bytes that are no template.
    #[error("{0}")]
    Template(String),
    /// A gallery file or its log is of another version, cut short or damaged.
    #[error("{file}: {fault}")]
    Gallery {
        /// Path.
        file: String,
        /// The block, and what is wrong with it.
        fault: String,
    },
    /// A face model of the user's own does not give what is needed.
    #[error("{0}")]
    FaceModel(String),
    /// A person who is enrolled already.
    #[error("{0}")]
    Twice(String),
    /// A file could not be written.
    #[error("{0}")]
    Write(String),
}

impl MatchError {
    /// Stable name of the kind; what crosses into other languages.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            MatchError::Undecodable(_) => "UNDECODABLE",
            MatchError::ProbeUndecodable { .. } => "PROBE_UNDECODABLE",
            MatchError::Quality(_) => "PROBE_QUALITY",
            MatchError::Slap { .. } => "SLAP",
            MatchError::Sequence { .. } => "SEQUENCE",
            MatchError::Template(_) => "TEMPLATE",
            MatchError::Gallery { .. } => "GALLERY",
            MatchError::FaceModel(_) => "FACE_MODEL",
            MatchError::Twice(_) => "TWICE",
            MatchError::Write(_) => "WRITE",
        }
    }
}
