//! What is drawn line by line: brows, spots, wrinkles.

use super::super::identity::Identity;
use super::super::vector::{bell, lerp, smooth, sq};
use super::canvas::{Canvas, Ink, Line};
use crate::math::sin;
use crate::random::Random;

/// Hairs of a mean brow: enough that they merge at a portrait's resolution.
const BROW_HAIRS: f32 = 640.0;

/// Brows, hair by hair: upright at the inner end, lying outwards farther on, converging on the middle line.
pub(super) fn draw_brows(r: &mut Random, person: &Identity, hair: &mut Canvas) {
    let b = &person.brows;
    for side in [-1.0, 1.0] {
        for _ in 0..(BROW_HAIRS * b.density) as usize {
            let s = r.unit();
            // Denser in the middle than at either edge.
            let across = 1.15 * (r.unit() + r.unit() + r.unit() - 1.5);
            let body = smooth(-0.10, 0.16, s) * (1.0 - 0.72 * smooth(0.45, 1.0, s));
            let u = b.gap + s * (b.length + 0.35 - b.gap);
            let middle = b.y - 0.18 + b.arch * (1.0 - sq((s - 0.60) / 0.60)) + b.tilt * (s - 0.2);
            let v = middle + across * b.thickness * body;
            let rise = lerp(1.25, -0.35, smooth(-0.1, 0.75, s))
                - 0.55 * across * smooth(0.1, 0.4, s)
                + 0.18 * r.rough_normal();
            let length = (0.34 + 0.22 * r.unit()) * (1.0 - 0.35 * s) * (0.55 + 0.45 * body);
            let k = length / (1.0 + rise * rise).sqrt();
            let strength = (0.16 + 0.24 * r.unit()) * (1.0 - 0.5 * across * across);
            let line = Line {
                from: (side * u, v),
                to: (side * (u + k), v + k * rise),
                width: 0.045,
                strength,
                tip: 0.5,
            };
            hair.draw(&line, Ink::Cover);
        }
    }
}

/// Freckles, moles, blemishes.
pub(super) fn draw_spots(
    r: &mut Random,
    person: &Identity,
    melanin: &mut Canvas,
    blood: &mut Canvas,
    height: &mut Canvas,
) {
    for _ in 0..(person.skin.freckles * 420.0) as usize {
        let at = (3.4 * r.rough_normal(), -1.8 + 1.9 * r.rough_normal());
        let strength = bell(sq((at.1 + 1.8) / 3.2)) * (0.12 + 0.25 * r.unit());
        melanin.draw(&Line::dot(at, 0.05 + 0.05 * r.unit(), strength), Ink::Add);
    }
    for mole in person.skin.moles.iter().filter(|m| m.radius > 0.015) {
        let at = (mole.x, mole.y);
        melanin.draw(&Line::dot(at, 0.05 + mole.radius, 1.3), Ink::Add);
        height.draw(&Line::dot(at, 0.05 + mole.radius, 0.02), Ink::Add);
    }
    for _ in 0..26 {
        let at = (r.range(-7.0, 7.0), r.range(-10.0, 6.0));
        blood.draw(
            &Line::dot(at, r.range(0.06, 0.22), r.range(0.03, 0.18)),
            Ink::Add,
        );
    }
}

/// Lines of age: forehead, between the brows, crow's feet, under the eyes, round the mouth.
pub(super) fn draw_wrinkles(r: &mut Random, person: &Identity, old: f32, height: &mut Canvas) {
    let (eyes, nose, mouth) = (&person.eyes, &person.nose, &person.mouth);
    for i in 0..4 {
        let v = person.brows.y + 1.35 + 0.72 * i as f32 + 0.15 * r.rough_normal();
        let depth = 0.045 * old * (0.4 + r.unit());
        let (phase, wide) = (r.range(0.0, 6.0), 2.2 + 1.6 * r.unit());
        let at = |u: f32| (u, v + 0.12 * sin(1.1 * u + phase) - 0.012 * u * u);
        for k in 0..(2.0 * wide / 0.3) as usize {
            let u = -wide + 0.3 * k as f32;
            let strength = -depth * (1.0 - sq(u / wide));
            height.draw(
                &Line {
                    from: at(u),
                    to: at(u + 0.3),
                    width: 0.17,
                    strength,
                    tip: 0.0,
                },
                Ink::Add,
            );
        }
    }
    for side in [-1.0, 1.0] {
        let mut groove = |from: (f32, f32), to: (f32, f32), width: f32, depth: f32, tip: f32| {
            let line = Line {
                from: (side * from.0, from.1),
                to: (side * to.0, to.1),
                width,
                strength: -depth,
                tip,
            };
            height.draw(&line, Ink::Add);
        };
        let corner = eyes.x + eyes.half_width + 0.15;
        for i in 0..5 {
            let t = -0.7 + 0.38 * i as f32 + 0.1 * r.rough_normal();
            let (v, length) = (eyes.y + 0.35 * t, 0.7 + 0.6 * r.unit());
            groove(
                (corner + 0.2, v),
                (corner + length, v + length * t * 0.6),
                0.11,
                0.06 * old,
                0.4,
            );
        }
        groove(
            (0.45, 0.9),
            (0.55, 2.1),
            0.17,
            0.04 * old * (1.0 + person.male),
            0.3,
        );
        for i in 0..2 {
            let v = eyes.y - eyes.lid_low - 0.38 - 0.34 * i as f32;
            let depth = 0.03 * old;
            groove(
                (eyes.x - 1.2, v + 0.1),
                (eyes.x, v - 0.12),
                0.08,
                depth,
                0.0,
            );
            groove(
                (eyes.x, v - 0.12),
                (eyes.x + 1.1, v + 0.1),
                0.08,
                depth,
                0.0,
            );
        }
        let (x, y) = (nose.wing_x + 0.65, nose.y - 0.3);
        let depth = 0.04 * old * (0.6 + 3.0 * mouth.fold);
        groove((x, y), (x + 0.65, y - 1.1), 0.28, depth, 0.0);
        groove(
            (x + 0.65, y - 1.1),
            (mouth.half_width + 0.75, mouth.y + 0.4),
            0.28,
            depth,
            0.0,
        );
        let (x, y) = (mouth.half_width + 0.25, mouth.y - 0.3);
        groove((x, y), (x + 0.2, y - 1.4), 0.26, 0.06 * old, 0.3);
    }
}
