//! Writing a gallery file; its layout stands in [`super::file`].

use super::data::ALIGNMENT;
use super::file::{HEAD_BYTES, MAGIC, MAGIC_END, SEGMENT_BYTES};
use super::segment::{SEGMENT_PEOPLE, lay_out};
use super::{Person, person};
use crate::error::MatchError;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

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
    /// Starts a file of this version, of the corpus with this digest ('' = of none).
    ///
    /// # Errors
    /// `Write` with the system's reason.
    pub fn create(path: &Path, version: &str, digest: &str) -> Result<GalleryWriter, MatchError> {
        let draft = path.with_extension(format!("draft-{}", std::process::id()));
        let open = || {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            File::create(&draft)
        };
        let file = open().map_err(|fault| write_fault(path, &fault))?;
        let mut writer = GalleryWriter { path: path.to_owned(), draft: draft.clone(), out: BufWriter::new(file), length: 0, waiting: vec![], directory: vec![] };
        writer.write(&head(version, digest)).map_err(|fault| write_fault(path, &fault))?;
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

fn head(version: &str, digest: &str) -> Vec<u8> {
    let mut head = MAGIC.to_vec();
    for text in [version, digest] {
        assert!(text.len() < 200, "versions and digests are short");
        head.push(text.len() as u8);
        head.extend(text.as_bytes());
    }
    head.resize(HEAD_BYTES - 4, 0);
    head.extend(crc32fast::hash(&head).to_le_bytes());
    head
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
