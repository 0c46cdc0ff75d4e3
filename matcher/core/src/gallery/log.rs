//! The append log beside a gallery file: who was enrolled or removed since, on disk before it is acknowledged.
//!
//! Head: magic, version of the matcher (length u8, text), zeros up to 256 bytes, the last 4 a CRC-32 of all before. Then entries: length
//! u32 and CRC-32 u32 of the payload, CRC-32 u32 of these 8 bytes, payload. A payload is a person and 1, or a reference and 2. What a kill or a
//! power cut left unfinished at the end was acknowledged to nobody and is cut off: it ends early, or sectors of it are zeros that the disk never got to.
//! Anything else out of order is damage.

use super::writer::{sync_folder, write_fault};
use super::{Person, person};
use crate::error::MatchError;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 8] = b"HSGALOG1";
const HEAD_BYTES: usize = 256;
const ENTRY_HEAD_BYTES: usize = 12;
const ENROLLED: u8 = 1;
const REMOVED: u8 = 2;
/// What a disk writes whole, bytes.
const SECTOR: usize = 512;

/// What happened to a person.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// Came.
    Enrolled(Box<Person>),
    /// Went.
    Removed(String),
}

/// An open log; the only one of its file on this machine.
pub struct Log {
    path: PathBuf,
    file: File,
    /// Bytes that are on disk.
    length: u64,
    /// A write failed, and the file may end in part of it.
    broken: bool,
}

impl Log {
    /// Opens a log, or starts an empty one.
    ///
    /// # Returns
    /// The log, what it holds, and how many unfinished bytes at its end were cut off.
    ///
    /// # Errors
    /// `Gallery` naming the entry at fault, or that another process has it open; `Write`.
    pub fn open(path: &Path, version: &str) -> Result<(Log, Vec<Entry>, usize), MatchError> {
        if !path.exists() {
            Log::create(path, version, &[]).map_err(|fault| write_fault(path, &fault))?;
        }
        let named = |fault: String| MatchError::Gallery { file: path.display().to_string(), fault };
        let mut file = OpenOptions::new().read(true).append(true).open(path).map_err(|fault| named(fault.to_string()))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(named("is open in another process".into())),
            locked => locked.map_err(|fault| named(fault.to_string()))?,
        }
        let mut bytes = vec![];
        file.read_to_end(&mut bytes).map_err(|fault| named(fault.to_string()))?;
        let (entries, length) = read_all(&bytes, version).map_err(named)?;
        let torn = bytes.len() - length;
        if torn > 0 {
            file.set_len(length as u64).and_then(|()| file.sync_all()).map_err(|fault| write_fault(path, &fault))?;
        }
        Ok((Log { path: path.to_owned(), file, length: length as u64, broken: false }, entries, torn))
    }

    /// A log in the place of the one at `path`, if there is one.
    ///
    /// # Errors
    /// The system's.
    pub fn create(path: &Path, version: &str, entries: &[Entry]) -> io::Result<Log> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let draft = path.with_extension(format!("log-draft-{}", std::process::id()));
        fs::write(&draft, head(version))?;
        let file = OpenOptions::new().append(true).open(&draft)?;
        // Whoever opens it from the renaming on finds it locked.
        file.try_lock().map_err(|fault| io::Error::new(ErrorKind::ResourceBusy, fault.to_string()))?;
        let mut log = Log { path: path.to_owned(), file, length: HEAD_BYTES as u64, broken: false };
        log.write(entries)?;
        log.file.sync_all()?;
        fs::rename(draft, path)?;
        sync_folder(path)?;
        Ok(log)
    }

    /// Bytes in the file.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Appends entries; they are on disk when this returns, all of them or none.
    ///
    /// # Errors
    /// `Write`. When what was written in part cannot be taken back, every later call fails too: the file must be opened anew.
    pub fn append(&mut self, entries: &[Entry]) -> Result<(), MatchError> {
        if self.broken {
            return Err(MatchError::Write(format!("{}: an earlier write failed: open it anew", self.path.display())));
        }
        let before = self.length;
        self.write(entries).map_err(|fault| {
            self.length = before;
            self.broken = self.file.set_len(before).is_err();
            write_fault(&self.path, &fault)
        })?;
        self.file.sync_data().map_err(|fault| {
            // After a failed flush nobody knows which bytes are on disk.
            self.broken = true;
            write_fault(&self.path, &fault)
        })
    }

    fn write(&mut self, entries: &[Entry]) -> io::Result<()> {
        let bytes: Vec<u8> = entries.iter().flat_map(entry_bytes).collect();
        self.length += bytes.len() as u64;
        self.file.write_all(&bytes)
    }
}

fn head(version: &str) -> Vec<u8> {
    let mut head = MAGIC.to_vec();
    head.push(version.len() as u8);
    head.extend(version.as_bytes());
    head.resize(HEAD_BYTES - 4, 0);
    head.extend(crc32fast::hash(&head).to_le_bytes());
    head
}

fn entry_bytes(entry: &Entry) -> Vec<u8> {
    let mut payload = vec![];
    match entry {
        Entry::Enrolled(person) => {
            person::write(person, &mut payload);
            payload.push(ENROLLED);
        }
        Entry::Removed(reference) => {
            payload.extend(reference.as_bytes());
            payload.push(REMOVED);
        }
    }
    let mut bytes = (payload.len() as u32).to_le_bytes().to_vec();
    bytes.extend(crc32fast::hash(&payload).to_le_bytes());
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes.extend(payload);
    bytes
}

/// The entries of a log, and the length of what is finished.
pub(super) fn read_all(bytes: &[u8], version: &str) -> Result<(Vec<Entry>, usize), String> {
    let (head_bytes, _) = bytes.split_at_checked(HEAD_BYTES).ok_or("no log of a gallery: shorter than its head")?;
    if !head_bytes.starts_with(MAGIC) {
        return Err("no log of a gallery".into());
    }
    if crc32fast::hash(&head_bytes[..HEAD_BYTES - 4]).to_le_bytes() != head_bytes[HEAD_BYTES - 4..] {
        return Err("head: checksum differs".into());
    }
    if head_bytes != head(version) {
        return Err(format!("head: made by another version than {version}"));
    }
    let mut entries = vec![];
    let mut at = HEAD_BYTES;
    while at < bytes.len() {
        match read_entry(bytes, at).map_err(|fault| format!("entry {}, at byte {at}: {fault}", entries.len()))? {
            Some((entry, length)) => {
                entries.push(entry);
                at += length;
            }
            None => break,
        }
    }
    Ok((entries, at))
}

/// The entry at byte `at` and its length; None when the bytes from there are an unfinished write.
fn read_entry(bytes: &[u8], at: usize) -> Result<Option<(Entry, usize)>, String> {
    let rest = &bytes[at..];
    // A file that grew before its bytes reached the disk ends in zeros.
    if rest.len() < ENTRY_HEAD_BYTES || rest.iter().all(|&b| b == 0) {
        return Ok(None);
    }
    let word = |k: usize| u32::from_le_bytes(rest[4 * k..4 * k + 4].try_into().expect("4 bytes"));
    if crc32fast::hash(&rest[..8]) != word(2) {
        return Err("checksum of its head differs".into());
    }
    let length = ENTRY_HEAD_BYTES + word(0) as usize;
    let Some(payload) = rest.get(ENTRY_HEAD_BYTES..length) else { return Ok(None) };
    if crc32fast::hash(payload) != word(1) {
        let unfinished = length == rest.len() && has_hole(payload, at + ENTRY_HEAD_BYTES);
        return if unfinished { Ok(None) } else { Err("checksum differs".into()) };
    }
    let entry = match payload.split_last() {
        Some((&ENROLLED, person)) => Entry::Enrolled(Box::new(person::read(person)?)),
        Some((&REMOVED, reference)) => Entry::Removed(String::from_utf8(reference.to_vec()).map_err(|_| "a reference that is no UTF-8")?),
        _ => return Err("is of no known kind".into()),
    };
    Ok(Some((entry, length)))
}

/// The part of some sector that bytes from `at` on fill is all zeros.
fn has_hole(bytes: &[u8], at: usize) -> bool {
    let (first, rest) = bytes.split_at(bytes.len().min(SECTOR - at % SECTOR));
    std::iter::once(first).chain(rest.chunks(SECTOR)).any(|sector| sector.iter().all(|&b| b == 0))
}
