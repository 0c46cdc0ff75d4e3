//! The contact area: an ellipse, longer below its centre, with a wavy outline.

use super::noise::{Columns, Lattice};
use super::presets::Difficulty;
use crate::random::Random;

/// Ground truth goes this far out (squared distance); beyond it the ridges fade.
pub(super) const COUNTED: f32 = 0.92;
/// How much longer the ellipse is below its centre.
const LONGER_BELOW: f32 = 1.1;
/// How much the outline waves, of the squared distance.
const WAVE: f32 = 0.055;

pub(super) struct Contact {
    centre: (f32, f32),
    radii: (f32, f32),
    outline: Lattice,
}

/// The distances of one image, a row at a time.
pub(super) struct Rows<'a> {
    contact: &'a Contact,
    columns: Columns,
    blend: Vec<f32>,
}

impl Contact {
    pub fn sample(r: &mut Random, d: &Difficulty, size: (f32, f32), image: (usize, usize)) -> Contact {
        let (w, h) = (image.0 as f32, image.1 as f32);
        let outline = Lattice::sample(r, 100.0, w, h);
        let scale = r.range(d.area.0, d.area.1);
        let mut radii = (scale * size.0 * r.range(150.0, 178.0), scale * size.1 * r.range(205.0, 245.0));
        let mut centre = (0.5 * w + 0.6 * d.shift.0 * r.normal(), 0.5 * h + 5.0 + 0.6 * d.shift.1 * r.normal());
        if r.chance(d.partial) {
            let u = r.unit();
            if u < 0.6 {
                radii.0 *= r.range(0.55, 0.8);
                centre.0 += r.sign() * r.range(30.0, 70.0) * size.0;
            } else {
                radii.1 *= r.range(0.5, 0.75);
                centre.1 += if u < 0.85 { -1.0 } else { 1.0 } * r.range(40.0, 85.0) * size.1;
            }
        }
        Contact { centre, radii, outline }
    }

    /// Squared distance from the centre in radii: below 1 inside, above outside.
    pub fn distance(&self, x: f32, y: f32) -> f32 {
        let dx = (x - self.centre.0) / self.radii.0;
        dx * dx + self.down(y) + WAVE * self.outline.at(x, y)
    }

    pub fn rows(&self, width: usize) -> Rows<'_> {
        Rows { contact: self, columns: self.outline.columns(width, 1.0), blend: vec![] }
    }

    fn down(&self, y: f32) -> f32 {
        let radius = if y < self.centre.1 { self.radii.1 } else { self.radii.1 * LONGER_BELOW };
        let d = (y - self.centre.1) / radius;
        d * d
    }
}

impl Rows<'_> {
    /// [`Contact::distance`] at every pixel of a row.
    pub fn distance(&mut self, row: usize, out: &mut [f32]) {
        let contact = self.contact;
        let y = row as f32;
        contact.outline.row(&self.columns, y, &mut self.blend, out);
        let down = contact.down(y);
        let scale = 1.0 / contact.radii.0;
        for (x, out) in out.iter_mut().enumerate() {
            let dx = (x as f32 - contact.centre.0) * scale;
            *out = dx * dx + down + WAVE * *out;
        }
    }
}
