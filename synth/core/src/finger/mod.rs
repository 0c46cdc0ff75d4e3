//! Fingerprints: a master finger grown by phasor relaxation, and impressions of it with exact ground truth.
//!
//! ```text
//! person      class, size, ridge period, skin: what the ten fingers share
//! pattern     cores, deltas, arch
//! wave_field  ridge angle and period on a 4 px grid; relief: the period follows the divergence
//! master      links, relaxation of random phasors, residues: the minutiae
//! ridge_map   phasors to ridges on pixels, beading; skin: pores, incipient ridges, creases; condition: wear, scars, cuts
//! impression  placement, contact, ink, exposure; latent: traces; slap: several fingers on one plate
//! rolled      prints from nail to nail; flanks: the skin beside what a plain print shows
//! constellation  a finger as minutiae alone, without ridges; flow: their directions
//! realism     figures by which prints are held against real ones; diversity: how differently fingers of a class run
//! ```
//!
//! Minutiae are residues of a relaxed phase field, so they repel each other and follow the divergence of the ridges, as
//! real ones do (Gottschlich, Huckemann, Separating the real from the synthetic, IET Biometrics 3, 2014); none is placed.

mod coarse;
mod condition;
mod constellation;
mod contact;
mod diversity;
mod expose;
mod flanks;
mod flow;
mod grain;
mod heights;
mod impression;
mod latent;
mod links;
mod master;
mod minutia;
mod noise;
mod pattern;
mod person;
mod placement;
mod presets;
mod realism;
mod relaxation;
mod relief;
mod residues;
mod ridge_map;
mod rolled;
mod skin;
mod slap;
mod smooth_field;
mod stroke;
#[cfg(test)]
mod tests;
mod wave_field;

use master::Master;
use person::FingerTraits;
use ridge_map::{RidgeMap, ridge_map};

use crate::random::Random;

pub use condition::Condition;
pub use diversity::direction_spread;
pub use constellation::{Constellation, Read};
pub use impression::Impression;
pub use minutia::{Minutia, MinutiaKind};
pub use pattern::{Class, Pattern, Singularity};
pub use presets::Preset;
pub use realism::Realism;
pub use slap::{Slap, SlapFinger};

/// Smallest and largest side of an image, px.
pub const SIDE_PX: (usize, usize) = (64, 2048);

/// What was asked for cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FingerError {
    /// FGP outside 1..=10.
    #[error("finger position {0}: expected 1..10")]
    Position(u8),
    /// A side outside [`SIDE_PX`].
    #[error("image of {0}x{1} px: expected sides of {min}..{max} px", min = SIDE_PX.0, max = SIDE_PX.1)]
    ImageSize(usize, usize),
}

/// One finger of one person: grown once, captured any number of times.
pub struct Finger {
    key: (u64, u64, u8),
    traits: FingerTraits,
    pattern: Pattern,
    minutiae: Vec<Minutia>,
    map: RidgeMap,
    /// Relaxation steps on the coarse and the fine grid.
    pub steps: (usize, usize),
}

impl Finger {
    /// Grows the finger.
    ///
    /// # Arguments
    /// * `seed` - of the dataset
    /// * `person` - number of the person in it
    /// * `fgp` - finger position 1..=10 (ANSI/NIST-ITL 1, friction ridge position codes)
    ///
    /// # Errors
    /// [`FingerError::Position`]
    pub fn new(seed: u64, person: u64, fgp: u8) -> Result<Finger, FingerError> {
        Ok(Finger::grow(seed, person, fgp)?.0)
    }

    /// The finger and what it grew of, whose minutiae it has taken.
    fn grow(seed: u64, person: u64, fgp: u8) -> Result<(Finger, Master), FingerError> {
        let (traits, pattern) = draw(seed, person, fgp)?;
        let stream = |purpose| Random::stream(seed, purpose, &[person, u64::from(fgp)]);
        let mut master = Master::grow(&pattern, traits.minutiae, &mut stream("finger.master"));
        let r = &mut stream("finger.skin");
        let mut map = ridge_map(&master, r);
        skin::add_skin(&mut map, &master.field, &traits.skin, traits.size, r);
        let minutiae = std::mem::take(&mut master.minutiae);
        Ok((Finger { key: (seed, person, fgp), traits, pattern, minutiae, map, steps: master.steps }, master))
    }

    /// Class, cores and deltas.
    #[must_use]
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// All minutiae of the finger, px from the pad's centre, y down.
    #[must_use]
    pub fn minutiae(&self) -> &[Minutia] {
        &self.minutiae
    }

    /// Impression number `k`: the same bytes for the same arguments, whatever was captured before.
    ///
    /// # Errors
    /// [`FingerError::ImageSize`]
    pub fn impression(
        &self, k: u64, preset: Preset, condition: Condition, width: usize, height: usize,
    ) -> Result<Impression, FingerError> {
        let sides = SIDE_PX.0..=SIDE_PX.1;
        if !sides.contains(&width) || !sides.contains(&height) {
            return Err(FingerError::ImageSize(width, height));
        }
        let (seed, person, fgp) = self.key;
        let (image, d) = ((width, height), preset.difficulty());
        let r = &mut Random::stream(seed, "finger.impression", &[person, u64::from(fgp), k]);
        let mut print = self.with_subject(condition, |subject| impression::press(subject, &d, 0.0, image, r));
        if preset == Preset::Latent {
            let other = Finger::new(seed, person, fgp % 10 + 1)?;
            let second = other.with_subject(condition, |subject| impression::press(subject, &d, r.range(-2.0, 2.0), image, r));
            latent::degrade(&mut print, &second.ink, image, r);
        }
        let impression::Press { ink, minutiae, contact_px } = print;
        Ok(Impression { width, height, pixels: impression::sense(ink, &d, image, r), minutiae, contact_px })
    }

    /// What a finger in this condition shows.
    fn with_subject<T>(&self, condition: Condition, use_it: impl FnOnce(&impression::Subject) -> T) -> T {
        let (seed, person, fgp) = self.key;
        let finger = [person, u64::from(fgp)];
        let changed =
            condition.changed(&self.map, &self.minutiae, &mut Random::stream(seed, "finger.condition", &finger));
        let (map, minutiae) = changed.as_ref().map_or((&self.map, &self.minutiae), |(map, minutiae)| (map, minutiae));
        use_it(&impression::Subject {
            map,
            minutiae,
            core: self.pattern.centre,
            size: self.traits.size,
            moisture: (self.traits.moisture, condition.moisture()),
            ridge_level: self.traits.ridge_level,
        })
    }
}

impl Pattern {
    /// The pattern that [`Finger::new`] grows for the same arguments, without growing it.
    ///
    /// # Errors
    /// [`FingerError::Position`]
    pub fn of_finger(seed: u64, person: u64, fgp: u8) -> Result<Pattern, FingerError> {
        Ok(draw(seed, person, fgp)?.1)
    }
}

fn draw(seed: u64, person: u64, fgp: u8) -> Result<(FingerTraits, Pattern), FingerError> {
    if !(1..=10).contains(&fgp) {
        return Err(FingerError::Position(fgp));
    }
    let traits = FingerTraits::sample(seed, person, fgp);
    let r = &mut Random::stream(seed, "finger.pattern", &[person, u64::from(fgp)]);
    let pattern = Pattern::sample(r, traits.class, traits.size, traits.period_px);
    Ok((traits, pattern))
}
