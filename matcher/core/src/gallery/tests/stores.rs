use super::{Folder, everyone, fault_of, open, somebody, write};
use crate::{VERSION, version_with};
use crate::error::MatchError;
use crate::gallery::Person;
use crate::gallery::store::Store;
use crate::pool::Pool;
use std::fs;

fn opened(folder: &Folder) -> Store {
    Store::open(vec![], &folder.store(), VERSION, &Pool::new(1)).unwrap()
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
    assert_eq!(fault_of(Store::open(vec![], &folder.store(), VERSION, &Pool::new(1))), "is open in another process");
}

#[test]
fn a_store_is_refused_where_another_model_describes_faces() {
    let folder = Folder::new("model");
    drop(opened(&folder));
    let other = version_with(Some("0123456789abcdef"));
    assert_eq!(fault_of(Store::open(vec![], &folder.store(), &other, &Pool::new(1))), format!("head: made by another version than {other}"));
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
    // One sector never reached the disk.
    let mut hole = whole.clone();
    let sector = (one + 100).next_multiple_of(512);
    hole[sector..sector + 512].fill(0);
    fs::write(&log, hole).unwrap();
    assert_eq!(references(&opened(&folder)), ["GR/0"]);
    for (k, fault) in [(one - 40, "entry 0, at byte 256: checksum differs"), (whole.len() - 40, &format!("entry 1, at byte {one}: checksum differs"))] {
        let mut damaged = whole.clone();
        damaged[k] ^= 1;
        fs::write(&log, damaged).unwrap();
        assert_eq!(fault_of(Store::open(vec![], &folder.store(), VERSION, &Pool::new(1))), fault);
    }
}

#[test]
fn a_fold_keeps_everyone_wherever_it_is_cut_off() {
    let folder = Folder::new("fold");
    write(&folder.file(), (0..3).map(somebody).collect());
    let base = || open(&folder.file()).unwrap().unwrap();
    let store = Store::open(base(), &folder.store(), VERSION, &Pool::new(1)).unwrap();
    store.enrol((10..14).map(somebody).collect()).unwrap();
    for gone in ["GR/1", "GR/2", "GR/11"] {
        assert!(store.remove(gone).unwrap());
    }
    let again = Person { record: "came again".into(), ..somebody(2) };
    store.enrol(vec![again.clone()]).unwrap();
    drop(store);
    let before = fs::read(folder.0.join("live.log")).unwrap();
    let expected = vec![somebody(0), somebody(10), somebody(12), somebody(13), again];
    let folding = |bytes_max| everyone(&Store::open_folding(base(), &folder.store(), VERSION, &Pool::new(1), bytes_max).unwrap().gallery());
    assert_eq!(folding(0), expected);
    assert!(fs::read(folder.0.join("live.log")).unwrap().len() < before.len());
    assert_eq!(folding(u64::MAX), expected);
    assert_eq!(folding(0), expected);
    // As if it had ended between the file and the log.
    fs::write(folder.0.join("live.log"), before).unwrap();
    assert_eq!(folding(u64::MAX), expected);
}
