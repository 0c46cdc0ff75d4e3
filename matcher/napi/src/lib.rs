//! The matcher for Node: conversions only.

mod bench;
mod task;
