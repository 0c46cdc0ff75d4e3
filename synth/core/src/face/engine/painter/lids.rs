//! Lashes, crease and the red corner of the eye.

use super::super::lanes::{Fx, Vx};
use super::super::noise::noise2;
use super::super::picture::{Rgbx, flat, mixed};
use super::Painter;
use super::skin::Surface;

impl Painter<'_> {
    #[inline(always)]
    pub(super) fn add_lids(&self, s: &mut Surface, colour: &mut Rgbx, rest: Vx) {
        let p = self.scene.person;
        let eyes = &p.eyes;
        let (a, y) = (rest.x.abs(), rest.y);
        let e = (a - eyes.x) * (1.0 / eyes.half_width);
        let near = e.abs().smooth(1.35, 1.34) * (y - eyes.y).abs().smooth(1.5, 1.45) * rest.z.above(-1.6);
        if !near.any_above(0.0) {
            return;
        }
        let one = Fx::splat(1.0);
        let (up, low, _) = self.scene.lids(a);
        let (over, under) = (y - up, low - y);
        let inside = e.abs().smooth(1.16, 0.95) * near;
        let outer = e.smooth(-0.9, 0.9);
        // Lashes look darker on women by paint and length.
        let dark = (outer * 0.20 + 0.80) * (0.92 - 0.20 * p.male).clamp(0.6, 1.0);
        let line = ((over - 0.02) / (outer * 0.045 + 0.08)).sq().bell() * inside * dark;
        let fan = noise2((e + over * outer * 0.25) * 19.0, one, p.seed + 60).smooth(0.45, 0.75);
        let length = outer * 0.165 + 0.135;
        let lashes = over.at_least(0.0).smooth_between(length, Fx::splat(0.0)) * over.above(0.0) * fan * inside * dark * 0.40;
        let lower = ((under - 0.03) * (1.0 / 0.07)).sq().bell() * inside * (outer * 0.15 + 0.15);
        let fold_at = (e * e * -0.35 + 1.0) * eyes.crease_y;
        let fold = ((over - fold_at) * (1.0 / 0.075)).sq().bell() * e.abs().smooth(1.25, 0.8) * near * eyes.crease.min(1.0);
        s.dark = s.dark * (one - line * 0.88) * (one - lashes) * (one - lower) * (one - fold * 0.42);
        s.oil = s.oil * (one - line * 0.5);
        let corner = (((e + 1.0) * (1.0 / 0.12)).sq() + ((y - eyes.y + 0.03) * (1.0 / 0.18)).sq()).bell() * near;
        let pale = 0.4 * (1.0 - 0.5 * (p.skin.melanin / 1.5).min(1.0));
        *colour = mixed(colour, &flat([0.45, 0.18, 0.15]), corner * e.below(-0.85, one, Fx::splat(0.0)) * pale);
    }
}
