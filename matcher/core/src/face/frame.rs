//! A picture laid on its eyes.

use super::locate::Eyes;
use crate::image::Grey;
use crate::math;
use crate::plane::Plane;
use crate::resample::resample;

/// An upright picture in which the eyes have their places.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// px
    pub width: usize,
    /// px
    pub height: usize,
    /// Middle between the eyes, px.
    pub between_eyes: (f32, f32),
    /// Distance of the eyes, px.
    pub apart: f32,
}

impl Frame {
    /// Area average down to the frame's resolution, then bilinear; the rim continues outside.
    pub fn lay(&self, picture: &Grey, eyes: &Eyes) -> Plane {
        let shrink = (eyes.apart / self.apart).max(1.0);
        let grey = resample(picture, shrink);
        let (s, c) = math::sin_cos(eyes.roll as f64);
        let scale = eyes.apart / shrink / self.apart;
        let (s, c) = (s as f32 * scale, c as f32 * scale);
        let origin = ((eyes.x + 0.5) / shrink - 0.5, (eyes.y + 0.5) / shrink - 0.5);
        let mut out = Plane::new(self.width, self.height);
        for y in 0..out.h {
            for x in 0..out.w {
                let (u, v) = (x as f32 - self.between_eyes.0, y as f32 - self.between_eyes.1);
                out.d[y * out.w + x] = between(&grey, origin.0 + c * u - s * v, origin.1 + s * u + c * v);
            }
        }
        out
    }
}

/// Bilinear grey; the rim continues outside.
fn between(grey: &Plane, x: f32, y: f32) -> f32 {
    let (x, y) = (x.clamp(0.0, (grey.w - 1) as f32), y.clamp(0.0, (grey.h - 1) as f32));
    let (i, j) = ((x as usize).min(grey.w - 2), (y as usize).min(grey.h - 2));
    let (a, b) = (x - i as f32, y - j as f32);
    let k = j * grey.w + i;
    (grey.d[k] * (1.0 - a) + grey.d[k + 1] * a) * (1.0 - b) + (grey.d[k + grey.w] * (1.0 - a) + grey.d[k + grey.w + 1] * a) * b
}
