//! WSQ, the wavelet scalar quantisation format of fingerprint images: a decoder and an encoder in safe Rust.
//!
//! Format: IAFIS-IC-0110 (V3), "WSQ Gray-Scale Fingerprint Image Compression Specification", 1997: the 9/7 biorthogonal
//! wavelet, 64 subbands of which 60 are coded, a scalar quantiser with a dead zone, and Huffman coding in three blocks.
//!
//! Bytes from outside meet the limits of [`limits`] before anything is allocated for them; whatever is wrong comes back as a
//! [`WsqError`] with a stable code. The same input gives the same output on every machine: floating-point work uses only
//! `+ - * /` and `sqrt`, in a fixed order, and the bit allocation has its own logarithm.

mod bits;
mod decimal;
mod decode;
mod encode;
mod error;
mod huffman;
mod image;
pub mod limits;
mod logarithm;
mod plane;
mod quantise;
mod segments;
mod stream;
mod symbols;
mod tree;
mod wavelet;

pub use decode::{decode, dimensions};
pub use encode::encode;
pub use error::WsqError;
pub use image::GreyImage;
