//! The gallery file: immutable, mapped, read in place.
//!
//! Head, 512 bytes: magic, version of the matcher and digest of the corpus (length u8, text), zeros, CRC-32 of all before. Then the
//! sections of each segment, each at a multiple of 64 bytes. Then the directory: for every segment its people u32 and for every section its
//! offset u64, length u64, CRC-32 u32. Last, 24 bytes: number of segments u32, CRC-32 of the directory u32, CRC-32 of the 8 bytes before
//! u32, 4 zeros, magic of the end. Little-endian. Written beside its place, flushed and renamed: a file is whole or absent. CRC-32 (ISO 3309) finds
//! damage, not malice; what bytes with good sums say is checked besides.

use super::data::{ALIGNMENT, Data};
use super::segment::{SECTIONS, SEGMENT_PEOPLE, Segment, lay_out, section_name};
use super::{Person, person};
use crate::VERSION;
use crate::error::MatchError;
use crate::pool::Pool;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const MAGIC: &[u8; 8] = b"HSGALRY1";
const MAGIC_END: &[u8; 8] = b"HSGALEND";
const HEAD_BYTES: usize = 512;
const END_BYTES: usize = 24;
const SECTION_BYTES: usize = 20;
const SEGMENT_BYTES: usize = 4 + SECTIONS * SECTION_BYTES;

/// Writes a gallery file, a segment at a time, so that memory holds no more than one.
pub struct GalleryWriter {
    path: PathBuf,
    draft: PathBuf,
    out: BufWriter<File>,
    length: u64,
    waiting: Vec<Person>,
    directory: Vec<u8>,
}

impl GalleryWriter {
    /// Starts a file of the corpus with this digest ('' = of none).
    ///
    /// # Errors
    /// `Write` with the system's reason.
    pub fn create(path: &Path, digest: &str) -> Result<GalleryWriter, MatchError> {
        let draft = path.with_extension(format!("draft-{}", std::process::id()));
        let open = || {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            File::create(&draft)
        };
        let file = open().map_err(|fault| write_fault(path, &fault))?;
        let mut writer = GalleryWriter { path: path.to_owned(), draft: draft.clone(), out: BufWriter::new(file), length: 0, waiting: vec![], directory: vec![] };
        writer.write(&head(digest)).map_err(|fault| write_fault(path, &fault))?;
        Ok(writer)
    }

    /// Adds people in any order.
    ///
    /// # Errors
    /// `Write` with the system's reason; the file is then of no use.
    pub fn add(&mut self, people: Vec<Person>) -> Result<(), MatchError> {
        let long = people.iter().find(|p| p.reference.len() > person::REFERENCE_BYTES_MAX || p.record.len() > person::RECORD_BYTES_MAX);
        if let Some(long) = long {
            return Err(MatchError::Write(format!("{}: the reference or the record of {} is too long", self.path.display(), long.reference)));
        }
        for person in people {
            self.waiting.push(person);
            if self.waiting.len() == SEGMENT_PEOPLE {
                self.write_segment().map_err(|fault| write_fault(&self.path, &fault))?;
            }
        }
        Ok(())
    }

    /// Puts the whole file in its place.
    ///
    /// # Errors
    /// `Write` with the system's reason.
    pub fn finish(mut self) -> Result<(), MatchError> {
        self.put().map_err(|fault| write_fault(&self.path, &fault))
    }

    fn put(&mut self) -> io::Result<()> {
        if !self.waiting.is_empty() {
            self.write_segment()?;
        }
        let directory = std::mem::take(&mut self.directory);
        self.write(&directory)?;
        let mut end = ((directory.len() / SEGMENT_BYTES) as u32).to_le_bytes().to_vec();
        end.extend(crc32fast::hash(&directory).to_le_bytes());
        end.extend(crc32fast::hash(&end).to_le_bytes());
        end.extend([0; 4]);
        end.extend(MAGIC_END);
        self.write(&end)?;
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        fs::rename(&self.draft, &self.path)?;
        sync_folder(&self.path)
    }

    fn write_segment(&mut self) -> io::Result<()> {
        let people = std::mem::take(&mut self.waiting);
        self.directory.extend((people.len() as u32).to_le_bytes());
        for section in lay_out(people) {
            self.write(&[0; ALIGNMENT][..self.length.next_multiple_of(ALIGNMENT as u64) as usize - self.length as usize])?;
            self.directory.extend(self.length.to_le_bytes());
            self.directory.extend((section.len() as u64).to_le_bytes());
            self.directory.extend(crc32fast::hash(&section).to_le_bytes());
            self.write(&section)?;
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

impl Drop for GalleryWriter {
    /// Leaves no half-written file behind; after `finish` there is none.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.draft);
    }
}

/// Maps a file and checks every byte of it, on all threads of the pool; None when there is no such file.
///
/// # Errors
/// `Gallery` naming the file and the block at fault when it is no gallery file, cut short, damaged, or of another version or corpus.
pub fn open(path: &Path, digest: &str, pool: &Pool) -> Result<Option<Vec<Arc<Segment>>>, MatchError> {
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
    read_all(data, digest, pool).map(Some).map_err(fault)
}

/// The segments of a file's bytes.
pub(super) fn read_all(data: Arc<Data>, digest: &str, pool: &Pool) -> Result<Vec<Arc<Segment>>, String> {
    check_head(&data, digest)?;
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

fn check_head(data: &[u8], digest: &str) -> Result<(), String> {
    let head = data.get(..HEAD_BYTES).filter(|head| head.starts_with(MAGIC)).ok_or("no gallery file")?;
    let (body, crc) = head.split_at(HEAD_BYTES - 4);
    if crc32fast::hash(body).to_le_bytes() != crc {
        return Err("head: checksum differs".into());
    }
    let (version, rest) = text(&body[MAGIC.len()..])?;
    let (corpus, _) = text(rest)?;
    if version != VERSION.as_bytes() {
        return Err(format!("head: made by version {}, this is {VERSION}", String::from_utf8_lossy(version)));
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

fn head(digest: &str) -> Vec<u8> {
    let mut head = MAGIC.to_vec();
    for text in [VERSION, digest] {
        assert!(text.len() < 200, "versions and digests are short");
        head.push(text.len() as u8);
        head.extend(text.as_bytes());
    }
    head.resize(HEAD_BYTES - 4, 0);
    head.extend(crc32fast::hash(&head).to_le_bytes());
    head
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

/// The renaming itself reaches the disk.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })?.sync_all(),
        _ => Ok(()),
    }
}

pub(super) fn write_fault(path: &Path, fault: &io::Error) -> MatchError {
    MatchError::Write(format!("{}: {fault}", path.display()))
}
