//! Glasses: frames as a curved sheet before the face, temples as two planes; a shadow falls on the skin.

use super::super::lanes::{Vx, WIDTH};
use super::super::march::Seen;
use super::super::picture::Rgbx;
use super::super::scene::Kind;
use super::super::vector::{Rgb, Vec3, bell, mix, one_if, scaled, smooth, sq};
use super::Painter;
use crate::math::pow;

/// Shape of a frame, cm.
pub(super) struct Model {
    radii: (f32, f32),
    /// 2 an ellipse, larger squarer.
    squareness: f32,
    thick: f32,
    colour: Rgb,
}

pub(super) const MODELS: [Model; 3] = [
    Model {
        radii: (2.5, 1.75),
        squareness: 4.0,
        thick: 0.20,
        colour: [0.02, 0.02, 0.022],
    },
    Model {
        radii: (2.3, 2.1),
        squareness: 2.2,
        thick: 0.11,
        colour: [0.20, 0.17, 0.12],
    },
    Model {
        radii: (2.6, 1.55),
        squareness: 5.0,
        thick: 0.26,
        colour: [0.06, 0.035, 0.02],
    },
];

/// Curvature of the sheet and height of the hinges over the eyes.
const CURVE: f32 = 0.030;
const HINGE: f32 = 0.65;

/// Farther from the outline there is neither rim nor shadow, relative to the radius.
const NEAR: f32 = 0.4;

/// The frame as one person wears it, in the head's frame.
struct Worn<'a> {
    model: &'a Model,
    /// Distance of a lens's centre from the middle, and its height.
    centre: (f32, f32),
    /// Depth of the sheet at the nose.
    z: f32,
    /// Distance of the temples from the middle.
    side: f32,
}

impl Worn<'_> {
    /// 1 on the lens's outline, below inside; the distance over the radius.
    fn outline(&self, x: f32, y: f32) -> f32 {
        let a = ((x.abs() - self.centre.0) / self.model.radii.0).abs() + 1e-6;
        let b = ((y - self.centre.1) / self.model.radii.1).abs() + 1e-6;
        let n = self.model.squareness;
        // Between these two lies what is asked for; far from the outline either will do.
        let (low, high) = (a.max(b), (a * a + b * b).sqrt());
        if low > 1.0 + NEAR {
            low
        } else if high < 1.0 - NEAR {
            high
        } else {
            pow(pow(a, n) + pow(b, n), 1.0 / n)
        }
    }

    /// Depth along a ray at which it meets the sheet.
    fn meets(&self, from: Vec3, ray: Vec3) -> f32 {
        let mut t = (self.z - from[2]) / ray[2];
        for _ in 0..2 {
            let x = from[0] + t * ray[0];
            t = (self.z - CURVE * x * x - from[2]) / ray[2];
        }
        t
    }

    /// Cover of the temple along a ray.
    fn temple(&self, from: Vec3, ray: Vec3, x: f32, depth: f32) -> f32 {
        if x.abs() <= self.centre.0 + self.model.radii.0 * 0.8 {
            return 0.0;
        }
        let t = (self.side * x.signum() - from[0]) / ray[0];
        let (y, z) = (from[1] + t * ray[1], from[2] + t * ray[2]);
        if t < depth + 0.2 && z < self.z - 1.0 && z > -8.0 {
            smooth(0.24, 0.14, (y - HINGE).abs())
        } else {
            0.0
        }
    }

    /// Cover of rim, bridge and hinges at a place of the sheet.
    fn frame(&self, x: f32, y: f32, outline: f32) -> f32 {
        let (rx, thick) = (self.model.radii.0, self.model.thick);
        let rim = smooth(
            thick + 0.05,
            thick - 0.05,
            ((outline - 1.0) * rx * 0.9).abs(),
        );
        let inner = one_if(x.abs() < self.centre.0 - rx * 0.93);
        let bridge = smooth(0.22, 0.12, (y - 0.55 + 0.12 * x * x).abs()) * inner;
        let outer = one_if(x.abs() > self.centre.0 + rx * 0.95 && x.abs() < self.side);
        rim.max(bridge)
            .max(smooth(0.28, 0.16, (y - HINGE).abs()) * outer)
    }
}

impl Painter<'_> {
    /// Colours of places seen along rays, with the frame before them.
    pub(super) fn behind_glasses(&self, model: &Model, seen: &Seen, rays: Vx, mut colour: Rgbx) -> Rgbx {
        let (scene, c) = (self.scene, self.scene.capture);
        let p = scene.person;
        let worn = Worn {
            model,
            centre: (p.eyes.x * p.skull.width + 0.15, p.eyes.y - 0.15),
            z: p.nose.z.min(3.4) - 0.75,
            side: 7.05 * p.skull.width,
        };
        let from = scene.in_head(c.camera.origin());
        let key = scene.turned_back(c.light.key);
        for i in 0..WIDTH {
            let head = seen.head.lane(i);
            if seen.kinds[i] == Kind::Nothing || head[1] > 5.0 || head[1] < -6.0 {
                continue;
            }
            let mut pixel = colour.map(|plane| plane.0[i]);
            if seen.kinds[i] == Kind::Skin {
                pixel = scaled(pixel, 1.0 - shadow(&worn, head, key) * seen.light.0[i]);
            }
            let ray = scene.turned_back(rays.lane(i));
            let t = worn.meets(from, ray);
            let (x, y) = (from[0] + t * ray[0], from[1] + t * ray[1]);
            let outline = worn.outline(x, y);
            if outline < 1.0 {
                let glare = smooth(0.25, 0.0, (x * 0.6 + y - 1.4 + 0.2 * x.signum()).abs()) * 0.05;
                pixel = [0, 1, 2].map(|q| pixel[q] * 0.93 + glare * c.light.sky[q] + 0.006);
            }
            let depth = seen.t.0[i];
            let cover = worn.frame(x, y, outline).max(worn.temple(from, ray, x, depth)) * one_if(t < depth + 1.5);
            if cover > 0.0 {
                let upper = smooth(-model.thick, model.thick, (outline - 1.0) * model.radii.0) * one_if(y > 0.0);
                let frame = scaled(model.colour, 0.5 + 1.8 * upper * seen.light.0[i]);
                pixel = mix(pixel, frame, cover * 0.97);
            }
            for (plane, value) in colour.iter_mut().zip(pixel) {
                plane.0[i] = value;
            }
        }
        colour
    }
}

/// Share of light that the rim keeps from a place of the head behind it.
fn shadow(worn: &Worn, head: Vec3, key: Vec3) -> f32 {
    let lift = (worn.z - head[2]).max(0.0) / key[2].max(0.3);
    if lift >= 3.5 {
        return 0.0;
    }
    let outline = worn.outline(head[0] + key[0] * lift, head[1] + key[1] * lift);
    bell(sq((outline - 1.0) * worn.model.radii.0 / (worn.model.thick + 0.18))) * 0.30
}
