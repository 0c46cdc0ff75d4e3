//! Kill -9 at any instant loses nobody whose enrolment was acknowledged, and brings back nobody whose removal was.

use hotspot_matcher::VERSION;
use hotspot_matcher::gallery::Person;
use hotspot_matcher::gallery::store::Store;
use hotspot_matcher::pool::Pool;
use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Names the store to the process that is killed.
const STORE: &str = "HOTSPOT_KILLED_STORE";
const ROUNDS: u64 = 12;

#[test]
fn a_store_keeps_what_it_acknowledged_through_kill_9() {
    if let Ok(path) = env::var(STORE) {
        come_and_go(Path::new(&path));
    }
    let folder = env::temp_dir().join(format!("hotspot-kill-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("live");
    let mut expected: BTreeSet<String> = BTreeSet::new();
    for round in 0..ROUNDS {
        let unsure = kill_after(&path, Duration::from_millis(20 + 13 * round), &mut expected);
        let store = Store::open(vec![], &path, VERSION, &Pool::new(1)).unwrap();
        let gallery = store.gallery();
        let found: BTreeSet<String> = gallery.people().map(|person| gallery.reference(person).to_owned()).collect();
        let wrong: Vec<&String> = found.symmetric_difference(&expected).filter(|reference| Some(*reference) != unsure.as_ref()).collect();
        assert!(wrong.is_empty(), "round {round}: {wrong:?}");
        expected = found;
    }
    assert!(!expected.is_empty(), "nobody was enrolled before a kill");
    std::fs::remove_dir_all(folder).unwrap();
}

/// Runs a process on the store and kills it.
///
/// # Returns
/// The person whose coming or going was under way.
fn kill_after(path: &Path, life: Duration, expected: &mut BTreeSet<String>) -> Option<String> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "a_store_keeps_what_it_acknowledged_through_kill_9", "--nocapture"])
        .env(STORE, path).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok).filter(|line| line.starts_with(['?', '+', '-']));
    // It opens and folds before it says anything; some of the lives end there.
    std::thread::sleep(life);
    child.kill().unwrap();
    let mut unsure = None;
    for line in lines.by_ref() {
        let (mark, reference) = line.split_at(1);
        match mark {
            "?" => unsure = Some(reference.to_owned()),
            "+" => drop(expected.insert(reference.to_owned())),
            _ => drop(expected.remove(reference)),
        }
        if mark != "?" {
            unsure = None;
        }
    }
    child.wait().unwrap();
    unsure
}

/// Enrols and removes until it is killed; says what it is about to do, and what is done.
fn come_and_go(path: &Path) -> ! {
    let say = |line: String| {
        let mut out = std::io::stdout().lock();
        out.write_all(line.as_bytes()).and_then(|()| out.flush()).unwrap();
    };
    let store = Store::open(vec![], path, VERSION, &Pool::new(1)).unwrap();
    // The harness has begun a line of its own.
    say("\n".into());
    for k in u64::from(std::process::id()) << 32.. {
        let reference = format!("GR/{k}");
        say(format!("?{reference}\n"));
        store.enrol(vec![Person { reference: reference.clone(), record: "r".repeat(k as usize % 5000), ..Person::default() }]).unwrap();
        say(format!("+{reference}\n"));
        if k % 3 == 0 {
            say(format!("?{reference}\n"));
            assert!(store.remove(&reference).unwrap());
            say(format!("-{reference}\n"));
        }
    }
    unreachable!("it is killed long before")
}
