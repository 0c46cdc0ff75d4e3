//! Portraits.

use crate::error::MatchError;

/// Components of a vector.
pub const DIMENSIONS: usize = 512;

/// A portrait as a direction: components are compared by their dot product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaceVector(pub Box<[i8; DIMENSIONS]>);

impl FaceVector {
    /// The components.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; DIMENSIONS] {
        self.0.map(|v| v as u8)
    }

    /// From the components.
    #[must_use]
    pub fn from_bytes(bytes: [u8; DIMENSIONS]) -> FaceVector {
        FaceVector(Box::new(bytes.map(|v| v as i8)))
    }
}

/// Vector of a JPEG portrait.
///
/// # Errors
/// `Undecodable` with the decoder's reason.
pub fn vector_of(_jpeg: &[u8]) -> Result<FaceVector, MatchError> {
    Err(MatchError::Undecodable("portraits are not read yet".into()))
}
