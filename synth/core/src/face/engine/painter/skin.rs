//! Skin with lips, lids, nostrils, brows and beard.

use super::super::atlas::{Texels, unrolled};
use super::super::lanes::{Fx, Vx};
use super::super::march::Seen;
use super::super::noise::noise2;
use super::super::picture::{Rgbx, flat, mixed, rgb, scaled_by};
use super::super::pigment;
use super::super::scene::spot;
use super::Painter;

/// What skin is at places side by side, gathered feature by feature and then lit.
pub(super) struct Surface {
    pub melanin: Fx,
    pub blood: Fx,
    pub normal: Vx,
    /// Strength of the highlight.
    pub oil: Fx,
    /// Painted shade, 1 none.
    pub dark: Fx,
    /// 1 on the lips.
    pub lip: Fx,
}

impl Painter<'_> {
    #[inline(always)]
    pub(super) fn skin(&self, seen: &Seen, view: Vx) -> Rgbx {
        let Vx { y, z, .. } = seen.rest;
        let one = Fx::splat(1.0);
        let neck = y.smooth(-11.5, -14.0);
        let keep = z.smooth(-7.0, -4.0) * (one - neck);
        let u = unrolled(seen.rest);
        let texels = self.atlas.at(u, y);
        let mut s = self.bare(seen, &texels, neck, keep);
        self.add_lips(&mut s, seen.rest);
        let mut colour = pigment::skin(s.melanin, s.blood);
        let growth = texels.beard * (one - neck * 0.7) * z.smooth(-8.5, -5.5);
        let stubble = growth * self.scene.capture.look.stubble;
        let shown = stubble * stubble.above(0.01);
        if shown.any_above(0.0) {
            // Shaved hair shows bluish grey.
            let shaved = mixed(&scaled_by(&colour, Fx::splat(0.62)), &flat([0.16, 0.15, 0.16]), Fx::splat(0.25));
            colour = mixed(&colour, &shaved, shown * (0.55 * (1.0 - 0.4 * self.grey)));
        }
        self.add_lids(&mut s, &mut colour, seen.rest);
        self.add_nostrils(&mut s, seen.rest);
        let brow = texels.hair * keep;
        let beard = self.beard_cover(growth, stubble, u, y) * (one - s.lip);
        let cover = brow.max(beard).at_most(0.95);
        if cover.any_above(0.0) {
            let of_brow = (brow - cover * 0.6).above(0.0);
            let hair = mixed(&flat(self.beard_colour), &flat(self.brow_colour), of_brow);
            colour = mixed(&colour, &hair, cover);
            s.oil = s.oil * (one - cover);
        }
        self.lit(&s, &colour, seen, view)
    }

    /// Skin before lips, lids and hair.
    #[inline(always)]
    fn bare(&self, seen: &Seen, texels: &Texels, neck: Fx, keep: Fx) -> Surface {
        let p = self.scene.person;
        let Vx { y, z, .. } = seen.rest;
        let m = seen.rest.mirrored();
        let face = Fx::splat(1.0) - neck;
        // Ears are thin.
        let ear = m.x.smooth(6.4, 7.4) * z.smooth(-5.5, -7.0) * y.above(-6.0);
        let oil = spot(m, (0.0, -2.6), (1.1, 2.8)) * 0.15
            + spot(m, (0.0, 4.0), (3.6, 2.0)) * 0.35
            + spot(m, (3.9, -1.9), (1.5, 1.1)) * 0.25
            + spot(m, (0.0, p.skull.chin_y), (1.2, 0.9)) * 0.2
            + 0.55;
        let bump = Vx { x: -texels.slope_u * keep, y: -texels.slope_v * keep, z: Fx::splat(0.0) };
        Surface {
            melanin: texels.melanin * face + neck * 0.07 + p.skin.melanin,
            blood: texels.blood * face - spot(m, (0.0, 4.0), (4.0, 2.4)) * 0.06 + ear * 0.13 + p.skin.blood,
            normal: seen.normal.plus(bump.rotated(&self.scene.to_world), Fx::splat(1.0)).unit(),
            oil,
            dark: Fx::splat(1.0),
            lip: Fx::splat(0.0),
        }
    }

    /// Hair of beard and moustache, and the dots of stubble.
    #[inline(always)]
    fn beard_cover(&self, growth: Fx, stubble: Fx, u: Fx, y: Fx) -> Fx {
        let p = self.scene.person;
        let (full, moustache) = (p.beard.full, p.beard.moustache);
        let grows = growth.above(0.02) * stubble.above(if full + moustache > 0.0 { -1.0 } else { 0.05 });
        if !grows.any_above(0.0) {
            return Fx::splat(0.0);
        }
        let seed = p.seed;
        let bend = noise2(u * 2.0, y * 2.0, 5) * 2.0;
        let hairs = noise2(u * 15.0 + bend, y * 5.5, seed + 50) * 0.6 + noise2(u * 9.0, y * 4.0, seed + 51) * 0.4;
        let dots = noise2(u * 17.0, y * 17.0, seed + 52);
        let upper = y.smooth(p.mouth.y, p.mouth.y + 0.3) * u.abs().smooth(3.6, 2.6);
        let level = (upper * moustache).at_least(full);
        let (thin, thick) = (level * -0.62 + 0.62, level * -0.40 + 1.02);
        let grown = (growth * (hairs * 0.75 + 0.55)).smooth_between(thin, thick)
            * (level * 0.6 + 0.35).at_most(0.92)
            * level.above(0.01);
        grown.max(growth * stubble * dots.smooth(0.45, 0.75) * 0.35) * growth.smooth(0.0, 0.04) * grows
    }

    #[inline(always)]
    fn add_nostrils(&self, s: &mut Surface, rest: Vx) {
        let n = &self.scene.person.nose;
        let a = rest.x.abs();
        let below = rest.y - (n.y + n.wing_y);
        let hole = ((a - n.wing_x * 0.56) * (1.0 / 0.36)).sq() + ((below + 0.50) * (1.0 / 0.27)).sq();
        let groove = ((a - n.wing_x - n.wing_radius * 0.75) * 5.0).sq() + (below * (1.0 / 0.6)).sq();
        let one = Fx::splat(1.0);
        s.dark = s.dark * (one - hole.bell() * rest.z.above(0.8) * 0.62) * (one - groove.bell() * rest.z.above(0.0) * 0.22);
    }

    #[inline(always)]
    fn lit(&self, s: &Surface, colour: &Rgbx, seen: &Seen, view: Vx) -> Rgbx {
        let (p, c) = (self.scene.person, self.scene.capture);
        let light = self.light(s.normal, seen);
        let thin = 1.0 - 0.5 * (p.skin.melanin / 1.5).min(1.0);
        let matte = self.matte(&scaled_by(colour, s.dark), &light, seen, [0.34 * thin, 0.17 * thin, 0.12 * thin]);
        let glance = self.glance(s.normal, view);
        let gloss = (glance.shine(14, 0.028) * 0.45 + glance.shine(46, 0.030) * 0.36) * s.oil * seen.light * s.dark;
        let grazing = (Fx::splat(1.0) - s.normal.dot(view).at_least(0.0)).power(4);
        let edge = grazing * seen.open.sq() * s.dark * (0.14 * c.light.fill);
        rgb!(Q => matte[Q] + gloss * (c.light.key_power[Q] * 1.15) + edge * (c.light.sky[Q] * 0.5))
    }
}
