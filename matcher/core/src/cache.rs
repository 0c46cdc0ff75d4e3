//! A corpus's templates on disk, so that a matcher starts without extracting anew.
//!
//! Layout: magic "HSTEMPL1", then version and digest (length u8, text), number of people u32, the people, and FNV-1a 64 of all before.
//! A person: reference (length u8, text), finger mask u16 (bit 0 = FGP 1), a template for every set bit, face flag u8, vector bytes.
//! Little-endian. Written beside its place and renamed, so that a file is whole or absent.

use crate::VERSION;
use crate::error::MatchError;
use crate::face::FaceVector;
use crate::gallery::{POSITIONS, Person};
use crate::template;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

const MAGIC: &[u8; 8] = b"HSTEMPL1";
const CHECKSUM_BYTES: usize = 8;

/// Writes the people of the corpus with this digest.
///
/// # Errors
/// `Write` with the system's reason.
pub fn save(path: &Path, digest: &str, people: &[Person]) -> Result<(), MatchError> {
    let mut bytes = MAGIC.to_vec();
    write_text(VERSION, &mut bytes);
    write_text(digest, &mut bytes);
    bytes.extend((people.len() as u32).to_le_bytes());
    for person in people {
        write_person(person, &mut bytes);
    }
    bytes.extend(fnv1a(&bytes).to_le_bytes());
    write_whole(path, &bytes).map_err(|fault| MatchError::Write(format!("{}: {fault}", path.display())))
}

/// The people of the corpus with this digest; None when there is no such file.
///
/// # Errors
/// `Cache` when the file is damaged, of another version or of another corpus: rebuild it.
pub fn load(path: &Path, digest: &str) -> Result<Option<Vec<Person>>, MatchError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(MatchError::Cache(fault.to_string())),
    };
    if bytes.len() < MAGIC.len() + CHECKSUM_BYTES || &bytes[..MAGIC.len()] != MAGIC {
        return Err(fault("is no template file"));
    }
    let (body, checksum) = bytes.split_at(bytes.len() - CHECKSUM_BYTES);
    if fnv1a(body).to_le_bytes() != checksum {
        return Err(fault("checksum differs: damaged or cut short"));
    }
    let mut rest = &body[MAGIC.len()..];
    if read_text(&mut rest)? != VERSION {
        return Err(fault("was made by another version of the extractor"));
    }
    if read_text(&mut rest)? != digest {
        return Err(fault("belongs to another corpus"));
    }
    let count = u32::from_le_bytes(take(&mut rest)?);
    let people = (0..count).map(|_| read_person(&mut rest)).collect::<Result<_, _>>()?;
    if rest.is_empty() { Ok(Some(people)) } else { Err(fault("has bytes after its end")) }
}

fn write_person(person: &Person, out: &mut Vec<u8>) {
    write_text(&person.reference, out);
    let mask = person.fingers.iter().enumerate().fold(0_u16, |mask, (k, finger)| mask | (u16::from(finger.is_some()) << k));
    out.extend(mask.to_le_bytes());
    for finger in person.fingers.iter().flatten() {
        template::write(finger, out);
    }
    out.push(u8::from(person.face.is_some()));
    if let Some(face) = &person.face {
        out.extend(face.to_bytes());
    }
}

fn read_person(rest: &mut &[u8]) -> Result<Person, MatchError> {
    let mut person = Person { reference: read_text(rest)?.to_owned(), ..Person::default() };
    let mask = u16::from_le_bytes(take(rest)?);
    for k in (0..POSITIONS).filter(|k| mask >> k & 1 == 1) {
        person.fingers[k] = Some(template::read(rest)?);
    }
    if take::<1>(rest)? == [1] {
        person.face = Some(FaceVector::from_bytes(take(rest)?));
    }
    Ok(person)
}

/// A text of at most 255 bytes.
fn write_text(text: &str, out: &mut Vec<u8>) {
    assert!(text.len() < 256, "texts in template files are short");
    out.push(text.len() as u8);
    out.extend(text.as_bytes());
}

fn read_text<'a>(rest: &mut &'a [u8]) -> Result<&'a str, MatchError> {
    let [size] = take(rest)?;
    let (text, after) = rest.split_at_checked(size as usize).ok_or_else(|| fault("ends within a text"))?;
    *rest = after;
    std::str::from_utf8(text).map_err(|_| fault("holds a text that is no UTF-8"))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], MatchError> {
    let (head, after) = rest.split_first_chunk::<N>().ok_or_else(|| fault("ends too early"))?;
    *rest = after;
    Ok(*head)
}

fn fault(reason: &str) -> MatchError {
    MatchError::Cache(reason.to_owned())
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension(format!("draft-{}", std::process::id()));
    let mut file = fs::File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(draft, path)
}

/// Fowler, Noll, Vo 1a, 64 bits: finds damage, not malice.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, &b| (h ^ b as u64).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests;
