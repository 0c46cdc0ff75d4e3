//! The generators for Node: conversions only. `synth/native.ts` declares what stands here.

mod face;
mod finger;
mod task;
mod template;
mod whole;
