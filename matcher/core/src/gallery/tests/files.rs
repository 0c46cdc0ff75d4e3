use super::{Folder, fault_of, open, somebody, write};
use crate::{VERSION, version_with};
use crate::face::DIMENSIONS;
use crate::gallery::data::{ALIGNMENT, Data};
use crate::gallery::file::{self, read_all};
use crate::gallery::segment::SECTIONS;
use crate::gallery::writer::GalleryWriter;
use crate::pool::Pool;
use std::fs;
use std::sync::Arc;

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
        read_all(Arc::new(Data::copy(&bytes)), VERSION, "digest", &pool)
    };
    for k in 0..whole.len() {
        assert!(read_all(Arc::new(Data::copy(&whole[..k])), VERSION, "digest", &pool).is_err(), "cut to {k} bytes");
    }
    // Between sections, and in the end, lie zeros that nobody reads.
    let unread: Vec<usize> = (0..whole.len()).filter(|k| changed(*k).is_ok()).collect();
    assert!(unread.iter().all(|k| whole[*k] == 0) && unread.len() < SECTIONS * ALIGNMENT, "{unread:?}");
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
    assert_eq!(fault_of(file::open(&folder.file(), VERSION, "another", &Pool::new(1))), "head: belongs to another corpus");
    let other = version_with(Some("0123456789abcdef"));
    assert_eq!(fault_of(file::open(&folder.file(), &other, "digest", &Pool::new(1))), format!("head: made by version {VERSION}, this is {other}"));
}

#[test]
fn the_writer_names_the_file_that_it_cannot_write_and_leaves_nothing_unfinished() {
    let folder = Folder::new("unwritable");
    fs::write(folder.file(), "a file where a folder should be").unwrap();
    let fault = GalleryWriter::create(&folder.file().join("x.gallery"), VERSION, "").err().unwrap();
    assert!(fault.code() == "WRITE" && fault.to_string().contains("x.gallery"), "{fault}");
    let other = folder.0.join("other.gallery");
    drop(GalleryWriter::create(&other, VERSION, "").unwrap());
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
}
