//! A gallery that changes: files that stay as they are (the base), and a file and an append log of its own for who comes and goes.

use super::file;
use super::log::{Entry, Log};
use super::person::{RECORD_BYTES_MAX, REFERENCE_BYTES_MAX};
use super::writer::{GalleryWriter, write_fault};
use super::{Gallery, Person, Segment};
use crate::error::MatchError;
use crate::pool::Pool;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// A longer log is folded into the file when it is opened, bytes: some thousand people of ten prints.
const LOG_BYTES_MAX: u64 = 64 << 20;
/// People handed to the file at a time.
const FOLD_PEOPLE: usize = 1024;

/// Everyone enrolled, and the way in and out. A search takes the [`Gallery`] of its moment.
#[derive(Default)]
pub struct Store {
    gallery: RwLock<Arc<Gallery>>,
    /// None = nobody comes or goes.
    log: Option<Mutex<Log>>,
    /// Unfinished bytes that were cut off the log.
    torn: usize,
}

impl Store {
    /// The base alone.
    ///
    /// # Errors
    /// `Twice` naming a person who stands in two files.
    pub fn fixed(base: Vec<Arc<Segment>>) -> Result<Store, MatchError> {
        Ok(Store { gallery: RwLock::new(Arc::new(Gallery::of(base)?)), log: None, torn: 0 })
    }

    /// The base, and `PATH.gallery` and `PATH.log` of this version, made when missing.
    ///
    /// # Errors
    /// `Twice` naming a person who stands in two files; `Gallery` naming file and block; `Write`.
    pub fn open(base: Vec<Arc<Segment>>, path: &Path, version: &str, pool: &Pool) -> Result<Store, MatchError> {
        Store::open_folding(base, path, version, pool, LOG_BYTES_MAX)
    }

    pub(super) fn open_folding(base: Vec<Arc<Segment>>, path: &Path, version: &str, pool: &Pool, log_bytes_max: u64) -> Result<Store, MatchError> {
        let base_end = base.iter().map(|segment| segment.people()).sum();
        let (log_path, own_path) = (beside(path, "log"), beside(path, "gallery"));
        let (mut log, entries, torn) = Log::open(&log_path, version)?;
        let own = file::open(&own_path, version, "", pool)?.unwrap_or_default();
        let mut gallery = Gallery::of(base.iter().cloned().chain(own))?;
        replay(&mut gallery, entries)?;
        if log.length() > log_bytes_max {
            let left = fold(&gallery, base_end, &own_path, version)?;
            log = Log::create(&log_path, version, &left).map_err(|fault| write_fault(&log_path, &fault))?;
            gallery = Gallery::of(base.into_iter().chain(file::open(&own_path, version, "", pool)?.unwrap_or_default()))?;
            replay(&mut gallery, left)?;
        }
        Ok(Store { gallery: RwLock::new(Arc::new(gallery)), log: Some(Mutex::new(log)), torn })
    }

    /// Bytes of an unfinished write that were cut off the log at opening: nobody was told that they were kept.
    #[must_use]
    pub fn torn(&self) -> usize {
        self.torn
    }

    /// Everyone of this moment.
    #[must_use]
    pub fn gallery(&self) -> Arc<Gallery> {
        Arc::clone(&self.gallery.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Enrols people, all or none; they are on disk when this returns.
    ///
    /// # Errors
    /// `Twice` naming one who is enrolled; `Template` naming one whose reference or record is too long; `Write`.
    pub fn enrol(&self, people: Vec<Person>) -> Result<(), MatchError> {
        if let Some(long) = people.iter().find(|p| p.reference.len() > REFERENCE_BYTES_MAX || p.record.len() > RECORD_BYTES_MAX) {
            return Err(MatchError::Template(format!("the reference or the record of {} is too long", long.reference)));
        }
        let mut log = self.log()?;
        let mut next = Gallery::clone(&self.gallery());
        next.add(people.clone())?;
        log.append(&people.into_iter().map(|person| Entry::Enrolled(Box::new(person))).collect::<Vec<_>>())?;
        self.set(next);
        Ok(())
    }

    /// Removes a person, on disk when this returns; false when nobody is enrolled so.
    ///
    /// # Errors
    /// `Write`.
    pub fn remove(&self, reference: &str) -> Result<bool, MatchError> {
        let mut log = self.log()?;
        let mut next = Gallery::clone(&self.gallery());
        if !next.remove(reference) {
            return Ok(false);
        }
        log.append(&[Entry::Removed(reference.to_owned())])?;
        self.set(next);
        Ok(true)
    }

    /// From now on likenesses of faces are judged by how alike those enrolled at this moment are.
    pub fn calibrate_faces(&self) {
        let mut next = Gallery::clone(&self.gallery());
        next.calibrate_faces();
        self.set(next);
    }

    fn log(&self) -> Result<MutexGuard<'_, Log>, MatchError> {
        let log = self.log.as_ref().ok_or_else(|| MatchError::Write("this gallery has no log: nobody comes or goes".into()))?;
        Ok(log.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, gallery: Gallery) {
        *self.gallery.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(gallery);
    }
}

/// What came last of each person holds, whatever the gallery knew before: so a log may be replayed over a file that it went into.
fn replay(gallery: &mut Gallery, entries: Vec<Entry>) -> Result<(), MatchError> {
    let mut last = BTreeMap::new();
    for entry in entries {
        match entry {
            Entry::Enrolled(person) => last.insert(person.reference.clone(), Some(person)),
            Entry::Removed(reference) => last.insert(reference, None),
        };
    }
    for reference in last.keys() {
        gallery.remove(reference);
    }
    gallery.add(last.into_values().flatten().map(|person| *person).collect())
}

/// Puts everyone who came since the base into the file at `path`, but for those who stand in the base too, removed there.
///
/// # Returns
/// What is left for the log: who was removed from the base, and who then came again.
fn fold(gallery: &Gallery, base_end: u32, path: &Path, version: &str) -> Result<Vec<Entry>, MatchError> {
    let removed: Vec<&str> = (0..base_end).filter(|person| !gallery.holds(*person)).map(|person| gallery.reference(person)).collect();
    let again: Vec<u32> = removed.iter().filter_map(|reference| gallery.find(reference)).collect();
    let came: Vec<u32> = gallery.people().filter(|person| *person >= base_end && !again.contains(person)).collect();
    let mut writer = GalleryWriter::create(path, version, "")?;
    for some in came.chunks(FOLD_PEOPLE) {
        writer.add(some.iter().map(|person| gallery.person(*person)).collect())?;
    }
    writer.finish()?;
    let again = again.into_iter().map(|person| Entry::Enrolled(Box::new(gallery.person(person))));
    Ok(removed.into_iter().map(|reference| Entry::Removed(reference.to_owned())).chain(again).collect())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    name.into()
}
