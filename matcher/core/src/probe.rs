//! A probe: from images to templates.

use crate::code::Coded;
use crate::error::MatchError;
use crate::face::{self, FaceVector};
use crate::gallery::{POSITIONS, USABLE_MINUTIAE};
use crate::image::{Grey, decode_wsq};
use crate::pool::Pool;
use crate::slap::{self, Hand};
use crate::template::{PPI, Template, template_of};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// An image of a finger or a slap.
#[derive(Clone, Debug, Default)]
pub struct PrintImage {
    /// FGP 1..=10; 13..=15 a slap ([`Hand::of`]).
    pub position: u8,
    /// A WSQ stream, 500 ppi.
    pub wsq: Vec<u8>,
    /// FGP of a slap's fingers that are not there.
    pub missing: Vec<u8>,
}

/// Images of one person.
#[derive(Clone, Debug, Default)]
pub struct Probe {
    /// Each position once.
    pub prints: Vec<PrintImage>,
    /// A JPEG portrait.
    pub face: Option<Vec<u8>>,
}

/// What is searched with.
#[derive(Clone, Debug, Default)]
pub struct ProbeTemplates {
    /// By FGP: single fingers in the probe's order, then those of slaps that have no image of their own.
    pub fingers: Vec<(u8, Template)>,
    /// The portrait's vector; none when no face was found in it.
    pub face: Option<FaceVector>,
}

/// How long the stages took.
#[derive(Clone, Copy, Debug, Default)]
pub struct PrepareTimes {
    /// Bytes to pixels, all images.
    pub decode: Duration,
    /// Pixels to templates, all fingers.
    pub extract: Duration,
    /// Pixels to a vector.
    pub face: Duration,
}

impl ProbeTemplates {
    /// Fingers with enough minutiae.
    pub fn usable(&self) -> impl Iterator<Item = (u8, &[Coded])> {
        self.fingers.iter().filter(|(_, t)| t.len() >= USABLE_MINUTIAE).map(|(fgp, t)| (*fgp, &t[..]))
    }
}

/// Decodes, cuts slaps and extracts, an image a part.
///
/// # Errors
/// `ProbeUndecodable` naming the first image that is none; `Quality` when a position is out of range or stands twice, or a slap cannot be cut.
pub fn prepare(pool: &Pool, probe: Probe) -> Result<(ProbeTemplates, PrepareTimes), MatchError> {
    check_positions(&probe)?;
    let mut times = PrepareTimes::default();
    let prints = Arc::new(probe.prints);
    let count = prints.len();

    let start = Instant::now();
    let decoded = pool.map(count, { let prints = Arc::clone(&prints); move |k| decode_wsq(&prints[k].wsq).map_err(|fault| at_index(k, &fault)) });
    let images: Vec<Grey> = decoded.into_iter().collect::<Result<_, _>>()?;
    times.decode = start.elapsed();

    let start = Instant::now();
    let fingers = fingers_of(&prints, images)?;
    let positions: Vec<u8> = fingers.iter().map(|(fgp, _)| *fgp).collect();
    let templates = pool.map(fingers.len(), move |k| template_of(&fingers[k].1, PPI));
    times.extract = start.elapsed();

    let start = Instant::now();
    let face = probe.face.map(|bytes| face::vector_of(&bytes)).transpose().map_err(|fault| at_index(count, &fault))?.flatten();
    times.face = start.elapsed();
    Ok((ProbeTemplates { fingers: positions.into_iter().zip(templates).collect(), face }, times))
}

/// One image a finger: its own where there is one, else its part of a slap. A slap that gives nothing new is not looked at.
///
/// # Errors
/// `Quality` naming the slap that cannot be cut.
pub(crate) fn fingers_of(prints: &[PrintImage], images: Vec<Grey>) -> Result<Vec<(u8, Grey)>, MatchError> {
    let (mut slaps, mut fingers) = (vec![], vec![]);
    for (print, image) in prints.iter().zip(images) {
        match Hand::of(print.position) {
            Some(hand) => slaps.push((hand, print, image)),
            None => fingers.push((print.position, image)),
        }
    }
    for (hand, print, image) in slaps {
        let alone: Vec<u8> = fingers.iter().map(|(fgp, _)| *fgp).collect();
        if hand.fingers().iter().all(|fgp| alone.contains(fgp)) {
            continue;
        }
        let cut = slap::cut(&image, hand, &print.missing).map_err(|fault| MatchError::Quality(format!("position {}: {fault}", print.position)))?;
        fingers.extend(cut.into_iter().filter(|finger| !alone.contains(&finger.fgp)).map(|finger| (finger.fgp, finger.image)));
    }
    Ok(fingers)
}

fn check_positions(probe: &Probe) -> Result<(), MatchError> {
    for (k, PrintImage { position, .. }) in probe.prints.iter().enumerate() {
        let known = (1..=POSITIONS).contains(&(*position as usize)) || Hand::of(*position).is_some();
        if !known || probe.prints[..k].iter().any(|earlier| earlier.position == *position) {
            return Err(MatchError::Quality(format!("position {position} is {}", if known { "given twice" } else { "neither a finger, 1 to 10, nor a slap, 13 to 15" })));
        }
    }
    Ok(())
}

fn at_index(index: usize, fault: &MatchError) -> MatchError {
    MatchError::ProbeUndecodable { index, reason: fault.to_string() }
}
