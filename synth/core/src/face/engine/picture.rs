//! A picture in linear light, a plane a colour.

use super::lanes::Fx;
use super::vector::{Rgb, lerp};

/// Colours of a group of pixels.
pub type Rgbx = [Fx; 3];

/// Three expressions, one a colour, written out: a closure would not be compiled for the machine's wide registers.
macro_rules! rgb {
    ($q:ident => $e:expr) => {
        [
            { const $q: usize = 0; $e },
            { const $q: usize = 1; $e },
            { const $q: usize = 2; $e },
        ]
    };
}
pub(super) use rgb;

/// The same colour in every lane.
#[inline(always)]
pub fn flat(colour: Rgb) -> Rgbx {
    rgb!(Q => Fx::splat(colour[Q]))
}

/// From one colour at 0 to another at 1.
#[inline(always)]
pub fn mixed(a: &Rgbx, b: &Rgbx, t: Fx) -> Rgbx {
    [a[0].to(b[0], t), a[1].to(b[1], t), a[2].to(b[2], t)]
}

/// A colour times a factor.
#[inline(always)]
pub fn scaled_by(a: &Rgbx, k: Fx) -> Rgbx {
    rgb!(Q => a[Q] * k)
}

/// Row-major planes of red, green and blue.
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub planes: [Vec<f32>; 3],
}

impl Picture {
    pub fn new(width: usize, height: usize) -> Picture {
        Picture { width, height, planes: std::array::from_fn(|_| vec![0.0; width * height]) }
    }

    pub fn at(&self, i: usize) -> Rgb {
        [self.planes[0][i], self.planes[1][i], self.planes[2][i]]
    }

    /// Moves a pixel towards a colour.
    pub fn blend(&mut self, i: usize, colour: Rgb, share: f32) {
        for (plane, value) in self.planes.iter_mut().zip(colour) {
            plane[i] = lerp(plane[i], value, share);
        }
    }
}
