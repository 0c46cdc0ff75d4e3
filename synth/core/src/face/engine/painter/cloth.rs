//! Clothes: soft folds, a weave, stripes now and then.

use super::super::lanes::{Fx, Vx};
use super::super::march::Seen;
use super::super::noise::{noise2, sloping2};
use super::super::picture::{Rgbx, flat, mixed, rgb, scaled_by};
use super::Painter;

impl Painter<'_> {
    #[inline(always)]
    pub(super) fn cloth(&self, seen: &Seen, view: Vx) -> Rgbx {
        let c = self.scene.capture;
        let Vx { x, y, z } = Vx::splat(c.camera.origin()).plus(view, -seen.t);
        let (across, up) = self.fold(x, y);
        let slope = Vx { x: across, y: up, z: Fx::splat(0.0) };
        let n = seen.normal.plus(slope, Fx::splat(-1.2)).unit();
        let threads = noise2(x * 17.0, (y + z) * 3.0, c.seed + 1) - 0.5;
        let weave = noise2(x * 9.0, y * 9.0, c.seed) * 0.14 + threads * 0.10 + 0.86;
        let mut base = flat(c.look.cloth_colour);
        if let Some(stripe) = c.look.stripes {
            let v = ((y + 40.0) * 0.42).fraction();
            base = mixed(&base, &flat([stripe; 3]), v.smooth(0.35, 0.45) * v.smooth(0.95, 0.85) * 0.55);
        }
        let light = self.light(n, seen);
        let matte = self.matte(&scaled_by(&base, weave), &light, seen, [0.12; 3]);
        let sheen = (Fx::splat(1.0) - n.dot(view).at_least(0.0)).power(3) * 0.05 * light.sky;
        rgb!(Q => matte[Q] + sheen * (base[Q] + 0.2))
    }

    /// How steeply folds rise to the right and up: broad ones, and narrow ones that run down from the neck and the shoulders.
    #[inline(always)]
    fn fold(&self, x: Fx, y: Fx) -> (Fx, Fx) {
        let seed = self.scene.capture.seed;
        let down = (y + 15.0) * -1.0;
        let spread = Fx::splat(1.0) / (down * 0.06 + 1.0);
        let u = x * spread * 0.55;
        let (hanging, hu, hv) = sloping2(u, down * 0.07, seed + 2);
        let (drawn, du, dv) = sloping2(x.abs() * 0.3 + down * 0.5, (x - down) * 0.08, seed + 3);
        let (_, bu, bv) = sloping2(x * 0.35 + y * 0.12, y * 0.28, seed);
        let (hang, draw) = (hanging * 1.8, drawn * 1.4);
        (
            bu * (0.7 * 0.35) + hang * hu * spread * 0.55 + draw * (du * x.sign() * 0.3 + dv * 0.08),
            (bu * 0.12 + bv * 0.28) * 0.7 + hang * (hu * u * spread * 0.06 - hv * 0.07) + draw * (dv * 0.08 - du * 0.5),
        )
    }
}
