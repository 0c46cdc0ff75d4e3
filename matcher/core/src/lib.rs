//! Fingerprint and face search: images to minutiae, minutiae to codes, codes to candidates.
//!
//! bytes -> limits -> decode -> 8-bit grey, 500 ppi -> minutiae ([`extract`](mod@extract)) -> a 128-bit code a minutia ([`code`]) ->
//! filter over every enrolled finger ([`filter`]) -> rerank of the best ([`rerank`]) -> evidence summed over a person's fingers
//! ([`fuse`]) -> candidate list ([`search`]). Portrait -> vector ([`face`]) -> exact scan. Integers from minutiae to score: one answer on every machine and thread count.

#![cfg_attr(test, allow(clippy::float_cmp, reason = "every result is exact"))]

pub mod code;
pub mod enrol;
pub mod error;
pub mod extract;
pub mod face;
pub mod filter;
pub mod fuse;
pub mod fuzz;
pub mod gallery;
pub mod image;
pub mod math;
pub mod minutia;
mod plane;
pub mod pool;
pub mod prints;
pub mod probe;
pub mod rerank;
mod resample;
pub mod search;
mod simd;
pub mod slap;
pub mod template;
#[cfg(test)]
mod testing;

/// Version of everything between an image and a score. Any change of a template or a score changes it, and with it every cached template.
pub const VERSION: &str = "residue1-polar1-rerank2-face6-fisher4";

/// [`VERSION`] or, where a model of the user's own describes the portraits, that with the digest of the model.
#[must_use]
pub fn version_with(face_model: Option<&str>) -> String {
    face_model.map_or_else(|| VERSION.into(), |digest| format!("{VERSION}-onnx-{digest}"))
}
