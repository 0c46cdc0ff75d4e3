//! What the tests share: synthetic prints, random coded prints, a digest.

use crate::code::{CODED_MAX, Coded, encode};
use crate::image::Grey;
use crate::minutia::{Kind, Minutia};
use crate::template::{PPI, Template, template_of};
use hotspot_synth::finger::{Condition, Finger, Preset};
use proptest::prelude::*;

/// Impression `k` of a synthetic finger; 0 is as easy as enrolment, later ones are as in the field.
pub fn print(person: u64, fgp: u8, k: u64) -> Grey {
    let preset = if k == 0 { Preset::Easy } else { Preset::Field };
    let made = Finger::new(77, person, fgp).unwrap().impression(k, preset, Condition::Normal, 400, 500).unwrap();
    Grey::new(400, 500, made.pixels).unwrap()
}

/// Its template.
pub fn template(person: u64, fgp: u8, k: u64) -> Template {
    template_of(&print(person, fgp, k), PPI)
}

/// FNV-1a, 64 bits.
pub fn digest(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ b as u64).wrapping_mul(0x0100_0000_01b3))
}

/// A minutia anywhere on a FAP 30 platen.
pub fn minutia() -> impl Strategy<Value = Minutia> {
    (0_u16..400, 0_u16..500, any::<u8>(), any::<bool>(), 0_u8..=100).prop_map(|(x, y, direction, ending, quality)| Minutia {
        x,
        y,
        direction,
        kind: if ending { Kind::Ending } else { Kind::Bifurcation },
        quality,
    })
}

/// A coded print as the encoder makes it.
pub fn coded_print() -> impl Strategy<Value = Template> {
    prop::collection::vec(minutia(), 0..=CODED_MAX).prop_map(|minutiae| encode(&minutiae))
}

/// Coded minutiae with any codes, from empty to full.
pub fn any_codes() -> impl Strategy<Value = Template> {
    let code = (any::<u128>(), any::<u128>(), 0..4).prop_map(|(a, b, density)| [a & b, a, a | b, a & b & (a >> 3)][density as usize]);
    prop::collection::vec((minutia(), code).prop_map(|(minutia, code)| Coded { minutia, code }), 0..=CODED_MAX)
}
