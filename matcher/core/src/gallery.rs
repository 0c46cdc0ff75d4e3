//! Everyone enrolled, laid out for the search: segments of gallery files, mapped, and segments in memory of who was enrolled since.

mod data;
pub mod file;
mod items;
mod log;
mod person;
mod print;
mod segment;
pub mod store;
mod strangers;
pub mod writer;

use crate::error::MatchError;
use crate::face::FaceVector;
use crate::filter::Block;
use crate::fuse::FaceTail;
use crate::template::Template;
pub use segment::Segment;
use segment::SEGMENT_PEOPLE;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

const _: () = assert!(cfg!(target_endian = "little"), "gallery files are little-endian and read in place");

/// Finger positions (FGP, ANSI/NIST-ITL 1-2000 table 6) 1..=10.
pub const POSITIONS: usize = 10;
/// A print with fewer coded minutiae is treated as missing.
pub const USABLE_MINUTIAE: usize = 6;

/// One person to be enrolled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// personId: unique in the gallery, 255 bytes at most.
    pub reference: String,
    /// What the caller keeps with the person, 1 MiB at most; no part of the search.
    pub record: String,
    /// By finger position - 1.
    pub fingers: [Option<Template>; POSITIONS],
    /// The portrait's vector; none when no face was found in it.
    pub face: Option<FaceVector>,
}

/// An unchanging view of everyone enrolled. People have numbers, 0..`end()`; those removed keep theirs and come up nowhere.
#[derive(Clone, Default)]
pub struct Gallery {
    parts: Vec<Part>,
    face_tail: FaceTail,
}

#[derive(Clone)]
struct Part {
    /// Number of its first person.
    first: u32,
    segment: Arc<Segment>,
    /// Numbers within the segment.
    removed: Arc<HashSet<u32>>,
}

impl Gallery {
    /// A gallery in memory.
    ///
    /// # Panics
    /// When a reference stands twice: the caller's fault.
    #[must_use]
    pub fn new(people: Vec<Person>) -> Gallery {
        let mut gallery = Gallery::default();
        gallery.add(people).expect("a reference is enrolled twice");
        gallery
    }

    /// Everyone of some segments.
    ///
    /// # Errors
    /// `Twice` naming a person who stands in two.
    pub fn of(segments: impl IntoIterator<Item = Arc<Segment>>) -> Result<Gallery, MatchError> {
        let mut gallery = Gallery::default();
        segments.into_iter().for_each(|segment| gallery.push(segment));
        let mut references: Vec<&str> = (0..gallery.end()).map(|person| gallery.reference(person)).collect();
        references.sort_unstable();
        let twice = references.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0].to_owned());
        twice.map_or(Ok(gallery), |reference| Err(MatchError::Twice(reference)))
    }

    /// Adds people. Segments in memory double in size as people come, so that there are few.
    ///
    /// # Errors
    /// `Twice` naming a person who is here already, or twice among the new: nobody is added.
    pub fn add(&mut self, mut people: Vec<Person>) -> Result<(), MatchError> {
        let mut seen = HashSet::new();
        if let Some(twice) = people.iter().find(|p| self.find(&p.reference).is_some() || !seen.insert(&p.reference)) {
            return Err(MatchError::Twice(twice.reference.clone()));
        }
        while let Some(last) = self.parts.pop_if(|last| last.segment.is_memory() && last.segment.people() as usize <= people.len()) {
            people.extend(last.holding().map(|k| last.segment.person(k)));
        }
        while !people.is_empty() {
            let rest = people.split_off(people.len().min(SEGMENT_PEOPLE));
            self.push(Arc::new(Segment::in_memory(people)));
            people = rest;
        }
        Ok(())
    }

    /// Removes a person; false when the person is not here.
    pub fn remove(&mut self, reference: &str) -> bool {
        let Some(person) = self.find(reference) else { return false };
        let k = self.part_of(person);
        let part = &mut self.parts[k];
        Arc::make_mut(&mut part.removed).insert(person - part.first)
    }

    /// Number of people who are here.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.segment.people() as usize - part.removed.len()).sum()
    }

    /// Nobody is here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One more than the last person's number.
    #[must_use]
    pub fn end(&self) -> u32 {
        self.parts.last().map_or(0, |part| part.first + part.segment.people())
    }

    /// All people's numbers in runs of `most` or fewer, none over two segments.
    #[must_use]
    pub fn runs(&self, most: u32) -> Vec<Range<u32>> {
        let cut = |part: &Part| {
            let (first, end) = (part.first, part.first + part.segment.people());
            (first..end).step_by(most as usize).map(move |start| start..(start + most).min(end))
        };
        self.parts.iter().flat_map(cut).collect()
    }

    /// The numbers of those who are here.
    pub fn people(&self) -> impl Iterator<Item = u32> {
        self.parts.iter().flat_map(|part| part.holding().map(|k| part.first + k))
    }

    /// The person is here, not removed.
    #[must_use]
    pub fn holds(&self, person: u32) -> bool {
        let (part, k) = self.at(person);
        !part.removed.contains(&k)
    }

    /// personId of a person.
    #[must_use]
    pub fn reference(&self, person: u32) -> &str {
        let (part, k) = self.at(person);
        part.segment.reference(k)
    }

    /// What was kept with a person.
    #[must_use]
    pub fn record(&self, person: u32) -> &str {
        let (part, k) = self.at(person);
        part.segment.record(k)
    }

    /// A person as they were enrolled, but for prints too poor to be kept.
    #[must_use]
    pub fn person(&self, person: u32) -> Person {
        let (part, k) = self.at(person);
        part.segment.person(k)
    }

    /// The person of a personId.
    #[must_use]
    pub fn find(&self, reference: &str) -> Option<u32> {
        self.parts.iter().find_map(|part| part.segment.find(reference).filter(|k| !part.removed.contains(k)).map(|k| part.first + k))
    }

    /// The print of a person at FGP 1..=10.
    #[must_use]
    pub fn finger(&self, person: u32, fgp: u8) -> Option<Template> {
        let (part, k) = self.at(person);
        part.segment.finger(k, fgp)
    }

    /// What the filter sees of a person's print at FGP 1..=10.
    #[must_use]
    pub fn block(&self, person: u32, fgp: u8) -> Option<&Block> {
        let (part, k) = self.at(person);
        let prints = part.segment.prints(fgp);
        prints.people.binary_search(&k).ok().map(|row| &prints.values[row])
    }

    /// Prints at FGP 1..=10 of a run of people: their places in the run, ascending, and their blocks, in step.
    pub fn prints(&self, fgp: u8, run: &Range<u32>) -> (impl Iterator<Item = usize>, &[Block]) {
        let (part, k) = self.at(run.start);
        let rows = part.segment.prints(fgp).of(&(k..k + run.len() as u32));
        (rows.people.iter().map(move |p| (p - k) as usize), rows.values)
    }

    /// Portraits of a run of people, as [`prints`](Gallery::prints).
    pub fn faces(&self, run: &Range<u32>) -> (impl Iterator<Item = usize>, &[FaceVector]) {
        let (part, k) = self.at(run.start);
        let rows = part.segment.faces().of(&(k..k + run.len() as u32));
        (rows.people.iter().map(move |p| (p - k) as usize), rows.values)
    }

    /// How likenesses of faces are judged here.
    #[must_use]
    pub fn face_tail(&self) -> FaceTail {
        self.face_tail
    }

    /// From now on they are judged by how alike those enrolled are.
    pub fn calibrate_faces(&mut self) {
        self.face_tail = strangers::face_tail(self);
    }

    fn push(&mut self, segment: Arc<Segment>) {
        let first = self.end();
        self.parts.push(Part { first, segment, removed: Arc::default() });
    }

    fn part_of(&self, person: u32) -> usize {
        self.parts.partition_point(|part| part.first <= person) - 1
    }

    fn at(&self, person: u32) -> (&Part, u32) {
        let part = &self.parts[self.part_of(person)];
        (part, person - part.first)
    }
}

impl Part {
    /// Numbers within the segment of those not removed.
    fn holding(&self) -> impl Iterator<Item = u32> {
        (0..self.segment.people()).filter(|k| !self.removed.contains(k))
    }
}

#[cfg(test)]
mod tests;
