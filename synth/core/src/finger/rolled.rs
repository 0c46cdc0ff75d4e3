//! Rolled prints: a finger rolled from nail to nail, on a box of 1.6 x 1.5 inches as ten-print cards have it.

use super::contact::Contact;
use super::flanks::with_flanks;
use super::impression::{Press, Subject, press_there, sense};
use super::placement::Placement;
use super::presets::{Difficulty, Preset};
use super::ridge_map::{RidgeMap, ridge_map};
use super::skin::add_texture;
use super::wave_field::RIM;
use super::{Condition, Finger, FingerError, Impression, Minutia, SIDE_PX};
use crate::random::Random;

/// A rolled print ends where the finger does, and is held straight.
const SHIFT_PX: (f32, f32) = (5.0, 9.0);
const ROTATION: f32 = 0.045;
/// The skin of the pad stays as plain prints show it up to this squared distance in half sides of its map: its corners are bare.
const PAD: f32 = 1.2;
/// Where the skin drags at the sides: from here to the rim, in half widths; and how far at most, px.
const DRAGGED: (f32, f32) = (0.74, 0.26);
const DRAG_PX: f32 = 7.0;

impl Impression {
    /// Rolled impression number `k` of a finger (arguments as of [`Finger::new`] and [`Finger::impression`]): the pad is the one
    /// that plain impressions show.
    ///
    /// # Errors
    /// [`FingerError`] of position or size.
    pub fn rolled(
        (seed, person, fgp): (u64, u64, u8), k: u64, preset: Preset, condition: Condition, (width, height): (usize, usize),
    ) -> Result<Impression, FingerError> {
        let sides = SIDE_PX.0..=SIDE_PX.1;
        if !sides.contains(&width) || !sides.contains(&height) {
            return Err(FingerError::ImageSize(width, height));
        }
        let image = (width, height);
        let d = Difficulty { shift: SHIFT_PX, rotation: ROTATION, ..preset.difficulty() };
        let r = &mut Random::stream(seed, "finger.rolled", &[person, u64::from(fgp), k]);
        let Press { ink, minutiae, contact_px } = with_rolled((seed, person, fgp), condition, |subject| {
            let placement = Placement::sample(r, &d, subject.core, subject.size, 0.0, image);
            let contact = Contact::rolled(r, &d, subject.size, image);
            let mut press = press_there(subject, &d, (&placement, &contact), image, r);
            drag(&mut press.ink, &contact, width, r);
            press
        })?;
        Ok(Impression { width, height, pixels: sense(ink, &d, image, r), minutiae, contact_px })
    }
}

/// The whole skin of a finger in this condition.
fn with_rolled<T>(
    (seed, person, fgp): (u64, u64, u8), condition: Condition, use_it: impl FnOnce(&Subject) -> T,
) -> Result<T, FingerError> {
    let (finger, master) = Finger::grow(seed, person, fgp)?;
    let r = &mut Random::stream(seed, "finger.flanks", &[person, u64::from(fgp)]);
    let wide = with_flanks(&master, &finger.pattern, r);
    let mut map = ridge_map(&wide, r);
    add_texture(&mut map, &wide.field, &finger.traits.skin, r);
    let mut minutiae = wide.minutiae;
    if condition.is_everywhere() {
        (map, minutiae) = condition.changed(&map, &minutiae, r).unwrap_or((map, minutiae));
    }
    Ok(finger.with_subject(condition, |pad| {
        lay_pad(&mut map, pad.map);
        let minutiae: Vec<Minutia> = pad.minutiae.iter().chain(&minutiae).copied().collect();
        use_it(&Subject { map: &map, minutiae: &minutiae, ..*pad })
    }))
}

/// Lays the skin of the pad into the wider map.
fn lay_pad(map: &mut RidgeMap, pad: &RidgeMap) {
    let left = (pad.left - map.left + 0.5) as usize;
    let (half_w, half_h) = (0.5 * pad.w as f32, 0.5 * pad.h as f32);
    for y in 0..pad.h {
        let dy = (y as f32 - half_h) / half_h;
        let half = (half_w * (PAD - dy * dy).sqrt()).min(half_w - RIM);
        let (from, to) = ((half_w - half) as usize, (half_w + half) as usize);
        let (here, there) = (y * pad.w + from..y * pad.w + to, y * map.w + left + from..y * map.w + left + to);
        map.ridge[there.clone()].copy_from_slice(&pad.ridge[here.clone()]);
        map.detail[there].copy_from_slice(&pad.detail[here]);
    }
}

/// The sides of the print are drawn out along the roll, more at the side where it ended.
fn drag(ink: &mut [f32], contact: &Contact, width: usize, r: &mut Random) {
    let (begun, ended) = (r.range(0.1, 0.5), r.range(0.4, 0.9));
    let side = r.sign();
    let steps = [1.0, 2.0, 3.0].map(|q| (q / 3.0 * r.range(0.5, 1.0) * DRAG_PX) as usize);
    let mut before = vec![0.0; width];
    for row in ink.chunks_exact_mut(width) {
        before.copy_from_slice(row);
        for (x, ink) in row.iter_mut().enumerate() {
            let out = contact.sideways(x as f32);
            let share = ((out.abs() - DRAGGED.0) / DRAGGED.1).clamp(0.0, 1.0) * if out * side > 0.0 { ended } else { begun };
            if share > 0.0 {
                // Ink from further in.
                let from = |step: usize| before[if out > 0.0 { x - step.min(x) } else { (x + step).min(width - 1) }];
                *ink += share * (0.25 * (before[x] + from(steps[0]) + from(steps[1]) + from(steps[2])) - *ink);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rolled(person: u64, fgp: u8, k: u64, preset: Preset, condition: Condition) -> Impression {
        Impression::rolled((2019, person, fgp), k, preset, condition, (800, 750)).unwrap()
    }

    /// The field's band: 80 to 130 minutiae, from nail to nail.
    #[test]
    fn rolled_shows_a_rolled_prints_number_of_minutiae_on_nearly_a_rectangle() {
        let prints: Vec<Impression> = (0..40).map(|n| rolled(n / 10, (n % 10) as u8 + 1, n, Preset::Easy, Condition::Normal)).collect();
        let mean = prints.iter().map(|p| p.minutiae.len()).sum::<usize>() / prints.len();
        assert!((90..125).contains(&mean), "{mean}");
        for print in &prints {
            let inked = |k: &usize| print.pixels[*k] < 130;
            let all: Vec<usize> = (0..800 * 750).filter(inked).collect();
            let (xs, ys) = (all.iter().map(|k| k % 800), all.iter().map(|k| k / 800));
            let (width, height) = (xs.clone().max().unwrap() - xs.min().unwrap(), ys.clone().max().unwrap() - ys.min().unwrap());
            assert!((280..680).contains(&width) && (360..680).contains(&height), "{width} x {height}");
        }
    }

    /// What a plain print shows of the pad the rolled one shows too: its minutiae lie about where one rigid motion puts them.
    #[test]
    fn rolled_shows_the_minutiae_of_the_pad() {
        for fgp in [1, 2, 10] {
            let pad = Finger::new(2019, 4, fgp).unwrap();
            let print = rolled(4, fgp, 1, Preset::Easy, Condition::Normal);
            let near: Vec<&Minutia> = pad.minutiae().iter().filter(|m| m.x.abs() < 110.0 && m.y.abs() < 150.0).collect();
            let found = near.iter().filter(|m| print.minutiae.iter().any(|p| (p.x - 400.0 - m.x).hypot(p.y - 375.0 - m.y) < 40.0 && p.kind == m.kind));
            assert!(found.count() * 10 > near.len() * 9, "FGP {fgp}");
        }
    }

    #[test]
    fn rolled_of_a_bandaged_finger_has_no_minutiae_and_a_worn_one_all() {
        assert!(rolled(5, 2, 0, Preset::Easy, Condition::Bandaged).minutiae.is_empty());
        let count = |condition| rolled(5, 2, 0, Preset::Easy, condition).minutiae.len();
        assert_eq!(count(Condition::Worn), count(Condition::Normal));
    }

    #[test]
    fn rolled_refuses_what_is_out_of_range() {
        let wrong = |fgp, side| Impression::rolled((1, 1, fgp), 0, Preset::Easy, Condition::Normal, (side, 750)).err();
        assert_eq!(wrong(0, 800), Some(FingerError::Position(0)));
        assert_eq!(wrong(1, 2049), Some(FingerError::ImageSize(2049, 750)));
        assert_eq!(wrong(1, 64), None);
    }
}
