//! Everyone enrolled, in memory, laid out for the search.

use crate::code::Coded;
use crate::face::FaceVector;
use crate::filter::Block;
use crate::template::Template;
use std::ops::Range;

/// Finger positions (FGP, ANSI/NIST-ITL 1-2000 table 6) 1..=10.
pub const POSITIONS: usize = 10;
/// A print with fewer coded minutiae is treated as missing.
pub const USABLE_MINUTIAE: usize = 6;

/// One person to be enrolled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// personId: unique in the gallery.
    pub reference: String,
    /// By finger position - 1.
    pub fingers: [Option<Template>; POSITIONS],
    /// The portrait's vector; none when no face was found in it.
    pub face: Option<FaceVector>,
}

/// All references; people in the order of their references, so that enrolment order leaves no trace.
#[derive(Default)]
pub struct Gallery {
    references: Vec<String>,
    positions: [Position; POSITIONS],
    faces: Faces,
}

/// All portraits, by person.
#[derive(Default)]
pub struct Faces {
    /// Person of each row, ascending.
    people: Vec<u32>,
    vectors: Vec<FaceVector>,
}

/// All prints of one finger position, by person.
#[derive(Default)]
pub struct Position {
    /// Person of each row, ascending.
    people: Vec<u32>,
    blocks: Vec<Block>,
    /// Start of each row in `minutiae`, and the end.
    starts: Vec<u32>,
    minutiae: Vec<Coded>,
}

impl Gallery {
    /// Lays people out. Two with one reference are the caller's fault.
    ///
    /// # Panics
    /// When a reference stands twice.
    #[must_use]
    pub fn new(mut people: Vec<Person>) -> Gallery {
        people.sort_by(|a, b| a.reference.cmp(&b.reference));
        assert!(people.windows(2).all(|pair| pair[0].reference < pair[1].reference), "a reference is enrolled twice");
        let mut gallery = Gallery::default();
        for (index, person) in people.into_iter().enumerate() {
            for (position, finger) in gallery.positions.iter_mut().zip(person.fingers) {
                if let Some(finger) = finger.filter(|f| f.len() >= USABLE_MINUTIAE) {
                    position.push(index as u32, &finger);
                }
            }
            gallery.references.push(person.reference);
            if let Some(face) = person.face {
                gallery.faces.people.push(index as u32);
                gallery.faces.vectors.push(face);
            }
        }
        gallery
    }

    /// Number of people.
    #[must_use]
    pub fn len(&self) -> usize {
        self.references.len()
    }

    /// Nobody enrolled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.references.is_empty()
    }

    /// personId of a person.
    #[must_use]
    pub fn reference(&self, person: u32) -> &str {
        &self.references[person as usize]
    }

    /// The person of a personId.
    #[must_use]
    pub fn find(&self, reference: &str) -> Option<u32> {
        self.references.binary_search_by(|r| r.as_str().cmp(reference)).ok().map(|k| k as u32)
    }

    /// The print of a person at FGP 1..=10.
    #[must_use]
    pub fn finger(&self, person: u32, fgp: u8) -> Option<&[Coded]> {
        let position = self.position(fgp);
        let row = position.people.binary_search(&person).ok()?;
        Some(&position.minutiae[position.starts[row] as usize..position.starts[row + 1] as usize])
    }

    /// All portraits.
    #[must_use]
    pub fn faces(&self) -> &Faces {
        &self.faces
    }

    /// All prints at FGP 1..=10.
    #[must_use]
    pub fn position(&self, fgp: u8) -> &Position {
        &self.positions[fgp as usize - 1]
    }
}

impl Position {
    fn push(&mut self, person: u32, finger: &[Coded]) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        self.people.push(person);
        self.blocks.push(Block::new(finger));
        self.minutiae.extend_from_slice(finger);
        self.starts.push(self.minutiae.len() as u32);
    }

    /// People of a range and their blocks, in step.
    #[must_use]
    pub fn rows(&self, people: &Range<u32>) -> (&[u32], &[Block]) {
        let rows = rows_of(&self.people, people);
        (&self.people[rows.clone()], &self.blocks[rows])
    }
}

impl Faces {
    /// People of a range and their vectors, in step.
    #[must_use]
    pub fn rows(&self, people: &Range<u32>) -> (&[u32], &[FaceVector]) {
        let rows = rows_of(&self.people, people);
        (&self.people[rows.clone()], &self.vectors[rows])
    }
}

/// Rows of a range of people; `people` ascending.
fn rows_of(people: &[u32], range: &Range<u32>) -> Range<usize> {
    people.partition_point(|&p| p < range.start)..people.partition_point(|&p| p < range.end)
}
