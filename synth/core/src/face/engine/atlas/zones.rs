//! Soft zones of colour, and where the beard grows, on the coarse map.

use super::super::identity::Identity;
use super::super::vector::{self, bell, lerp, smooth, sq};
use super::{Atlas, COARSE, HALF_WIDTH, TOP, Texel, size};
use crate::math::sin;

/// Zones of colour, the person's own colour field, age spots, and where the beard grows.
pub(super) fn paint_coarse(person: &Identity, old: f32) -> Atlas {
    let (columns, rows) = size(COARSE);
    // One more than the map is wide and high, so that its last texels lie between two.
    let (columns, rows) = (columns + 1, rows + 1);
    let texels = (0..columns * rows)
        .map(|i| {
            let (u, v) = ((i % columns) as f32 * COARSE - HALF_WIDTH, TOP - (i / columns) as f32 * COARSE);
            let patch = vector::fractal2(u * 0.7, v * 0.7, person.seed + 14) - 0.5;
            let (melanin, blood) = zones(person, old, u, v, patch);
            let beard = beard_density(person, u, v) * (0.75 + 0.25 * patch);
            Texel([melanin, blood, 0.0, 0.0, 0.0, beard, 0.0, 0.0])
        })
        .collect();
    Atlas { texel: COARSE, columns, rows, texels }
}

fn zones(person: &Identity, old: f32, u: f32, v: f32, patch: f32) -> (f32, f32) {
    let (eyes, nose, skin, seed) = (&person.eyes, &person.nose, &person.skin, person.seed);
    let a = u.abs();
    let spot = |x: f32, y: f32, rx: f32, ry: f32| bell(sq((a - x) / rx) + sq((v - y) / ry));
    let age_spots = 0.25 * old * (vector::noise2(u * 1.9, v * 1.9, seed + 31) - 0.72).max(0.0);
    let mut melanin = (0.3 + 0.5 * skin.melanin) * (0.10 * patch + age_spots)
        + (0.03 + 0.08 * skin.melanin) * spot(eyes.x - 0.3, eyes.y - 0.1, 1.9, 1.2)
        + 0.16 * skin.under_eye * spot(eyes.x - 0.5, eyes.y - 1.0, 1.4, 0.55);
    let mut blood = 0.07 * (vector::fractal2(u * 1.3, v * 1.3, seed + 20) - 0.5)
        + 0.06 * spot(3.7, -3.1, 2.4, 2.1)
        + 0.08 * spot(0.0, nose.y, 1.5, 1.3)
        + 0.06 * spot(1.3, nose.y + nose.wing_y, 0.8, 0.9)
        + 0.04 * spot(0.0, person.skull.chin_y, 1.6, 1.3)
        + 0.06 * spot(eyes.x, eyes.y + 0.1, 1.7, 0.9);
    for w in &skin.waves {
        let s = sin(w.kx * u + w.ky * v + w.phase);
        melanin += w.melanin * s * (0.3 + 0.7 * skin.melanin);
        blood += w.blood * s;
    }
    (melanin, blood)
}

/// Moustache, chin, cheeks up to the ears, throat; 0..1. One region below an edge, less the lips.
fn beard_density(person: &Identity, u: f32, v: f32) -> f32 {
    let (mouth, a, seed) = (&person.mouth, u.abs(), person.seed);
    let ragged = vector::noise2(u * 1.5, v * 1.5, seed) - 0.5;
    let over_lip = mouth.y + mouth.lip_up + 1.15 - 0.11 * a * a;
    let cheek = mouth.y + 0.25 + person.beard.edge + 0.62 * (a - 3.0) + 3.0 * smooth(5.6, 7.6, a);
    let edge = over_lip.max(cheek) + 0.7 * ragged;
    let soft = lerp(0.25, 1.2, smooth(1.5, 4.0, a));
    let height = if v > mouth.y {
        mouth.lip_up + 0.02
    } else {
        mouth.lip_low + 0.25
    };
    let off_lips = sq(a / (mouth.half_width + 0.25)) + sq((v - mouth.y) / height);
    // Thinner beside the tuft under the lower lip.
    let thin = 0.75 * bell(sq((a - 1.5) / 0.75) + sq((v - mouth.y + mouth.lip_low + 0.55) / 0.5));
    smooth(edge + 0.3 * soft, edge - soft, v)
        * smooth(0.8, 1.15, off_lips)
        * (1.0 - thin)
        * smooth(-14.5, -12.2, v)
}
