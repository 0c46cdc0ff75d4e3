//! The gallery file: immutable, mapped, read in place.
//!
//! Head, 512 bytes: magic, version of the matcher and digest of the corpus (length u8, text), zeros, CRC-32 of all before. Then the
//! sections of each segment, each at a multiple of 64 bytes. Then the directory: for every segment its people u32 and for every section its
//! offset u64, length u64, CRC-32 u32. Last, 24 bytes: number of segments u32, CRC-32 of the directory u32, CRC-32 of the 8 bytes before
//! u32, 4 zeros, magic of the end. Little-endian. Written beside its place, flushed and renamed: a file is whole or absent. CRC-32 (ISO 3309) finds
//! damage, not malice; what bytes with good sums say is checked besides.

use super::data::{ALIGNMENT, Data};
use super::segment::{SECTIONS, SEGMENT_PEOPLE, Segment, section_name};
use crate::error::MatchError;
use crate::pool::Pool;
use std::fs::File;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

pub(super) const MAGIC: &[u8; 8] = b"HSGALRY1";
pub(super) const MAGIC_END: &[u8; 8] = b"HSGALEND";
pub(super) const HEAD_BYTES: usize = 512;
pub(super) const END_BYTES: usize = 24;
pub(super) const SECTION_BYTES: usize = 20;
pub(super) const SEGMENT_BYTES: usize = 4 + SECTIONS * SECTION_BYTES;

/// Maps a file and checks every byte of it, on all threads of the pool; None when there is no such file.
///
/// # Errors
/// `Gallery` naming the file and the block at fault when it is no gallery file, cut short, damaged, or of another version or corpus.
pub fn open(path: &Path, version: &str, digest: &str, pool: &Pool) -> Result<Option<Vec<Arc<Segment>>>, MatchError> {
    let fault = |fault: String| MatchError::Gallery { file: path.display().to_string(), fault };
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(|error| fault(error.to_string()))?,
    };
    let data = if file.metadata().map_err(|error| fault(error.to_string()))?.len() < (HEAD_BYTES + END_BYTES) as u64 {
        return Err(fault("no gallery file: shorter than head and end".into()));
    } else {
        Arc::new(Data::map(&file).map_err(|error| fault(error.to_string()))?)
    };
    read_all(data, version, digest, pool).map(Some).map_err(fault)
}

/// The segments of a file's bytes.
pub(super) fn read_all(data: Arc<Data>, version: &str, digest: &str, pool: &Pool) -> Result<Vec<Arc<Segment>>, String> {
    check_head(&data, version, digest)?;
    let segments = directory(&data)?;
    let sections: Vec<(String, Range<usize>, u32)> = segments.iter().enumerate().flat_map(|(s, (_, sections))| {
        sections.iter().enumerate().map(move |(k, (range, crc))| (format!("segment {s}: {}", section_name(k)), range.clone(), *crc))
    }).collect();
    let bytes = Arc::clone(&data);
    let faults = pool.map(sections.len(), move |k| {
        let (name, range, crc) = &sections[k];
        (crc32fast::hash(&bytes[range.clone()]) != *crc).then(|| format!("{name}: checksum differs"))
    });
    if let Some(fault) = faults.into_iter().flatten().next() {
        return Err(fault);
    }
    let read = pool.map(segments.len(), move |s| {
        let (people, sections) = &segments[s];
        let ranges = std::array::from_fn(|k| sections[k].0.clone());
        Segment::read(Arc::clone(&data), ranges, *people).map(Arc::new).map_err(|fault| format!("segment {s}: {fault}"))
    });
    read.into_iter().collect()
}

fn check_head(data: &[u8], version: &str, digest: &str) -> Result<(), String> {
    let head = data.get(..HEAD_BYTES).filter(|head| head.starts_with(MAGIC)).ok_or("no gallery file")?;
    let (body, crc) = head.split_at(HEAD_BYTES - 4);
    if crc32fast::hash(body).to_le_bytes() != crc {
        return Err("head: checksum differs".into());
    }
    let (made_by, rest) = text(&body[MAGIC.len()..])?;
    let (corpus, _) = text(rest)?;
    if made_by != version.as_bytes() {
        return Err(format!("head: made by version {}, this is {version}", String::from_utf8_lossy(made_by)));
    }
    if corpus == digest.as_bytes() { Ok(()) } else { Err("head: belongs to another corpus".into()) }
}

type SectionPlace = (Range<usize>, u32);

/// People and sections of each segment; every section lies inside and is aligned.
fn directory(data: &[u8]) -> Result<Vec<(u32, Vec<SectionPlace>)>, String> {
    let (rest, end) = data.split_at(data.len().checked_sub(END_BYTES).ok_or("end: cut short")?);
    if !end.ends_with(MAGIC_END) {
        return Err("end: cut short".into());
    }
    if crc32fast::hash(&end[..8]) != u32_at(end, 8) {
        return Err("end: checksum differs".into());
    }
    let length = u32_at(end, 0) as usize * SEGMENT_BYTES;
    let (body, directory) = rest.split_at(rest.len().checked_sub(length).ok_or("directory: longer than the file")?);
    if crc32fast::hash(directory) != u32_at(end, 4) {
        return Err("directory: checksum differs".into());
    }
    directory.chunks_exact(SEGMENT_BYTES).enumerate().map(|(s, segment)| {
        let people = u32_at(segment, 0);
        if people as usize > SEGMENT_PEOPLE {
            return Err(format!("directory: segment {s} of {people} people"));
        }
        let sections = segment[4..].chunks_exact(SECTION_BYTES).enumerate().map(|(k, section)| {
            let (start, length) = (u64_at(section, 0), u64_at(section, 8));
            let inside = start.checked_add(length).is_some_and(|end| end <= body.len() as u64) && start % ALIGNMENT as u64 == 0;
            let range = start as usize..start as usize + if inside { length as usize } else { 0 };
            if inside { Ok((range, u32_at(section, 16))) } else { Err(format!("directory: segment {s}: {} lie outside the file", section_name(k))) }
        });
        Ok((people, sections.collect::<Result<_, _>>()?))
    }).collect()
}

fn text(bytes: &[u8]) -> Result<(&[u8], &[u8]), String> {
    bytes.split_first().and_then(|(&length, rest)| rest.split_at_checked(length as usize)).ok_or_else(|| "head: a text runs over its end".into())
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("4 bytes"))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("8 bytes"))
}
