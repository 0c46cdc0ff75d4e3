//! What can be wrong with what the matcher is given.

use thiserror::Error;

/// A fault of the bytes or files handed in; never a panic.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum MatchError {
    /// The bytes are no image that the matcher reads.
    #[error("{0}")]
    Undecodable(String),
    /// The images decode, but hold too little to search with.
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
            MatchError::Quality(_) => "QUALITY",
            MatchError::Cache(_) => "CACHE",
            MatchError::Write(_) => "WRITE",
        }
    }
}
