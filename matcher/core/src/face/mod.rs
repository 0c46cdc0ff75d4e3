//! Portraits: the eyes are found ([`locate`]), the face is laid on them and described by gradients ([`describe`]), what differs
//! between pictures of one person is evened out ([`tables`]), and the result is a direction of 512 small integers.
//!
//! Only + - * / and square roots in a fixed order: the same bits everywhere.

pub mod describe;
mod field;
mod frame;
pub mod locate;
pub mod model;
mod places;
mod tables;

use crate::error::MatchError;
use crate::image::{Grey, decode_jpeg};
use crate::simd;

/// Components of a vector.
pub const DIMENSIONS: usize = 512;
/// Root mean square of a vector's components: 127 is 5.3 times that.
const COMPONENT_RMS: f32 = 24.0;
/// Dot product of two equal vectors, but for rounding.
const DOT_ONE: f64 = (DIMENSIONS as f64) * (COMPONENT_RMS as f64) * (COMPONENT_RMS as f64);

/// A portrait as a direction: components are compared by their dot product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(transparent)]
pub struct FaceVector(pub [i8; DIMENSIONS]);

impl FaceVector {
    /// A direction from numbers of any size.
    #[must_use]
    pub fn new(v: &[f32; DIMENSIONS]) -> FaceVector {
        let size = (v.iter().map(|x| x * x).sum::<f32>() / DIMENSIONS as f32).sqrt().max(f32::MIN_POSITIVE);
        FaceVector(v.map(|x| (x / size * COMPONENT_RMS).round().clamp(-127.0, 127.0) as i8))
    }

    /// The components.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; DIMENSIONS] {
        self.0.map(|v| v as u8)
    }

    /// From the components.
    #[must_use]
    pub fn from_bytes(bytes: [u8; DIMENSIONS]) -> FaceVector {
        FaceVector(bytes.map(|v| v as i8))
    }
}

/// A portrait as it comes.
#[derive(Clone, Debug, PartialEq)]
pub enum Portrait {
    /// To be described here.
    Jpeg(Vec<u8>),
    /// Described by a model of the user's own.
    Vector(Box<FaceVector>),
}

impl Portrait {
    /// Its vector; None when there is no face in it.
    ///
    /// # Errors
    /// `Undecodable` with the decoder's reason.
    pub fn vector(&self) -> Result<Option<FaceVector>, MatchError> {
        match self {
            Portrait::Jpeg(jpeg) => vector_of(jpeg),
            Portrait::Vector(vector) => Ok(Some(**vector)),
        }
    }
}

/// Cosine of the angle between two vectors, -1..=1, from their dot product.
#[must_use]
pub fn likeness(dot: i32) -> f64 {
    dot as f64 / DOT_ONE
}

/// Dot product of `probe` and each of `faces`, in their order.
#[must_use]
pub fn dots(probe: &FaceVector, faces: &[FaceVector]) -> Vec<i32> {
    simd::face_dots(probe, faces)
}

/// Vector of a JPEG portrait; None when there is no face in it.
///
/// # Errors
/// `Undecodable` with the decoder's reason.
pub fn vector_of(jpeg: &[u8]) -> Result<Option<FaceVector>, MatchError> {
    let picture = decode_jpeg(jpeg)?;
    Ok(locate::locate(&picture).map(|eyes| vector_at(&picture, &eyes)))
}

/// Vector of the face with these eyes.
#[must_use]
pub fn vector_at(picture: &Grey, eyes: &locate::Eyes) -> FaceVector {
    FaceVector::new(&tables::even_out(&describe::describe(picture, eyes)))
}

#[cfg(test)]
mod tests;
