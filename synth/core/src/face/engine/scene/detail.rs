//! Where a face has more detail than its curvature tells.

use super::super::march::Hit;
use super::{Kind, Scene};

impl Scene<'_> {
    /// Whether a place lies about an eye, the mouth or the tip of the nose.
    pub fn detailed(&self, hit: &Hit) -> bool {
        let (eyes, mouth, nose) = (&self.person.eyes, &self.person.mouth, &self.person.nose);
        let [x, y, z] = hit.rest;
        let a = x.abs();
        let eye = (a - eyes.x).abs() < 2.0 && (y - eyes.y).abs() < 1.4;
        let lips = a < mouth.half_width + 0.5 && (y - mouth.y).abs() < 1.3;
        let tip = a < 2.1 && y > nose.y - 1.4 && y < nose.y + 1.0;
        hit.kind == Kind::Inner || hit.kind == Kind::Skin && z > -2.0 && (eye || lips || tip)
    }
}
