use super::data::{ALIGNMENT, Data};
use super::file::{self, GalleryWriter, read_all};
use super::log;
use super::segment::SECTIONS;
use super::store::Store;
use super::{Gallery, Person, Segment};
use crate::error::MatchError;
use crate::face::{DIMENSIONS, FaceVector};
use crate::pool::Pool;
use crate::probe::ProbeTemplates;
use crate::search::{Limits, search};
use crate::testing::{any_codes, coded_print};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder of its own for each test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("hotspot-gallery-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("some.gallery")
    }

    fn store(&self) -> PathBuf {
        self.0.join("live")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn person() -> impl Strategy<Value = Person> {
    let finger = prop::option::of(prop_oneof![coded_print(), any_codes()].prop_map(|mut print| {
        if print.len() < super::USABLE_MINUTIAE { print.clear() }
        print
    }));
    let face = prop::option::of(prop::collection::vec(any::<i8>(), DIMENSIONS).prop_map(|v| FaceVector(v.try_into().unwrap())));
    ("[A-Z]{2}/[0-9]{1,8}", "[ -~é]{0,40}", finger.clone(), finger, face).prop_map(|(reference, record, thumb, little, face)| {
        let mut person = Person { reference, record, face, ..Person::default() };
        person.fingers[0] = thumb.filter(|print| !print.is_empty());
        person.fingers[9] = little.filter(|print| !print.is_empty());
        person
    })
}

fn people(most: usize) -> impl Strategy<Value = Vec<Person>> {
    prop::collection::vec(person(), 0..most).prop_map(|mut people| {
        people.sort_by(|a, b| a.reference.cmp(&b.reference));
        people.dedup_by(|a, b| a.reference == b.reference);
        people
    })
}

/// Somebody with a print and a face, told apart by `k`.
fn somebody(k: usize) -> Person {
    let mut person = Person { reference: format!("GR/{k}"), record: format!("record {k}"), face: Some(FaceVector([k as i8; DIMENSIONS])), ..Person::default() };
    person.fingers[1] = Some(crate::testing::template(k as u64 % 3, 2, 0));
    person
}

fn write(path: &Path, people: Vec<Person>) {
    let mut writer = GalleryWriter::create(path, "digest").unwrap();
    writer.add(people).unwrap();
    writer.finish().unwrap();
}

fn open(path: &Path) -> Result<Option<Vec<Arc<Segment>>>, MatchError> {
    file::open(path, "digest", &Pool::new(2))
}

fn everyone(gallery: &Gallery) -> Vec<Person> {
    let mut people: Vec<Person> = gallery.people().map(|k| gallery.person(k)).collect();
    people.sort_by(|a, b| a.reference.cmp(&b.reference));
    people
}

fn fault_of<T>(result: Result<T, MatchError>) -> String {
    match result.err().expect("refused") {
        MatchError::Gallery { fault, .. } => fault,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn open_gives_back_whom_the_writer_was_given(people in people(6), turn in any::<prop::sample::Index>()) {
        let folder = Folder::new("round");
        let mut otherwise = people.clone();
        if !people.is_empty() { otherwise.rotate_left(turn.index(people.len())); }
        write(&folder.file(), otherwise);
        let gallery = Gallery::of(open(&folder.file()).unwrap().unwrap()).unwrap();
        prop_assert_eq!(everyone(&gallery), people);
    }

    #[test]
    fn a_gallery_is_what_came_and_has_not_gone(steps in prop::collection::vec((any::<bool>(), 0_usize..12), 0..40)) {
        let mut gallery = Gallery::default();
        let mut expected = std::collections::BTreeMap::new();
        for (comes, k) in steps {
            let person = Person { reference: format!("{k:02}"), record: format!("{}", expected.len()), ..Person::default() };
            let known = expected.contains_key(&person.reference);
            if comes {
                prop_assert_eq!(gallery.add(vec![person.clone()]).is_ok(), !known);
                expected.entry(person.reference.clone()).or_insert(person);
            } else {
                prop_assert_eq!(gallery.remove(&person.reference), known);
                expected.remove(&person.reference);
            }
        }
        prop_assert_eq!(gallery.len(), expected.len());
        prop_assert!(expected.keys().all(|reference| gallery.reference(gallery.find(reference).unwrap()) == reference));
        prop_assert_eq!(everyone(&gallery), expected.into_values().collect::<Vec<_>>());
        prop_assert!(gallery.parts.len() <= 5, "{} segments", gallery.parts.len());
    }
}

#[test]
fn open_finds_nothing_where_there_is_nothing() {
    assert!(open(&Folder::new("none").file()).unwrap().is_none());
}

#[test]
fn open_refuses_a_file_cut_short_anywhere_or_with_any_byte_changed() {
    let folder = Folder::new("damage");
    write(&folder.file(), (0..2).map(somebody).collect());
    let whole = fs::read(folder.file()).unwrap();
    let pool = Pool::new(1);
    let changed = |k: usize| {
        let mut bytes = whole.clone();
        bytes[k] ^= 0x10;
        read_all(Arc::new(Data::copy(&bytes)), "digest", &pool)
    };
    for k in 0..whole.len() {
        assert!(read_all(Arc::new(Data::copy(&whole[..k])), "digest", &pool).is_err(), "cut to {k} bytes");
    }
    // Between sections, and in the end, lie zeros that nobody reads.
    let unread: Vec<usize> = (0..whole.len()).filter(|k| changed(*k).is_ok()).collect();
    assert!(unread.iter().all(|k| whole[*k] == 0) && unread.len() < SECTIONS * ALIGNMENT, "{unread:?}");
}

/// Sets every checksum right.
fn seal(bytes: &mut [u8]) {
    let put = |bytes: &mut [u8], at: usize, crc: u32| bytes[at..at + 4].copy_from_slice(&crc.to_le_bytes());
    let crc = crc32fast::hash(&bytes[..508]);
    put(bytes, 508, crc);
    let end = bytes.len() - 24;
    let directory = end - (4 + SECTIONS * 20);
    for k in 0..SECTIONS {
        let at = directory + 4 + 20 * k;
        let word = |from: usize| u64::from_le_bytes(bytes[from..from + 8].try_into().unwrap()) as usize;
        let (start, length) = (word(at), word(at + 8));
        if let Some(section) = start.checked_add(length).and_then(|end| bytes.get(start..end)) {
            let crc = crc32fast::hash(section);
            put(bytes, at + 16, crc);
        }
    }
    let crc = crc32fast::hash(&bytes[directory..end]);
    put(bytes, end + 4, crc);
    let crc = crc32fast::hash(&bytes[end..end + 8]);
    put(bytes, end + 8, crc);
}

/// `SplitMix64` (Steele, Lea, Flood 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// How many mutants a fuzz test makes; `HOTSPOT_MUTANTS` for more.
fn mutants() -> u64 {
    std::env::var("HOTSPOT_MUTANTS").map_or(20_000, |n| n.parse().expect("a number"))
}

/// One to four bytes changed, mostly to what breaks counts and offsets.
fn mutate(bytes: &mut [u8], state: &mut u64) {
    for _ in 0..=next(state) % 4 {
        let k = next(state) as usize % bytes.len();
        bytes[k] = match next(state) % 4 {
            0 => 0,
            1 => 255,
            2 => bytes[k].wrapping_add(1),
            _ => next(state) as u8,
        };
    }
}

#[test]
fn a_mutant_with_good_checksums_is_refused_or_searched_and_never_a_panic() {
    let folder = Folder::new("mutants");
    write(&folder.file(), (0..3).map(somebody).collect());
    let whole = fs::read(folder.file()).unwrap();
    let (pool, mut state, mut opened) = (Pool::new(1), 1, 0);
    let probe = Arc::new(ProbeTemplates { fingers: vec![(2, crate::testing::template(1, 2, 1))], face: Some(FaceVector([1; DIMENSIONS])) });
    for _ in 0..mutants() {
        let mut bytes = whole.clone();
        mutate(&mut bytes, &mut state);
        seal(&mut bytes);
        let Ok(gallery) = read_all(Arc::new(Data::copy(&bytes)), "digest", &pool).and_then(|s| Gallery::of(s).map_err(|fault| fault.to_string())) else { continue };
        opened += 1;
        let gallery = Arc::new(gallery);
        everyone(&gallery);
        if opened % 16 == 0 {
            search(&gallery, &pool, &probe, Limits { candidates_max: 10, threshold: 0.0 }).unwrap();
        }
    }
    assert!(opened > 0);
}

#[test]
fn a_mutant_of_a_log_is_refused_or_read_and_never_a_panic() {
    let folder = Folder::new("log-mutants");
    let store = Store::open(vec![], &folder.store(), &Pool::new(1)).unwrap();
    store.enrol((0..3).map(somebody).collect()).unwrap();
    store.remove("GR/1").unwrap();
    let whole = fs::read(folder.0.join("live.log")).unwrap();
    let mut state = 2;
    for _ in 0..mutants() {
        let mut bytes = whole.clone();
        mutate(&mut bytes, &mut state);
        let cut = next(&mut state) as usize % (2 * bytes.len());
        let _ = log::read_all(&bytes[..cut.min(bytes.len())]);
        // Payloads with good sums.
        let mut at = 256;
        while let Some(head) = bytes.get(at..at + 12) {
            let length = u32::from_le_bytes(head[..4].try_into().unwrap()) as usize;
            let Some(payload) = bytes.get(at + 12..at + 12 + length) else { break };
            let crc = crc32fast::hash(payload).to_le_bytes();
            bytes[at + 4..at + 8].copy_from_slice(&crc);
            let crc = crc32fast::hash(&bytes[at..at + 8]).to_le_bytes();
            bytes[at + 8..at + 12].copy_from_slice(&crc);
            at += 12 + length;
        }
        let _ = log::read_all(&bytes);
    }
}

#[test]
fn open_names_the_block_at_fault() {
    let folder = Folder::new("names");
    write(&folder.file(), (0..3).map(somebody).collect());
    let whole = fs::read(folder.file()).unwrap();
    let face = whole.windows(DIMENSIONS).position(|w| w == [2; DIMENSIONS]).unwrap();
    let changed = |k: usize| { let mut bytes = whole.clone(); bytes[k] ^= 1; fs::write(folder.file(), bytes).unwrap(); fault_of(open(&folder.file())) };
    assert_eq!(changed(face), "segment 0: faces: checksum differs");
    assert_eq!(changed(20), "head: checksum differs");
    assert_eq!(changed(whole.len() - 30), "directory: checksum differs");
    assert_eq!(changed(whole.len() - 20), "end: checksum differs");
    assert_eq!(changed(0), "no gallery file");
    fs::write(folder.file(), &whole[..whole.len() - 1]).unwrap();
    assert_eq!(fault_of(open(&folder.file())), "end: cut short");
    fs::write(folder.file(), b"short").unwrap();
    assert_eq!(fault_of(open(&folder.file())), "no gallery file: shorter than head and end");
    fs::write(folder.file(), &whole).unwrap();
    assert_eq!(fault_of(file::open(&folder.file(), "another", &Pool::new(1))), "head: belongs to another corpus");
}

fn opened(folder: &Folder) -> Store {
    Store::open(vec![], &folder.store(), &Pool::new(1)).unwrap()
}

fn references(store: &Store) -> Vec<String> {
    everyone(&store.gallery()).into_iter().map(|p| p.reference).collect()
}

#[test]
fn a_store_opened_again_holds_who_came_and_has_not_gone() {
    let folder = Folder::new("store");
    let store = opened(&folder);
    store.enrol((0..4).map(somebody).collect()).unwrap();
    assert!(store.remove("GR/2").unwrap());
    assert!(!store.remove("GR/2").unwrap());
    assert_eq!(store.enrol(vec![somebody(5), somebody(1)]), Err(MatchError::Twice("GR/1".into())));
    drop(store);
    assert_eq!(everyone(&opened(&folder).gallery()), [0, 1, 3].map(somebody));
}

#[test]
fn a_store_is_open_in_one_place_at_a_time() {
    let folder = Folder::new("lock");
    let _store = opened(&folder);
    assert_eq!(fault_of(Store::open(vec![], &folder.store(), &Pool::new(1))), "is open in another process");
}

#[test]
fn a_store_cuts_off_what_was_never_finished_and_refuses_other_damage() {
    let folder = Folder::new("torn");
    let store = opened(&folder);
    store.enrol(vec![somebody(0)]).unwrap();
    let log = folder.0.join("live.log");
    let one = fs::read(&log).unwrap().len();
    store.enrol(vec![somebody(1)]).unwrap();
    drop(store);
    let whole = fs::read(&log).unwrap();
    for end in one..whole.len() {
        fs::write(&log, &whole[..end]).unwrap();
        let store = opened(&folder);
        assert_eq!((references(&store), store.torn()), (vec!["GR/0".to_owned()], end - one));
        assert_eq!(fs::read(&log).unwrap().len(), one);
    }
    let mut zeros = whole[..one].to_vec();
    zeros.extend([0; 100]);
    fs::write(&log, zeros).unwrap();
    assert_eq!(references(&opened(&folder)), ["GR/0"]);
    let mut damaged = whole.clone();
    damaged[one - 40] ^= 1;
    fs::write(&log, damaged).unwrap();
    assert_eq!(fault_of(Store::open(vec![], &folder.store(), &Pool::new(1))), "entry 0, at byte 256: checksum differs");
}

#[test]
fn a_fold_keeps_everyone_wherever_it_is_cut_off() {
    let folder = Folder::new("fold");
    write(&folder.file(), (0..3).map(somebody).collect());
    let base = || open(&folder.file()).unwrap().unwrap();
    let store = Store::open(base(), &folder.store(), &Pool::new(1)).unwrap();
    store.enrol((10..14).map(somebody).collect()).unwrap();
    for gone in ["GR/1", "GR/2", "GR/11"] {
        assert!(store.remove(gone).unwrap());
    }
    let again = Person { record: "came again".into(), ..somebody(2) };
    store.enrol(vec![again.clone()]).unwrap();
    drop(store);
    let before = fs::read(folder.0.join("live.log")).unwrap();
    let expected = vec![somebody(0), somebody(10), somebody(12), somebody(13), again];
    let folding = |bytes_max| everyone(&Store::open_folding(base(), &folder.store(), &Pool::new(1), bytes_max).unwrap().gallery());
    assert_eq!(folding(0), expected);
    assert!(fs::read(folder.0.join("live.log")).unwrap().len() < before.len());
    assert_eq!(folding(u64::MAX), expected);
    assert_eq!(folding(0), expected);
    // As if it had ended between the file and the log.
    fs::write(folder.0.join("live.log"), before).unwrap();
    assert_eq!(folding(u64::MAX), expected);
}

#[test]
fn gallery_of_names_who_stands_in_two_files() {
    let folder = Folder::new("twice");
    write(&folder.file(), vec![somebody(0)]);
    let both = open(&folder.file()).unwrap().unwrap().into_iter().chain(open(&folder.file()).unwrap().unwrap());
    assert_eq!(Gallery::of(both).err(), Some(MatchError::Twice("GR/0".into())));
}

#[test]
fn the_writer_names_the_file_that_it_cannot_write_and_leaves_nothing_unfinished() {
    let folder = Folder::new("unwritable");
    fs::write(folder.file(), "a file where a folder should be").unwrap();
    let fault = GalleryWriter::create(&folder.file().join("x.gallery"), "").err().unwrap();
    assert!(fault.code() == "WRITE" && fault.to_string().contains("x.gallery"), "{fault}");
    let other = folder.0.join("other.gallery");
    drop(GalleryWriter::create(&other, "").unwrap());
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
}
