//! A finger as its minutiae alone, a twentieth of the time it takes with its ridges: for galleries of strangers.
//!
//! The pattern is that of the grown finger; the minutiae are a point process that keeps what a matcher feels: their number,
//! their distances (each place is the better the further it is from the others), their directions along the ridges, and
//! the surplus of those that begin where ridges spread. They are other minutiae than the grown finger's: the two do not match.

use super::contact::Contact;
use super::flow::Flow;
use super::noise::Lattice;
use super::placement::Placement;
use super::presets::{Preset, Reading};
use super::{FingerError, Minutia, MinutiaKind, Pattern, SIDE_PX, draw};
use crate::math::{atan2, cos, sin};
use crate::random::Random;

/// Half axes of the ellipse that is filled, px on a finger of size 1, its centre below the pad's, and the minutiae in
/// it for each that is wanted in the smaller ellipse of a grown finger.
const FILLED: (f32, f32, f32, f32) = (217.0, 302.0, 5.0, 1.52);
/// An extractor reads this far out (squared distance from the contact's centre).
const READ: f32 = 0.84;
/// Of so many places the one that lies furthest from the others is taken.
const PLACES: usize = 3;
/// Minutiae a px of a finger's area: their surplus in one sense is the spread of the ridges over this and their period.
const DENSITY: f32 = 6.2e-4;
/// Share of bifurcations.
const FORKS: f32 = 0.43;

/// A finger's minutiae without its ridges.
pub struct Constellation {
    key: (u64, u64, u8),
    size: (f32, f32),
    centre: (f32, f32),
    /// With how plain each is, a standard normal number.
    minutiae: Vec<(Minutia, f32)>,
}

/// A minutia as an extractor would report it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Read {
    /// Where, which way, what.
    pub minutia: Minutia,
    /// 0..1.
    pub quality: f32,
}

impl Constellation {
    /// Draws the finger.
    ///
    /// # Arguments
    /// as of [`super::Finger::new`]
    ///
    /// # Errors
    /// [`FingerError::Position`]
    pub fn new(seed: u64, person: u64, fgp: u8) -> Result<Constellation, FingerError> {
        let (traits, pattern) = draw(seed, person, fgp)?;
        let r = &mut Random::stream(seed, "finger.constellation", &[person, u64::from(fgp)]);
        let strewn = strew(&pattern, (traits.minutiae as f32 * FILLED.3) as usize, r);
        let minutiae = strewn.into_iter().map(|m| (m, r.normal())).collect();
        Ok(Constellation { key: (seed, person, fgp), size: traits.size, centre: pattern.centre, minutiae })
    }

    /// What an extractor would report of impression number `k`, best first: some minutiae missed, some moved, some that are
    /// none. The same for the same arguments.
    ///
    /// # Errors
    /// [`FingerError::ImageSize`]
    pub fn read(&self, k: u64, preset: Preset, width: usize, height: usize) -> Result<Vec<Read>, FingerError> {
        let sides = SIDE_PX.0..=SIDE_PX.1;
        if !sides.contains(&width) || !sides.contains(&height) {
            return Err(FingerError::ImageSize(width, height));
        }
        let (seed, person, fgp) = self.key;
        let (image, d, reading) = ((width, height), preset.difficulty(), preset.reading());
        let r = &mut Random::stream(seed, "finger.reading", &[person, u64::from(fgp), k]);
        let placement = Placement::sample(r, &d, self.centre, self.size, 0.0, image);
        let contact = Contact::sample(r, &d, self.size, 0.0, image);
        let clarity = Lattice::sample(r, 55.0, width as f32, height as f32);
        let mut found = vec![];
        for (m, plainness) in &self.minutiae {
            let m = m.moved(|x, y| placement.to_image(x, y));
            let distance = contact.distance(m.x, m.y);
            if distance > READ || m.x < 4.0 || m.y < 4.0 || m.x > width as f32 - 4.0 || m.y > height as f32 - 4.0 {
                continue;
            }
            let quality = (0.75 - 0.25 * distance + 0.12 * plainness + 0.06 * clarity.at(m.x, m.y) + 0.03 * r.normal()).clamp(0.0, 1.0);
            // What reads badly is missed more often.
            if !r.chance(reading.missed * (1.6 - quality)) {
                found.push(Read { minutia: jittered(m, &reading, r), quality });
            }
        }
        let real = found.len();
        for _ in 0..(2.0 * reading.spurious * r.unit() + 0.5) as usize {
            if real > 0 {
                found.push(spurious(found[r.index(real)].minutia, r));
            }
        }
        found.sort_by(|a, b| b.quality.total_cmp(&a.quality));
        Ok(found)
    }
}

/// Strews minutiae over the filled ellipse.
fn strew(pattern: &Pattern, count: usize, r: &mut Random) -> Vec<Minutia> {
    let flow = Flow::sample(pattern, r);
    let mut minutiae: Vec<Minutia> = Vec::with_capacity(count);
    for _ in 0..count {
        let mut best = (0.0, -1.0, 0.0);
        for _ in 0..PLACES {
            let (x, y) = place(pattern.size, r);
            let free = minutiae.iter().map(|m| (m.x - x) * (m.x - x) + (m.y - y) * (m.y - y)).fold(f32::MAX, f32::min);
            if free > best.1 {
                best = (x, free, y);
            }
        }
        let (x, _, y) = best;
        let ((tx, ty), spread) = flow.tangent(x, y);
        let surplus = spread * (1.0 - pattern.follow) / (pattern.period_px * DENSITY);
        let sense = if r.chance(0.5 + 0.5 * surplus) { 1.0 } else { -1.0 };
        let kind = if r.chance(FORKS) { MinutiaKind::Bifurcation } else { MinutiaKind::Ending };
        minutiae.push(Minutia { x, y, angle: atan2(sense * ty, sense * tx), kind });
    }
    minutiae
}

/// Uniform in the filled ellipse.
fn place(size: (f32, f32), r: &mut Random) -> (f32, f32) {
    loop {
        let (u, v) = (r.range(-1.0, 1.0), r.range(-1.0, 1.0));
        if u * u + v * v < 1.0 {
            return (u * FILLED.0 * size.0, FILLED.2 + v * FILLED.1 * size.1);
        }
    }
}

fn jittered(m: Minutia, reading: &Reading, r: &mut Random) -> Minutia {
    let kind = if r.chance(reading.mistyped) == (m.kind == MinutiaKind::Ending) { MinutiaKind::Bifurcation } else { MinutiaKind::Ending };
    let (x, y) = (m.x + reading.jitter_px * r.normal(), m.y + reading.jitter_px * r.normal());
    Minutia { x, y, angle: m.angle + reading.turn * r.normal(), kind }
}

/// Somewhere beside a real one, along the same ridges or against them, and of low quality.
fn spurious(beside: Minutia, r: &mut Random) -> Read {
    let (c, s) = (cos(beside.angle), sin(beside.angle));
    let (along, across) = (r.range(-30.0, 30.0), r.range(-20.0, 20.0));
    let turn = if r.chance(0.5) { 0.0 } else { std::f32::consts::PI };
    let (x, y) = ((beside.x + c * along - s * across).max(0.0), (beside.y + s * along + c * across).max(0.0));
    Read { minutia: Minutia { x, y, angle: beside.angle + turn + 0.2 * r.normal(), kind: beside.kind }, quality: r.range(0.1, 0.5) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_repeats_and_differs_by_impression() {
        let finger = Constellation::new(2019, 3, 7).unwrap();
        let read = |k| finger.read(k, Preset::Field, 416, 560).unwrap();
        assert_eq!(read(1), read(1));
        assert_ne!(read(1), read(2));
        assert!(read(1).is_sorted_by(|a, b| a.quality >= b.quality));
        assert_eq!(Constellation::new(1, 1, 11).err(), Some(FingerError::Position(11)));
        assert_eq!(finger.read(0, Preset::Easy, 20, 500).err(), Some(FingerError::ImageSize(20, 500)));
    }

    /// About as many as an outside extractor (`npm run bench -- peers`) sees on easy prints of grown fingers, inside the frame.
    #[test]
    fn read_finds_as_many_minutiae_as_an_extractor() {
        let mut total = 0;
        for person in 0..20 {
            for fgp in 1..=10 {
                let found = Constellation::new(1, person, fgp).unwrap().read(0, Preset::Easy, 416, 560).unwrap();
                assert!(found.iter().all(|f| (0.0..416.0).contains(&f.minutia.x) && (0.0..600.0).contains(&f.minutia.y)));
                total += found.len();
            }
        }
        assert!((58..74).contains(&(total / 200)), "{}", total as f64 / 200.0);
    }
}
