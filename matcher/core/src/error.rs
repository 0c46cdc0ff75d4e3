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
    /// A template file is missing, of another version, or damaged: to be rebuilt.
    #[error("{0}")]
    Cache(String),
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
            MatchError::Cache(_) => "CACHE",
            MatchError::Write(_) => "WRITE",
        }
    }
}
