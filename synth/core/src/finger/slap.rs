//! Several fingers pressed at once on a wide plate: slaps of four, two thumbs, or any others side by side.

use super::impression::{press, sense};
use super::presets::{Difficulty, Preset};
use super::{Condition, Finger, FingerError, Minutia, SIDE_PX};
use crate::math::{cos, sin};
use crate::random::Random;

/// A finger of a slap and its ground truth.
#[derive(Clone, Debug, PartialEq)]
pub struct SlapFinger {
    /// FGP 1..=10.
    pub fgp: u8,
    /// Its contact lies in this rectangle: left, top, width, height, px.
    pub area: (usize, usize, usize, usize),
    /// Turn from upright, radians, clockwise as seen.
    pub turn: f32,
    /// Every minutia of its contact, px in the slap.
    pub minutiae: Vec<Minutia>,
}

/// A slap and its ground truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Slap {
    /// px
    pub width: usize,
    /// px
    pub height: usize,
    /// 8-bit grey, row-major, 500 ppi; ridges dark.
    pub pixels: Vec<u8>,
    /// As placed, from the left.
    pub fingers: Vec<SlapFinger>,
}

/// Sheet on which one finger is pressed, px: holds the largest thumb, turned.
const SHEET: (usize, usize) = (480, 640);
/// Fingers side by side lie this far apart at most, px: 19 mm.
const PITCH_PX: f32 = 375.0;
/// How far a finger reaches above the forefinger (thumb to little finger), px, and its turn towards the little finger,
/// radians, when several lie side by side; thumbs lie level.
const REACH_PX: [f32; 5] = [0.0, 0.0, 70.0, 45.0, -110.0];
const FAN: [f32; 5] = [0.0, -0.10, -0.03, 0.05, 0.16];

impl Slap {
    /// Presses fingers side by side, from the left as listed: `[2, 3, 4, 5]` is the right hand's slap, `[10, 9, 8, 7]` the
    /// left hand's, `[6, 1]` the thumbs. A missing finger is left out of the list with its place taken by `0`. `tilt`: of the
    /// hand beside its own small one, radians, clockwise as seen.
    ///
    /// # Errors
    /// [`FingerError`] of position or size.
    pub fn capture(
        (seed, person): (u64, u64), fingers: &[(u8, Condition)], k: u64, preset: Preset, tilt: f32,
        (width, height): (usize, usize),
    ) -> Result<Slap, FingerError> {
        let sides = SIDE_PX.0..=SIDE_PX.1;
        if !sides.contains(&width) || !sides.contains(&height) {
            return Err(FingerError::ImageSize(width, height));
        }
        let path: Vec<u64> = [person, k].into_iter().chain(fingers.iter().map(|f| u64::from(f.0))).collect();
        let r = &mut Random::stream(seed, "finger.slap", &path);
        // Four fingers press less hard than one, and lie straighter.
        let alone = preset.difficulty();
        let d = Difficulty { shift: (5.0, 9.0), rotation: 0.03, area: (0.78, 0.98), partial: 0.3 * alone.partial, ..alone };
        let hand = Hand::sample(r, fingers.len(), tilt, width, height);
        let mut ink = vec![0f32; width * height];
        let mut found = vec![];
        for (n, &(fgp, condition)) in fingers.iter().enumerate().filter(|(_, f)| f.0 != 0) {
            let finger = Finger::new(seed, person, fgp)?;
            let (x, y, turn) = hand.place(n, fgp);
            let own = &mut Random::stream(seed, "finger.slap.finger", &[person, k, u64::from(fgp)]);
            let pressed = finger.with_subject(condition, |subject| press(subject, &d, turn, SHEET, own));
            let corner = (x as isize - SHEET.0 as isize / 2, y as isize - SHEET.1 as isize / 2);
            lay(&mut ink, (width, height), &pressed.ink, corner);
            let area = clipped(corner, (width, height));
            let in_slap = |m: &Minutia| Minutia { x: m.x + corner.0 as f32, y: m.y + corner.1 as f32, ..*m };
            let inside = |m: &Minutia| m.x >= 4.0 && m.y >= 4.0 && m.x < width as f32 - 4.0 && m.y < height as f32 - 4.0;
            let minutiae = pressed.minutiae.iter().map(in_slap).filter(inside).collect();
            found.push(SlapFinger { fgp, area, turn, minutiae });
        }
        Ok(Slap { width, height, pixels: sense(ink, &d, (width, height), r), fingers: found })
    }
}

/// Where the hand lies.
struct Hand {
    middle: (f32, f32),
    turn: f32,
    pitch: f32,
    /// Fingers side by side.
    count: usize,
    /// How much of the fingers' different reach fits the plate.
    depth: f32,
}

impl Hand {
    fn sample(r: &mut Random, count: usize, tilt: f32, width: usize, height: usize) -> Hand {
        let (w, h) = (width as f32, height as f32);
        Hand {
            middle: (0.5 * w + 0.012 * w * r.normal(), 0.5 * h + 0.02 * h * r.normal()),
            turn: tilt + 0.05 * r.normal(),
            pitch: (w / count.max(1) as f32).min(PITCH_PX),
            count,
            depth: ((h - 600.0) / 300.0).clamp(0.15, 1.0),
        }
    }

    /// Centre and turn of finger number `n` from the left.
    fn place(&self, n: usize, fgp: u8) -> (f32, f32, f32) {
        let digit = usize::from((fgp - 1) % 5);
        let mirrored = if fgp <= 5 { 1.0 } else { -1.0 };
        let (reach, fan) = if self.count > 1 { (REACH_PX[digit] * self.depth, mirrored * FAN[digit]) } else { (0.0, 0.0) };
        let across = self.pitch * (n as f32 - 0.5 * (self.count - 1) as f32);
        let (c, s) = (cos(self.turn), sin(self.turn));
        (self.middle.0 + c * across + s * reach, self.middle.1 + s * across - c * reach, self.turn + fan)
    }
}

/// Where two contacts meet the darker ink stays.
fn lay(ink: &mut [f32], (width, height): (usize, usize), sheet: &[f32], corner: (isize, isize)) {
    for (y, row) in sheet.chunks_exact(SHEET.0).enumerate() {
        let Some(to_y) = y.checked_add_signed(corner.1).filter(|&y| y < height) else { continue };
        for (x, &value) in row.iter().enumerate() {
            if let Some(to_x) = x.checked_add_signed(corner.0).filter(|&x| x < width) {
                let out = &mut ink[to_y * width + to_x];
                *out = out.max(value);
            }
        }
    }
}

/// The part of a sheet that lies on the plate: left, top, width, height.
fn clipped(corner: (isize, isize), (width, height): (usize, usize)) -> (usize, usize, usize, usize) {
    let clip = |from: isize, n: usize, side: usize| {
        let first = from.clamp(0, side as isize) as usize;
        (first, (from + n as isize).clamp(0, side as isize) as usize - first)
    };
    let ((left, w), (top, h)) = (clip(corner.0, SHEET.0, width), clip(corner.1, SHEET.1, height));
    (left, top, w, h)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slap(fingers: &[u8], width: usize, height: usize) -> Slap {
        let listed: Vec<(u8, Condition)> = fingers.iter().map(|&fgp| (fgp, Condition::Normal)).collect();
        Slap::capture((2019, 3), &listed, 0, Preset::Easy, 0.0, (width, height)).unwrap()
    }

    #[test]
    fn capture_lays_the_fingers_side_by_side_with_their_minutiae() {
        for (fingers, width, height) in [([2, 3, 4, 5], 1600, 1500), ([10, 9, 8, 7], 1600, 1500), ([2, 3, 4, 5], 1250, 750)] {
            let slap = slap(&fingers, width, height);
            assert_eq!(slap.pixels.len(), width * height);
            assert_eq!(slap.fingers.iter().map(|f| f.fgp).collect::<Vec<_>>(), fingers);
            let middles: Vec<f32> =
                slap.fingers.iter().map(|f| f.minutiae.iter().map(|m| m.x).sum::<f32>() / f.minutiae.len() as f32).collect();
            assert!(middles.is_sorted(), "{middles:?}");
            for finger in &slap.fingers {
                let (left, top, w, h) = finger.area;
                assert!(finger.minutiae.len() > 15, "{} of FGP {}", finger.minutiae.len(), finger.fgp);
                for m in &finger.minutiae {
                    let (x, y) = (m.x as usize, m.y as usize);
                    assert!((left..left + w).contains(&x) && (top..top + h).contains(&y));
                }
            }
        }
    }

    #[test]
    fn capture_lays_the_little_finger_below_its_neighbour_also_when_two_are_pressed() {
        let slap = slap(&[4, 5], 800, 750);
        let middles: Vec<f32> =
            slap.fingers.iter().map(|f| f.minutiae.iter().map(|m| m.y).sum::<f32>() / f.minutiae.len() as f32).collect();
        assert!(middles[1] > middles[0] + 30.0, "{middles:?}");
    }

    #[test]
    fn capture_leaves_the_place_of_a_missing_finger_empty() {
        let (whole, three) = (slap(&[2, 3, 4, 5], 1600, 1500), slap(&[2, 0, 4, 5], 1600, 1500));
        assert_eq!(three.fingers.iter().map(|f| f.fgp).collect::<Vec<_>>(), [2, 4, 5]);
        let dark = |slap: &Slap| slap.pixels.iter().filter(|&&v| v < 120).count();
        assert!(dark(&three) < dark(&whole));
    }

    #[test]
    fn capture_refuses_what_is_out_of_range() {
        let wrong = |fgp, side| Slap::capture((1, 1), &[(fgp, Condition::Normal)], 0, Preset::Easy, 0.0, (side, 500)).err();
        assert_eq!(wrong(11, 500), Some(FingerError::Position(11)));
        assert_eq!(wrong(1, 4000), Some(FingerError::ImageSize(4000, 500)));
    }
}
