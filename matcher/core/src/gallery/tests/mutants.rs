use super::{Folder, everyone, somebody, write};
use crate::VERSION;
use crate::face::{DIMENSIONS, FaceVector};
use crate::gallery::data::Data;
use crate::gallery::file::read_all;
use crate::gallery::segment::SECTIONS;
use crate::gallery::store::Store;
use crate::gallery::{Gallery, log};
use crate::pool::Pool;
use crate::probe::ProbeTemplates;
use crate::search::{Limits, search};
use std::fs;
use std::sync::Arc;

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
        let Ok(gallery) = read_all(Arc::new(Data::copy(&bytes)), VERSION, "digest", &pool).and_then(|s| Gallery::of(s).map_err(|fault| fault.to_string())) else { continue };
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
    let store = Store::open(vec![], &folder.store(), VERSION, &Pool::new(1)).unwrap();
    store.enrol((0..3).map(somebody).collect()).unwrap();
    store.remove("GR/1").unwrap();
    let whole = fs::read(folder.0.join("live.log")).unwrap();
    let mut state = 2;
    for _ in 0..mutants() {
        let mut bytes = whole.clone();
        mutate(&mut bytes, &mut state);
        let cut = next(&mut state) as usize % (2 * bytes.len());
        let _ = log::read_all(&bytes[..cut.min(bytes.len())], VERSION);
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
        let _ = log::read_all(&bytes, VERSION);
    }
}
