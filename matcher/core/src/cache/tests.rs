use super::{MAGIC, fnv1a, load, save, write_text};
use crate::VERSION;
use crate::error::MatchError;
use crate::face::{DIMENSIONS, FaceVector};
use crate::gallery::Person;
use crate::testing::{any_codes, coded_print};
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;

/// A folder of its own for each test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("hotspot-cache-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("some.templates")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn person() -> impl Strategy<Value = Person> {
    let finger = prop::option::of(prop_oneof![coded_print(), any_codes()]);
    let face = prop::option::of(prop::collection::vec(any::<i8>(), DIMENSIONS).prop_map(|v| FaceVector(v.try_into().unwrap())));
    ("[A-Z]{2}/[0-9]{1,8}", finger.clone(), finger, face).prop_map(|(reference, thumb, little, face)| {
        let mut person = Person { reference, face, ..Person::default() };
        person.fingers[0] = thumb;
        person.fingers[9] = little;
        person
    })
}

fn small() -> Vec<Person> {
    let mut person = Person { reference: "GR/1".into(), face: Some(FaceVector([3; DIMENSIONS])), ..Person::default() };
    person.fingers[1] = Some(crate::testing::template(1, 2, 0));
    vec![person, Person { reference: "HR/2".into(), ..Person::default() }]
}

fn code_of(result: Result<Option<Vec<Person>>, MatchError>) -> &'static str {
    result.expect_err("refused").code()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn load_gives_back_what_save_was_given(people in prop::collection::vec(person(), 0..4)) {
        let folder = Folder::new("round");
        save(&folder.file(), "digest", &people).unwrap();
        prop_assert_eq!(load(&folder.file(), "digest").unwrap(), Some(people));
    }
}

#[test]
fn load_finds_nothing_where_there_is_nothing() {
    assert_eq!(load(&Folder::new("none").file(), "digest"), Ok(None));
}

#[test]
fn load_refuses_a_file_cut_short_anywhere_or_with_any_byte_changed() {
    let folder = Folder::new("damage");
    save(&folder.file(), "digest", &small()).unwrap();
    let whole = fs::read(folder.file()).unwrap();
    for k in 0..whole.len() {
        fs::write(folder.file(), &whole[..k]).unwrap();
        assert_eq!(code_of(load(&folder.file(), "digest")), "CACHE", "cut to {k} bytes");
        let mut changed = whole.clone();
        changed[k] ^= 0x10;
        fs::write(folder.file(), changed).unwrap();
        assert_eq!(code_of(load(&folder.file(), "digest")), "CACHE", "byte {k} changed");
    }
}

/// A file whose checksum is right.
fn sealed(version: &str, digest: &str, rest: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    write_text(version, &mut bytes);
    write_text(digest, &mut bytes);
    bytes.extend(rest);
    let checksum = fnv1a(&bytes);
    bytes.extend(checksum.to_le_bytes());
    bytes
}

#[test]
fn load_refuses_another_version_another_corpus_and_impossible_counts() {
    let folder = Folder::new("other");
    let nobody = 0_u32.to_le_bytes();
    let refused = [
        (sealed("residue0", "digest", &nobody), "was made by another version of the extractor"),
        (sealed(VERSION, "another", &nobody), "belongs to another corpus"),
        (sealed(VERSION, "digest", &u32::MAX.to_le_bytes()), "ends too early"),
        (sealed(VERSION, "digest", &[0, 0, 0, 0, 1]), "has bytes after its end"),
        // one person, no reference, one finger of 200 minutiae
        (sealed(VERSION, "digest", &[1, 0, 0, 0, 0, 1, 0, 200]), "a template of 200 minutiae in 0 bytes"),
    ];
    for (bytes, reason) in refused {
        fs::write(folder.file(), bytes).unwrap();
        let fault = load(&folder.file(), "digest").unwrap_err();
        assert_eq!((fault.code(), fault.to_string().as_str()), ("CACHE", reason));
    }
    fs::write(folder.file(), sealed(VERSION, "digest", &nobody)).unwrap();
    assert_eq!(load(&folder.file(), "digest"), Ok(Some(vec![])));
}

#[test]
fn save_names_the_file_that_it_cannot_write() {
    let folder = Folder::new("unwritable");
    fs::write(folder.file(), "a file where a folder should be").unwrap();
    let fault = save(&folder.file().join("x.templates"), "digest", &[]).unwrap_err();
    assert_eq!(fault.code(), "WRITE");
    assert!(fault.to_string().contains("x.templates"), "{fault}");
}
