//! Bytes that rows of a gallery lie in, aligned as the rows want it: a mapped file, or memory.
#![allow(unsafe_code)]

use bytemuck::{Pod, Zeroable};
use memmap2::Mmap;
use std::fs::File;
use std::ops::Deref;

/// Alignment of sections, bytes: a cache line, and what the filter's blocks want.
pub const ALIGNMENT: usize = 64;

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C, align(64))]
struct Line([u8; ALIGNMENT]);

/// Aligned bytes.
pub enum Data {
    /// A file that nobody changes: it is written beside its place and renamed, and replaced the same way.
    Mapped(Mmap),
    /// Built here.
    Memory(Memory),
}

/// Lines of memory, and how many of their bytes count.
pub struct Memory(Vec<Line>, usize);

impl Data {
    /// Maps a file.
    ///
    /// # Errors
    /// The system's.
    pub fn map(file: &File) -> std::io::Result<Data> {
        // SAFETY: gallery files are never written in place (see `Mapped`). One that another program cuts short under us ends this process by
        // a signal; one that it overwrites gives other bytes, which every reader takes: none of them trusts a byte for safety.
        unsafe { Mmap::map(file) }.map(Data::Mapped)
    }

    /// A copy in memory.
    pub fn copy(bytes: &[u8]) -> Data {
        let mut lines = vec![Line::zeroed(); bytes.len().div_ceil(ALIGNMENT)];
        bytemuck::cast_slice_mut::<Line, u8>(&mut lines)[..bytes.len()].copy_from_slice(bytes);
        Data::Memory(Memory(lines, bytes.len()))
    }
}

impl Deref for Data {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Data::Mapped(map) => map,
            Data::Memory(Memory(lines, length)) => &bytemuck::cast_slice(lines)[..*length],
        }
    }
}
