//! Up to 16,384 people laid out by column, read in place: what a gallery file holds several of, and what is enrolled since holds a few of.

use super::data::Data;
use super::items::{Items, section_of};
use super::{POSITIONS, Person, print, USABLE_MINUTIAE};
use crate::face::FaceVector;
use crate::filter::Block;
use crate::template::Template;
use std::ops::Range;
use std::sync::Arc;

/// Most people of a segment.
pub const SEGMENT_PEOPLE: usize = 16_384;

/// Sections of a segment.
pub const SECTIONS: usize = 4 + 3 * POSITIONS;
const REFERENCES: usize = 0;
const RECORDS: usize = 1;
const FACE_PEOPLE: usize = 2;
const FACE_VECTORS: usize = 3;
/// Three of each finger position: people u32 of its rows, blocks, rests.
const FINGERS: usize = 4;

/// People in the order of their references; rows of each finger position and of the faces in the order of the people.
pub struct Segment {
    data: Arc<Data>,
    sections: [Range<usize>; SECTIONS],
    people: u32,
}

/// Rows of a column: the people they belong to, ascending, and what they hold.
#[derive(Clone, Copy)]
pub struct Rows<'a, T> {
    /// Numbers within the segment.
    pub people: &'a [u32],
    /// In step with `people`.
    pub values: &'a [T],
}

impl Segment {
    /// A segment in memory of people in any order, no reference twice.
    pub(super) fn in_memory(people: Vec<Person>) -> Segment {
        let count = people.len() as u32;
        let mut bytes = vec![];
        let sections = lay_out(people).map(|section| {
            bytes.resize(bytes.len().next_multiple_of(super::data::ALIGNMENT), 0);
            let start = bytes.len();
            bytes.extend(section);
            start..bytes.len()
        });
        Segment { data: Arc::new(Data::copy(&bytes)), sections, people: count }
    }

    /// A segment of `data`, whose sections lie inside and are aligned.
    ///
    /// # Errors
    /// The section at fault, and what is wrong with it.
    pub(super) fn read(data: Arc<Data>, sections: [Range<usize>; SECTIONS], people: u32) -> Result<Segment, String> {
        let segment = Segment { data, sections, people };
        segment.check()?;
        Ok(segment)
    }

    /// Number of people.
    pub(super) fn people(&self) -> u32 {
        self.people
    }

    /// Lies in memory of its own, not in a file.
    pub(super) fn is_memory(&self) -> bool {
        matches!(*self.data, Data::Memory(_))
    }

    /// personId of a person.
    pub(super) fn reference(&self, person: u32) -> &str {
        std::str::from_utf8(self.items(REFERENCES, self.people as usize).get(person as usize)).expect("checked at opening")
    }

    /// What stands with a person.
    pub(super) fn record(&self, person: u32) -> &str {
        std::str::from_utf8(self.items(RECORDS, self.people as usize).get(person as usize)).expect("checked at opening")
    }

    /// The person of a personId.
    pub(super) fn find(&self, reference: &str) -> Option<u32> {
        let references = self.items(REFERENCES, self.people as usize);
        let at = partition_point(self.people, |k| references.get(k as usize) < reference.as_bytes());
        (at < self.people && references.get(at as usize) == reference.as_bytes()).then_some(at)
    }

    /// Prints at FGP 1..=10.
    pub(super) fn prints(&self, fgp: u8) -> Rows<'_, Block> {
        let first = finger_section(fgp);
        Rows { people: bytemuck::cast_slice(self.section(first)), values: bytemuck::cast_slice(self.section(first + 1)) }
    }

    /// Portraits.
    pub(super) fn faces(&self) -> Rows<'_, FaceVector> {
        Rows { people: bytemuck::cast_slice(self.section(FACE_PEOPLE)), values: bytemuck::cast_slice(self.section(FACE_VECTORS)) }
    }

    /// The print of a person at FGP 1..=10.
    pub(super) fn finger(&self, person: u32, fgp: u8) -> Option<Template> {
        let prints = self.prints(fgp);
        let row = prints.people.binary_search(&person).ok()?;
        let rests = self.items(finger_section(fgp) + 2, prints.people.len());
        Some(print::whole(&prints.values[row], rests.get(row)))
    }

    /// A person as they were enrolled, but for prints too poor to be kept.
    pub(super) fn person(&self, person: u32) -> Person {
        let faces = self.faces();
        Person {
            reference: self.reference(person).into(),
            record: self.record(person).into(),
            fingers: std::array::from_fn(|k| self.finger(person, k as u8 + 1)),
            face: faces.people.binary_search(&person).ok().map(|row| faces.values[row]),
        }
    }

    fn section(&self, k: usize) -> &[u8] {
        &self.data[self.sections[k].clone()]
    }

    fn items(&self, k: usize, count: usize) -> Items<'_> {
        Items::new(self.section(k), count).expect("checked at opening")
    }

    fn check(&self) -> Result<(), String> {
        let named = |k: usize| move |fault: &str| format!("{} {fault}", section_name(k));
        let references = self.check_items(REFERENCES, self.people as usize).map_err(named(REFERENCES))?;
        if (1..self.people as usize).any(|k| references.get(k - 1) >= references.get(k)) {
            return Err(named(REFERENCES)("are not in order"));
        }
        let records = self.check_items(RECORDS, self.people as usize).map_err(named(RECORDS))?;
        for (k, texts) in [(REFERENCES, references), (RECORDS, records)] {
            if (0..self.people as usize).any(|person| std::str::from_utf8(texts.get(person)).is_err()) {
                return Err(named(k)("hold a text that is no UTF-8"));
            }
        }
        self.check_rows::<FaceVector>(FACE_PEOPLE)?;
        for fgp in 1..=POSITIONS as u8 {
            let first = finger_section(fgp);
            let rows = self.check_rows::<Block>(first)?;
            let rests = self.check_items(first + 2, rows).map_err(named(first + 2))?;
            if let Some((row, fault)) = (0..rows).find_map(|row| print::fault_of(rests.get(row)).map(|fault| (row, fault))) {
                return Err(named(first + 2)(&format!("have a fault in row {row}: it {fault}")));
            }
        }
        Ok(())
    }

    fn check_items(&self, k: usize, count: usize) -> Result<Items<'_>, &'static str> {
        Items::new(self.section(k), count).filter(Items::fit).ok_or("do not fit their number")
    }

    /// Number of rows of the sections of people at `k` and of values at `k + 1`.
    fn check_rows<T: bytemuck::AnyBitPattern>(&self, k: usize) -> Result<usize, String> {
        let people: &[u32] = bytemuck::try_cast_slice(self.section(k)).map_err(|_| format!("{} are cut short", section_name(k)))?;
        let values: &[T] = bytemuck::try_cast_slice(self.section(k + 1)).map_err(|_| format!("{} are cut short", section_name(k + 1)))?;
        if !people.is_sorted_by(|a, b| a < b) || people.last().is_some_and(|&last| last >= self.people) {
            return Err(format!("{} are not in order", section_name(k)));
        }
        if values.len() == people.len() { Ok(people.len()) } else { Err(format!("{} do not fit their people", section_name(k + 1))) }
    }
}

impl<'a, T> Rows<'a, T> {
    /// Rows of the people of a range.
    pub(super) fn of(self, people: &Range<u32>) -> Rows<'a, T> {
        let rows = self.people.partition_point(|&p| p < people.start)..self.people.partition_point(|&p| p < people.end);
        Rows { people: &self.people[rows.clone()], values: &self.values[rows] }
    }
}

/// The sections of people in any order, no reference twice.
pub fn lay_out(mut people: Vec<Person>) -> [Vec<u8>; SECTIONS] {
    people.sort_by(|a, b| a.reference.cmp(&b.reference));
    let mut sections = std::array::from_fn(|_| vec![]);
    sections[REFERENCES] = section_of(&people.iter().map(|p| &p.reference).collect::<Vec<_>>());
    sections[RECORDS] = section_of(&people.iter().map(|p| &p.record).collect::<Vec<_>>());
    for (number, person) in people.iter().enumerate() {
        if let Some(face) = &person.face {
            sections[FACE_PEOPLE].extend((number as u32).to_le_bytes());
            sections[FACE_VECTORS].extend(face.to_bytes());
        }
    }
    for fgp in 1..=POSITIONS as u8 {
        let mut rests = vec![];
        let first = finger_section(fgp);
        for (number, person) in people.iter().enumerate() {
            let Some(finger) = person.fingers[fgp as usize - 1].as_ref().filter(|f| f.len() >= USABLE_MINUTIAE) else { continue };
            sections[first].extend((number as u32).to_le_bytes());
            sections[first + 1].extend(bytemuck::bytes_of(&Block::new(finger)));
            rests.push(print::rest_of(finger));
        }
        sections[first + 2] = section_of(&rests);
    }
    sections
}

/// What a section is called in an error.
pub fn section_name(k: usize) -> String {
    match k {
        REFERENCES => "references".into(),
        RECORDS => "records".into(),
        FACE_PEOPLE => "people of the faces".into(),
        FACE_VECTORS => "faces".into(),
        _ => {
            let (fgp, part) = ((k - FINGERS) / 3 + 1, (k - FINGERS) % 3);
            format!("{} of finger {fgp}", ["people", "blocks", "minutiae"][part])
        }
    }
}

fn finger_section(fgp: u8) -> usize {
    FINGERS + 3 * (fgp as usize - 1)
}

/// First of 0..end that is not `before`.
fn partition_point(end: u32, before: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (0, end);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}
