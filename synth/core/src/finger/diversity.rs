//! How different the ridges of different fingers run: one pattern for all fingers of a class would make them match.

use super::flow::Flow;
use super::pattern::{Class, Pattern};
use super::draw;
use crate::math::atan2;
use crate::random::Random;

/// Places at which directions are compared: a lattice of this spacing in an ellipse of these half axes about the pad's centre, px.
const SPACING: i32 = 24;
const HALF_AXES: (f32, f32) = (140.0, 200.0);

/// Mean angle between the ridges of two fingers of a class at one place of the pad, degrees, over all pairs of the fingers of so many
/// persons (one finger each): 0 were all alike, 45 were they at random. `None` where no two fingers have the class.
#[must_use]
pub fn direction_spread(seed: u64, persons: u64, class: Class) -> Option<f64> {
    let mut fingers = vec![];
    for person in 0..persons {
        let fgp = (person % 10) as u8 + 1;
        if let Ok((_, pattern)) = draw(seed, person, fgp)
            && pattern.class == class
        {
            fingers.push(directions(&pattern, &mut Random::stream(seed, "finger.master", &[person, u64::from(fgp)])));
        }
    }
    let apart = |(a, b): (&(f32, f32), &(f32, f32))| f64::from(0.5 * atan2(a.0 * b.1 - a.1 * b.0, a.0 * b.0 + a.1 * b.1).abs());
    let (mut sum, mut count) = (0.0, 0u32);
    for (n, a) in fingers.iter().enumerate() {
        for b in &fingers[n + 1..] {
            sum += a.iter().zip(b).map(apart).sum::<f64>();
            count += a.len() as u32;
        }
    }
    (count > 0).then(|| (sum / f64::from(count)).to_degrees())
}

/// Cosine and sine of twice the ridge angle on the lattice.
fn directions(pattern: &Pattern, r: &mut Random) -> Vec<(f32, f32)> {
    let flow = Flow::sample(pattern, r);
    let (columns, rows) = (HALF_AXES.0 as i32 / SPACING, HALF_AXES.1 as i32 / SPACING);
    let places = (-rows..=rows).flat_map(|j| (-columns..=columns).map(move |i| ((i * SPACING) as f32, (j * SPACING) as f32)));
    let inside = |&(x, y): &(f32, f32)| (x / HALF_AXES.0) * (x / HALF_AXES.0) + (y / HALF_AXES.1) * (y / HALF_AXES.1) < 1.0;
    places.filter(inside).map(|(x, y)| flow.double_angle(x, y)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction_spread_tells_fingers_of_one_class_apart() {
        let spread = |class| direction_spread(2019, 120, class).unwrap();
        for class in [Class::LeftLoop, Class::RightLoop, Class::Whorl] {
            assert!((8.0..30.0).contains(&spread(class)), "{class:?} {}", spread(class));
        }
        assert_eq!(direction_spread(2019, 1, Class::Arch), None);
    }
}
