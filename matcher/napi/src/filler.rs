//! People to fill a large gallery with, for benches: prints of a few real enrolments, each bent, moved, thinned and coded anew.
//!
//! They stand for strangers in number and cost. They are no sample of a population: two copies of one print have its minutiae in common.

use hotspot_matcher::code::{Coded, encode};
use hotspot_matcher::gallery::{Gallery, Person};
use hotspot_matcher::math::sin_cos;
use hotspot_matcher::minutia::Minutia;
use std::f64::consts::TAU;

/// Largest turn of a copy, of 256 a turn (17 degrees), and largest shift, px.
const TURN: f64 = 12.0;
const SHIFT_PX: f64 = 40.0;
/// How far each minutia is moved by itself, px, and turned, of 256 a turn.
const JITTER_PX: f64 = 10.0;
const JITTER_TURN: f64 = 8.0;
/// Share of the minutiae that a copy leaves out.
const LEFT_OUT: f64 = 0.2;
/// Side of the platen that copies lie on, px.
const SIDE_PX: f64 = 500.0;

/// Person `number` of a filling: each finger and the face from somebody of `sources`.
pub fn person(sources: &Gallery, number: u64, seed: u64) -> Person {
    let mut draw = Draw(seed ^ number.wrapping_mul(0xd129_0d3e_5c8f_9d27));
    let mut person = Person { reference: format!("ZZ/{number:08}"), record: r#"{"ownerCountry":"ZZ","recordYear":2010}"#.into(), ..Person::default() };
    for fgp in 1..=10_u8 {
        let source = draw.below(u64::from(sources.end())) as u32;
        person.fingers[fgp as usize - 1] = sources.finger(source, fgp).map(|print| copy(&print, &mut draw));
    }
    person
}

fn copy(print: &[Coded], draw: &mut Draw) -> Vec<Coded> {
    let turn = draw.spread(TURN);
    let (sin, cos) = sin_cos(turn / 256.0 * TAU);
    let (dx, dy) = (draw.spread(SHIFT_PX), draw.spread(SHIFT_PX));
    let mut minutiae = vec![];
    for m in print.iter().map(|coded| coded.minutia) {
        let (x, y) = (f64::from(m.x) - SIDE_PX / 2.0, f64::from(m.y) - SIDE_PX / 2.0);
        // y down, angles anticlockwise.
        let x = x * cos + y * sin + dx + draw.spread(JITTER_PX) + SIDE_PX / 2.0;
        let y = y * cos - x * sin + dy + draw.spread(JITTER_PX) + SIDE_PX / 2.0;
        let direction = m.direction.wrapping_add((turn + draw.spread(JITTER_TURN)).round() as i32 as u8);
        if draw.uniform() >= LEFT_OUT && (0.0..SIDE_PX).contains(&x) && (0.0..SIDE_PX).contains(&y) {
            minutiae.push(Minutia { x: x as u16, y: y as u16, direction, ..m });
        }
    }
    encode(&minutiae)
}

/// `SplitMix64` (Steele, Lea, Flood 2014).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// 0.0..1.0
    fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// -most..most
    fn spread(&mut self, most: f64) -> f64 {
        (self.uniform() * 2.0 - 1.0) * most
    }
}
