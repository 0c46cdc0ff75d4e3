//! Fingerprint and face search: images to minutiae, minutiae to codes, codes to candidates.
//!
//! bytes -> limits -> decode -> 8-bit grey, 500 ppi -> minutiae ([`extract`](mod@extract)) -> a 128-bit code a minutia ([`code`]) ->
//! filter over every enrolled finger ([`filter`]) -> rerank of the best ([`rerank`]) -> evidence summed over a person's fingers
//! ([`fuse`]) -> candidate list ([`search`]). Integers from minutiae to score: one answer on every machine and thread count.

pub mod code;
pub mod error;
pub mod extract;
pub mod filter;
pub mod image;
pub mod math;
pub mod minutia;
mod plane;
pub mod pool;
pub mod rerank;
mod simd;
pub mod template;
