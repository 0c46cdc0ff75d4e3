//! People from their images.

use crate::error::MatchError;
use crate::face::Portrait;
use crate::gallery::{POSITIONS, Person, USABLE_MINUTIAE};
use crate::image::{Grey, decode_wsq};
use crate::pool::Pool;
use crate::prints::{FingerPrint, PrintImage, fingers_of, one_each};
use crate::template::{PPI, template_of};

/// A person to be enrolled and their images.
#[derive(Clone, Debug, Default)]
pub struct Enrollee {
    /// personId
    pub reference: String,
    /// What is kept with the person.
    pub record: String,
    /// Fingers and slaps.
    pub prints: Vec<PrintImage>,
    /// The portrait.
    pub face: Option<Portrait>,
}

/// Extracts a batch of people, a person a part.
///
/// # Errors
/// `Undecodable` naming the person and the image; `Slap`, `Sequence`.
pub fn enrol(pool: &Pool, batch: Vec<Enrollee>) -> Result<Vec<Person>, MatchError> {
    pool.map(batch.len(), move |k| person(&batch[k])).into_iter().collect()
}

/// The same of people who must be found again.
///
/// # Errors
/// `Undecodable` naming the person and the image; `Slap`, `Sequence`; `Quality` naming a person with nothing to be found by.
pub fn enrol_searchable(pool: &Pool, batch: Vec<Enrollee>) -> Result<Vec<Person>, MatchError> {
    let people = enrol(pool, batch)?;
    let usable = |person: &Person| person.face.is_some() || person.fingers.iter().flatten().any(|finger| finger.len() >= USABLE_MINUTIAE);
    match people.iter().find(|person| !usable(person)) {
        Some(person) => Err(MatchError::Quality(format!("{}: no face, and fewer than {USABLE_MINUTIAE} minutiae in every finger", person.reference))),
        None => Ok(people),
    }
}

fn person(Enrollee { reference, record, prints, face }: &Enrollee) -> Result<Person, MatchError> {
    let mut person = Person { reference: reference.clone(), record: record.clone(), ..Person::default() };
    let named = |position: u8, fault: MatchError| MatchError::Undecodable(format!("{reference}, finger {position}: {fault}"));
    let images: Vec<Grey> = prints.iter().map(|print| decode_wsq(&print.wsq).map_err(|fault| named(print.position, fault))).collect::<Result<_, _>>()?;
    let templates = fingers_of(prints, images)?.into_iter().map(|FingerPrint { fgp, slap, print }| FingerPrint { fgp, slap, print: template_of(&print, PPI) });
    for (fgp, template) in one_each(templates.collect())? {
        match fgp as usize {
            k @ 1..=POSITIONS => person.fingers[k - 1] = Some(template),
            _ => return Err(named(fgp, MatchError::Undecodable("no such finger position".into()))),
        }
    }
    person.face = face.as_ref().map(Portrait::vector).transpose().map_err(|fault| named(0, fault))?.flatten();
    Ok(person)
}
