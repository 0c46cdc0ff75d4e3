//! Synthetic people for rehearsals: fingerprints with exact ground truth, and faces.
//!
//! Everything is a pure function of a dataset seed and the number of a person, a finger, an impression or a capture:
//! any image can be made alone, in any order, on any thread, and comes out with the same bytes on every machine. To that
//! end nothing here calls the C mathematics library: only `+ - * /`, `sqrt`, and the polynomials of [`math`].

// Small functions inside pixel loops: unless they are inlined, the loops do not vectorise.
#![allow(clippy::inline_always)]

#![allow(clippy::duplicate_mod, reason = "the engine of faces is compiled once for each kind of machine")]

pub mod face;
pub mod finger;
pub mod math;
pub mod random;
mod wide;
