//! Templates of fingers without ridges score as templates made of images do.

use hotspot_matcher::code::{Coded, encode};
use hotspot_matcher::image::Grey;
use hotspot_matcher::minutia::{Kind, Minutia};
use hotspot_matcher::rerank;
use hotspot_matcher::template::{PPI, template_of};
use hotspot_synth::finger::{Condition, Constellation, Finger, MinutiaKind, Preset, Read};

const FINGERS: u64 = 24;
const SIZE: (usize, usize) = (416, 560);

fn of_image(finger: u64, k: u64) -> Vec<Coded> {
    let print = Finger::new(7, finger / 10, (finger % 10) as u8 + 1).unwrap().impression(k, Preset::Field, Condition::Normal, SIZE.0, SIZE.1).unwrap();
    template_of(&Grey::new(SIZE.0 as u32, SIZE.1 as u32, print.pixels).unwrap(), PPI)
}

fn of_constellation(finger: u64, k: u64) -> Vec<Coded> {
    let read = Constellation::new(7, finger / 10, (finger % 10) as u8 + 1).unwrap().read(k, Preset::Field, SIZE.0, SIZE.1).unwrap();
    encode(&read.iter().map(stored).collect::<Vec<_>>())
}

fn stored(read: &Read) -> Minutia {
    let m = &read.minutia;
    let kind = if m.kind == MinutiaKind::Bifurcation { Kind::Bifurcation } else { Kind::Ending };
    Minutia { x: m.x as u16, y: m.y as u16, direction: m.direction(), kind, quality: (100.0 * read.quality) as u8 }
}

/// Sorted scores of two captures of one finger, and of the first captures of any two.
fn scores(template: fn(u64, u64) -> Vec<Coded>) -> (Vec<u32>, Vec<u32>) {
    let captures: Vec<_> = (0..FINGERS).map(|f| (template(f, 0), template(f, 1))).collect();
    let mut mates: Vec<u32> = captures.iter().map(|(a, b)| rerank::score(a, b)).collect();
    let pairs = (0..captures.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
    let mut others: Vec<u32> = pairs.map(|(i, j)| rerank::score(&captures[i].0, &captures[j].0)).collect();
    mates.sort_unstable();
    others.sort_unstable();
    (mates, others)
}

#[test]
fn scores_of_constellations_are_spread_as_those_of_images() {
    let (images, drawn) = (scores(of_image), scores(of_constellation));
    let at = |sorted: &[u32], q: f64| f64::from(sorted[((sorted.len() - 1) as f64 * q) as usize]);
    for (name, a, b, quantiles) in [("mates", &images.0, &drawn.0, [0.25, 0.5, 0.75]), ("others", &images.1, &drawn.1, [0.5, 0.9, 0.99])] {
        for q in quantiles {
            println!("{name} {q}: images {}, constellations {}", at(a, q), at(b, q));
        }
    }
    let near = |a: f64, b: f64, share: f64| (a - b).abs() <= share * a.max(b);
    assert!(near(at(&images.0, 0.5), at(&drawn.0, 0.5), 0.35), "mates' median");
    assert!(near(at(&images.1, 0.99), at(&drawn.1, 0.99), 0.35), "others' tail");
    assert!(at(&drawn.0, 0.25) > at(&drawn.1, 0.99), "mates stand apart");
}
