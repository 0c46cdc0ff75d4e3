//! Clothes: soft folds, a weave, stripes now and then.

use super::super::lanes::{F8, V8};
use super::super::march::Seen;
use super::super::noise::noise2;
use super::super::picture::{Rgb8, flat, mix8, rgb, scaled8};
use super::Painter;

impl Painter<'_> {
    #[inline(always)]
    pub(super) fn cloth(&self, seen: &Seen, view: V8) -> Rgb8 {
        let c = self.scene.capture;
        let V8 { x, y, z } = V8::splat(c.camera.origin()).plus(view, -seen.t);
        let slope = V8 {
            x: self.fold(x + 0.4, y) - self.fold(x - 0.1, y),
            y: self.fold(x, y + 0.4) - self.fold(x, y - 0.1),
            z: F8::splat(0.0),
        };
        let n = seen.normal.plus(slope, F8::splat(-2.4)).unit();
        let threads = noise2(x * 17.0, (y + z) * 3.0, c.seed + 1) - 0.5;
        let weave = noise2(x * 9.0, y * 9.0, c.seed) * 0.14 + threads * 0.10 + 0.86;
        let mut base = flat(c.look.cloth_colour);
        if let Some(stripe) = c.look.stripes {
            let v = ((y + 40.0) * 0.42).fraction();
            base = mix8(&base, &flat([stripe; 3]), v.smooth(0.35, 0.45) * v.smooth(0.95, 0.85) * 0.55);
        }
        let light = self.light(n, seen);
        let matte = self.matte(&scaled8(&base, weave), &light, seen, [0.12; 3]);
        let sheen = (F8::splat(1.0) - n.dot(view).at_least(0.0)).power(3) * 0.05 * light.sky;
        rgb!(Q => matte[Q] + sheen * (base[Q] + 0.2))
    }

    /// Height of the folds: broad ones, and narrow ones that run down from the neck and the shoulders.
    #[inline(always)]
    fn fold(&self, x: F8, y: F8) -> F8 {
        let seed = self.scene.capture.seed;
        let down = (y + 15.0) * -1.0;
        let hanging = noise2(x * 0.55 / (down * 0.06 + 1.0), down * 0.07, seed + 2);
        let drawn = noise2(x.abs() * 0.3 + down * 0.5, (x - down) * 0.08, seed + 3);
        noise2(x * 0.35 + y * 0.12, y * 0.28, seed) * 0.7 + hanging.sq() * 0.9 + drawn.sq() * 0.7
    }
}
