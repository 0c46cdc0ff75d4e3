use super::file;
use super::writer::GalleryWriter;
use super::{Gallery, Person, Segment};
use crate::VERSION;
use crate::error::MatchError;
use crate::face::{DIMENSIONS, FaceVector};
use crate::pool::Pool;
use crate::testing::{any_codes, coded_print};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

mod files;
mod mutants;
mod stores;

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
    let mut writer = GalleryWriter::create(path, VERSION, "digest").unwrap();
    writer.add(people).unwrap();
    writer.finish().unwrap();
}

fn open(path: &Path) -> Result<Option<Vec<Arc<Segment>>>, MatchError> {
    file::open(path, VERSION, "digest", &Pool::new(2))
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
fn gallery_of_names_who_stands_in_two_files() {
    let folder = Folder::new("twice");
    write(&folder.file(), vec![somebody(0)]);
    let both = open(&folder.file()).unwrap().unwrap().into_iter().chain(open(&folder.file()).unwrap().unwrap());
    assert_eq!(Gallery::of(both).err(), Some(MatchError::Twice("GR/0".into())));
}
