//! A probe: from images to templates.

use crate::code::Coded;
use crate::error::MatchError;
use crate::face::{FaceVector, Portrait};
use crate::gallery::{POSITIONS, USABLE_MINUTIAE};
use crate::image::{Grey, decode_wsq};
use crate::pool::Pool;
use crate::template::{PPI, Template, template_of};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Images of one person.
#[derive(Clone, Debug, Default)]
pub struct Probe {
    /// FGP 1..=10 and a WSQ stream each.
    pub fingers: Vec<(u8, Vec<u8>)>,
    /// A portrait.
    pub face: Option<Portrait>,
}

/// What is searched with.
#[derive(Clone, Debug, Default)]
pub struct ProbeTemplates {
    /// By FGP, in the probe's order.
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

/// Decodes and extracts, an image a part.
///
/// # Errors
/// `ProbeUndecodable` naming the first image that is none; `Quality` when a finger position is out of range or stands twice.
pub fn prepare(pool: &Pool, probe: Probe) -> Result<(ProbeTemplates, PrepareTimes), MatchError> {
    check_positions(&probe)?;
    let mut times = PrepareTimes::default();
    let (positions, streams): (Vec<u8>, Vec<Vec<u8>>) = probe.fingers.into_iter().unzip();
    let count = streams.len();

    let start = Instant::now();
    let decoded = pool.map(count, move |k| decode_wsq(&streams[k]).map_err(|fault| at_index(k, &fault)));
    let images: Vec<Grey> = decoded.into_iter().collect::<Result<_, _>>()?;
    times.decode = start.elapsed();

    let start = Instant::now();
    let templates = pool.map(count, { let images = Arc::new(images); move |k| template_of(&images[k], PPI) });
    times.extract = start.elapsed();

    let start = Instant::now();
    let face = probe.face.map(|portrait| portrait.vector()).transpose().map_err(|fault| at_index(count, &fault))?.flatten();
    times.face = start.elapsed();
    Ok((ProbeTemplates { fingers: positions.into_iter().zip(templates).collect(), face }, times))
}

fn check_positions(probe: &Probe) -> Result<(), MatchError> {
    let mut seen = [false; POSITIONS + 1];
    for (fgp, _) in &probe.fingers {
        let known = (1..=POSITIONS).contains(&(*fgp as usize));
        if !known || seen[*fgp as usize] {
            return Err(MatchError::Quality(format!("finger position {fgp} is {}", if known { "given twice" } else { "not 1 to 10" })));
        }
        seen[*fgp as usize] = true;
    }
    Ok(())
}

fn at_index(index: usize, fault: &MatchError) -> MatchError {
    MatchError::ProbeUndecodable { index, reason: fault.to_string() }
}
