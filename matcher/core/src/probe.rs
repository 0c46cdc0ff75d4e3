//! A probe: from images to templates.

use crate::code::Coded;
use crate::error::MatchError;
use crate::face::{FaceVector, Portrait};
use crate::gallery::{POSITIONS, USABLE_MINUTIAE};
use crate::image::{Grey, decode_wsq};
use crate::pool::Pool;
use crate::prints::{FingerPrint, PrintImage, fingers_of, one_each};
use crate::slap::Hand;
use crate::template::{PPI, Template, template_of};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Images of one person.
#[derive(Clone, Debug, Default)]
pub struct Probe {
    /// Each position once.
    pub prints: Vec<PrintImage>,
    /// A portrait.
    pub face: Option<Portrait>,
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
/// `ProbeUndecodable` naming the first image that is none; `Quality` when a position is out of range or stands twice; `Slap`, `Sequence`.
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
    let images = Arc::new(fingers_of(&prints, images)?);
    let templates = pool.map(images.len(), { let images = Arc::clone(&images); move |k| template_of(&images[k].print, PPI) });
    let fingers = images.iter().zip(templates).map(|(&FingerPrint { fgp, slap, .. }, print)| FingerPrint { fgp, slap, print }).collect();
    let fingers = one_each(fingers)?;
    times.extract = start.elapsed();

    let start = Instant::now();
    let face = probe.face.map(|portrait| portrait.vector()).transpose().map_err(|fault| at_index(count, &fault))?.flatten();
    times.face = start.elapsed();
    Ok((ProbeTemplates { fingers, face }, times))
}

fn check_positions(probe: &Probe) -> Result<(), MatchError> {
    for (k, PrintImage { position, .. }) in probe.prints.iter().enumerate() {
        let known = (1..=POSITIONS).contains(&(*position as usize)) || Hand::of(*position).is_some();
        if !known || probe.prints[..k].iter().any(|earlier| earlier.position == *position) {
            return Err(MatchError::Quality(format!("finger position {position} is {}", if known { "given twice" } else { "neither a finger, 1 to 10, nor a slap, 13 to 15" })));
        }
    }
    Ok(())
}

fn at_index(index: usize, fault: &MatchError) -> MatchError {
    MatchError::ProbeUndecodable { index, reason: fault.to_string() }
}
