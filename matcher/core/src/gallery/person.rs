//! A person as bytes, as the append log has them: reference (length u8, text), record (length u32, text), finger mask u16 (bit 0 = FGP 1),
//! a template for every set bit, face flag u8, vector bytes. Little-endian.

use super::{POSITIONS, Person};
use crate::face::FaceVector;
use crate::template;

/// Longest personId, bytes.
pub const REFERENCE_BYTES_MAX: usize = 255;
/// Longest record, bytes.
pub const RECORD_BYTES_MAX: usize = 1 << 20;

/// Appends a person whose reference and record are within their limits.
pub fn write(person: &Person, out: &mut Vec<u8>) {
    assert!(person.reference.len() <= REFERENCE_BYTES_MAX && person.record.len() <= RECORD_BYTES_MAX, "{} is too long", person.reference);
    out.push(person.reference.len() as u8);
    out.extend(person.reference.as_bytes());
    out.extend((person.record.len() as u32).to_le_bytes());
    out.extend(person.record.as_bytes());
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

/// The one person that `bytes` are.
///
/// # Errors
/// What is wrong with the bytes.
pub fn read(mut bytes: &[u8]) -> Result<Person, String> {
    let rest = &mut bytes;
    let [length] = take(rest)?;
    let reference = take_text(rest, length as usize)?;
    let length = u32::from_le_bytes(take(rest)?) as usize;
    let record = take_text(rest, length)?;
    let mut person = Person { reference, record, ..Person::default() };
    let mask = u16::from_le_bytes(take(rest)?);
    for k in (0..POSITIONS).filter(|k| mask >> k & 1 == 1) {
        person.fingers[k] = Some(template::read(rest).map_err(|fault| fault.to_string())?);
    }
    if take::<1>(rest)? == [1] {
        person.face = Some(FaceVector::from_bytes(take(rest)?));
    }
    if rest.is_empty() { Ok(person) } else { Err("has bytes after its end".into()) }
}

fn take_text(rest: &mut &[u8], length: usize) -> Result<String, String> {
    let (text, after) = rest.split_at_checked(length).ok_or("ends within a text")?;
    *rest = after;
    std::str::from_utf8(text).map(str::to_owned).map_err(|_| "holds a text that is no UTF-8".into())
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], String> {
    let (head, after) = rest.split_first_chunk::<N>().ok_or("ends too early")?;
    *rest = after;
    Ok(*head)
}
