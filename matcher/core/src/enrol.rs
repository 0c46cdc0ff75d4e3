//! People from their images.

use crate::error::MatchError;
use crate::face::{self, FaceVector};
use crate::gallery::{POSITIONS, Person, USABLE_MINUTIAE};
use crate::image::decode_wsq;
use crate::pool::Pool;
use crate::template::{PPI, template_of};

/// A person to be enrolled and their images.
#[derive(Clone, Debug, Default)]
pub struct Enrollee {
    /// personId
    pub reference: String,
    /// What is kept with the person.
    pub record: String,
    /// FGP 1..=10 and a WSQ stream, or 0 and a JPEG portrait.
    pub images: Vec<(u8, Vec<u8>)>,
    /// The portrait's vector where a model of the user's own made it; no portrait is then among the images.
    pub face: Option<FaceVector>,
}

/// Extracts a batch of people, a person a part.
///
/// # Errors
/// `Undecodable` naming the person and the image.
pub fn enrol(pool: &Pool, batch: Vec<Enrollee>) -> Result<Vec<Person>, MatchError> {
    pool.map(batch.len(), move |k| person(&batch[k])).into_iter().collect()
}

/// The same of people who must be found again.
///
/// # Errors
/// `Undecodable` naming the person and the image; `Quality` naming a person with nothing to be found by.
pub fn enrol_searchable(pool: &Pool, batch: Vec<Enrollee>) -> Result<Vec<Person>, MatchError> {
    let people = enrol(pool, batch)?;
    let usable = |person: &Person| person.face.is_some() || person.fingers.iter().flatten().any(|finger| finger.len() >= USABLE_MINUTIAE);
    match people.iter().find(|person| !usable(person)) {
        Some(person) => Err(MatchError::Quality(format!("{}: no face, and fewer than {USABLE_MINUTIAE} minutiae in every finger", person.reference))),
        None => Ok(people),
    }
}

fn person(Enrollee { reference, record, images, face }: &Enrollee) -> Result<Person, MatchError> {
    let mut person = Person { reference: reference.clone(), record: record.clone(), face: *face, ..Person::default() };
    for (fgp, bytes) in images {
        let named = |fault: MatchError| MatchError::Undecodable(format!("{reference}, finger {fgp}: {fault}"));
        match *fgp as usize {
            0 => person.face = face::vector_of(bytes).map_err(named)?,
            k @ 1..=POSITIONS => person.fingers[k - 1] = Some(template_of(&decode_wsq(bytes).map_err(named)?, PPI)),
            _ => return Err(named(MatchError::Undecodable("no such finger position".into()))),
        }
    }
    Ok(person)
}
