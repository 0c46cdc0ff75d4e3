//! A posed, expressive head over shoulders, as signed distances.
//!
//! Three frames: *world* (camera and light), *head* (turned about the top of the neck), *rest* (expression and the
//! person's own shape field taken back). Features and paint are laid out in the rest frame, so they move with the face.

mod body;
mod detail;
mod ear;
mod features;
mod field;
pub mod hair;
mod skull;
mod solids;

pub use field::{Field, Kind};
pub use skull::spot;

use super::capture::Capture;
use super::identity::{Identity, Push};
use super::lanes::{Fx, Kernel, Vx, run_wide};
use super::vector::{Matrix, Vec3, dot, plus, product, rotated, transposed};
use crate::math::{cos, sin};
use hair::HairVolume;
use solids::{BodySolids, HairSolids, HeadSolids};

/// The head turns about this place.
const PIVOT: Vec3 = [0.0, -7.0, -8.0];

/// Behind this depth nothing is pushed: no push reaches so far.
const PUSHED_FROM: f32 = -7.5;

/// One person (aged) in one capture.
pub struct Scene<'a> {
    pub person: &'a Identity,
    pub capture: &'a Capture,
    pub to_head: Matrix,
    pub to_world: Matrix,
    /// Shape field and expression, mirrored.
    push: Vec<Push>,
    /// How far the jaw drops, cm, and how far the lips part.
    jaw_drop: f32,
    lips_apart: f32,
    mouth_curve: f32,
    pub lid_up: f32,
    pub lid_low: f32,
    pub hair: HairVolume,
    head_solids: HeadSolids,
    hair_solids: HairSolids,
    body_solids: BodySolids,
}

impl<'a> Scene<'a> {
    /// Poses an aged person.
    pub fn new(person: &'a Identity, capture: &'a Capture) -> Scene<'a> {
        let to_world = rotation(capture);
        let around = |v: Vec3| plus(rotated(&to_world, plus(v, PIVOT, -1.0)), PIVOT, 1.0);
        let (smile, squint) = (capture.mood.smile, capture.mood.squint);
        Scene {
            person,
            capture,
            to_head: transposed(&to_world),
            to_world,
            push: person
                .shape
                .iter()
                .copied()
                .chain(expression(person, capture))
                .filter(|push| push.by.iter().any(|by| by.abs() > 0.0))
                .collect(),
            jaw_drop: 1.15 * capture.mood.open,
            lips_apart: if capture.mood.open > 0.0 {
                0.95 * capture.mood.open + 0.25 * smile
            } else {
                0.0
            },
            mouth_curve: person.mouth.corner + 0.16 * smile,
            lid_up: person.eyes.lid_up * (1.0 - 0.34 * squint),
            lid_low: person.eyes.lid_low * (1.0 - 0.42 * squint),
            hair: HairVolume::new(person, capture),
            head_solids: HeadSolids::new(person),
            hair_solids: HairSolids::new(person),
            body_solids: BodySolids::new(person, capture, around([0.0, -5.5, -7.6])),
        }
    }

    /// World to head.
    #[inline(always)]
    pub fn head(&self, world: Vx) -> Vx {
        world
            .less(PIVOT)
            .rotated(&self.to_head)
            .less([-PIVOT[0], -PIVOT[1], -PIVOT[2]])
    }

    /// Direction from head to world.
    pub fn turned(&self, v: Vec3) -> Vec3 {
        rotated(&self.to_world, v)
    }

    /// Direction from world to head.
    pub fn turned_back(&self, v: Vec3) -> Vec3 {
        rotated(&self.to_head, v)
    }

    /// Head to rest.
    #[inline(always)]
    pub fn rest(&self, head: Vx) -> Vx {
        if !head.z.any_above(PUSHED_FROM) {
            return Vx { x: head.x * (1.0 / self.person.skull.width), ..head };
        }
        let mut p = head;
        for s in &self.person.asymmetry {
            let q = head.less(s.at);
            let b = (q.dot(q) * s.inverse_square_of_reach).bump();
            p = Vx {
                x: p.x - b * s.by[0],
                y: p.y - b * s.by[1],
                z: p.z - b * s.by[2],
            };
        }
        let side = p.x.sign();
        // Rounded |x|, so that mirrored pushes leave no crease in the middle.
        let near = Vx {
            x: (p.x * p.x + 1.3).sqrt(),
            ..p
        };
        let mut moved = Vx::splat([0.0; 3]);
        for s in &self.push {
            let q = near.less(s.at);
            let b = (q.dot(q) * s.inverse_square_of_reach).bump();
            moved = Vx {
                x: moved.x + b * s.by[0],
                y: moved.y + b * s.by[1],
                z: moved.z + b * s.by[2],
            };
        }
        let x = p.x - side * moved.x * (p.x.abs() * 0.6).at_most(1.0);
        let (mut y, z) = (p.y - moved.y, p.z - moved.z);
        if self.jaw_drop > 0.0 {
            // Below the mouth line everything drops, most in the middle.
            let line = self.mouth_line(x.abs());
            let share =
                (Fx::splat(1.0) - (x * (1.0 / 6.5)).sq()).at_least(0.0) * z.smooth(-7.0, -2.0);
            let drop = (line - y).smooth(-0.05, 0.6 + self.jaw_drop) * y.smooth(-17.0, -11.5);
            y = y + drop * share * self.jaw_drop;
        }
        Vx {
            x: x * (1.0 / self.person.skull.width),
            y,
            z,
        }
    }

    /// Height of the line between the lips at a distance from the middle.
    #[inline(always)]
    pub fn mouth_line(&self, x_abs: Fx) -> Fx {
        let m = (x_abs * (1.0 / self.person.mouth.half_width)).at_most(1.35);
        let m2 = m * m;
        (m2 * 0.55 + m2 * m2 * 0.45) * self.mouth_curve + self.person.mouth.y
            - (m2 * 9.0).bell() * 0.06
            + ((m - 0.42) * 3.6).sq().bell() * 0.05
    }

    /// Upper and lower lid edge at a distance from the middle; the third is the place along the eye, -1..1 at the corners.
    #[inline(always)]
    pub fn lids(&self, x_abs: Fx) -> (Fx, Fx, Fx) {
        let eyes = &self.person.eyes;
        let e = (x_abs - eyes.x) * (1.0 / eyes.half_width);
        let open = (Fx::splat(1.0) - e * e).at_least(0.0);
        let middle = e * eyes.tilt + eyes.y;
        // The root lifts the curve near the corners: an almond, not a parabola.
        let arch = open * 0.62 + open.sqrt() * 0.38;
        let up = middle + arch * (Fx::splat(1.0) - e * (0.22 - 0.2 * eyes.lid_peak)) * self.lid_up;
        let low = middle - open * (Fx::splat(1.0) + e * 0.22) * self.lid_low;
        (up, low, e)
    }

    /// World place of a point of the resting face, by fixed-point inversion of [`Scene::rest`].
    pub fn posed(&self, rest: Vec3) -> Vec3 {
        let head = run_wide(Posed(self, Vx::splat(rest))).lane(0);
        plus(rotated(&self.to_world, plus(head, PIVOT, -1.0)), PIVOT, 1.0)
    }

    /// A world place seen from the head.
    pub fn in_head(&self, world: Vec3) -> Vec3 {
        let q = plus(world, PIVOT, -1.0);
        plus(
            [
                dot(self.to_head[0], q),
                dot(self.to_head[1], q),
                dot(self.to_head[2], q),
            ],
            PIVOT,
            1.0,
        )
    }
}

/// Places of the head at points of the resting face.
struct Posed<'a, 'b>(&'a Scene<'b>, Vx);

impl Kernel for Posed<'_, '_> {
    type Output = Vx;
    #[inline(always)]
    fn run(self) -> Vx {
        let Posed(scene, rest) = self;
        let mut head = rest;
        for _ in 0..12 {
            head = head.plus(rest.minus(&scene.rest(head)), Fx::splat(1.0));
        }
        head
    }
}

/// Head to world: yaw, then pitch, then roll.
fn rotation(c: &Capture) -> Matrix {
    let (sy, cy, sp, cp, sr, cr) = (
        sin(c.pose.yaw),
        cos(c.pose.yaw),
        sin(c.pose.pitch),
        cos(c.pose.pitch),
        sin(c.pose.roll),
        cos(c.pose.roll),
    );
    let yaw = [[cy, 0.0, sy], [0.0, 1.0, 0.0], [-sy, 0.0, cy]];
    let pitch = [[1.0, 0.0, 0.0], [0.0, cp, -sp], [0.0, sp, cp]];
    let roll = [[cr, -sr, 0.0], [sr, cr, 0.0], [0.0, 0.0, 1.0]];
    product(&roll, &product(&pitch, &yaw))
}

/// Corners of the mouth, cheeks and brows as the mood moves them.
fn expression(person: &Identity, c: &Capture) -> [Push; 3] {
    let (s, q) = (c.mood.smile, c.mood.squint);
    [
        Push::new(
            [person.mouth.half_width, person.mouth.y, 1.4],
            [0.30 * s, 0.26 * s, -0.22 * s],
            1.5,
        ),
        Push::new(
            [3.6, -3.6, 1.4],
            [0.10 * s, 0.28 * s + 0.20 * q, 0.26 * s + 0.1 * q],
            1.9,
        ),
        Push::new(
            [3.0, person.brows.y, 1.5],
            [0.0, c.mood.brow - 0.12 * q, 0.0],
            1.6,
        ),
    ]
}
