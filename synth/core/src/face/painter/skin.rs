//! Skin with lips, lids, lashes, nostrils, brows and beard.

use super::super::atlas::{Texel, unrolled};
use super::super::march::Hit;
use super::super::pigment;
use super::super::vector::{
    Rgb, Vec3, bell, dot, lerp, mix, noise2, one_if, plus, power, scaled, smooth, sq, unit,
};
use super::Painter;

/// What skin is at one place, gathered feature by feature and then lit.
pub(super) struct Surface {
    pub melanin: f32,
    pub blood: f32,
    pub normal: Vec3,
    /// Strength of the highlight.
    pub oil: f32,
    /// Painted shade, 1 none.
    pub dark: f32,
    /// 1 on the lips.
    pub lip: f32,
}

impl Painter<'_> {
    pub(super) fn skin(&self, hit: &Hit, view: Vec3) -> Rgb {
        let [x, y, z] = hit.rest;
        let a = x.abs();
        let neck = smooth(-11.5, -14.0, y);
        let keep = smooth(-7.0, -4.0, z) * (1.0 - neck);
        let u = unrolled(hit.rest);
        let texel = self.atlas.at(u, y);
        let mut s = self.bare(hit, &texel, neck, keep);
        self.add_lips(&mut s, x, y, z);
        let mut colour = pigment::skin(s.melanin, s.blood);
        let growth = texel.beard * (1.0 - 0.7 * neck) * smooth(-8.5, -5.5, z);
        let stubble = growth * self.scene.capture.look.stubble;
        if stubble > 0.01 {
            // Shaved hair shows bluish grey.
            let shaved = mix(scaled(colour, 0.62), [0.16, 0.15, 0.16], 0.25);
            colour = mix(colour, shaved, 0.55 * stubble * (1.0 - 0.4 * self.grey));
        }
        self.add_lids(&mut s, &mut colour, a, y, z);
        self.add_nostrils(&mut s, a, y, z);
        let brow = texel.hair * keep;
        let cover = brow
            .max(self.beard_cover(growth, stubble, u, y) * (1.0 - s.lip))
            .min(0.95);
        if cover > 0.0 {
            let hair = if brow > 0.6 * cover {
                self.brow_colour
            } else {
                self.beard_colour
            };
            colour = mix(colour, hair, cover);
            s.oil *= 1.0 - cover;
        }
        self.lit(&s, colour, hit, view)
    }

    /// Skin before lips, lids and hair.
    fn bare(&self, hit: &Hit, texel: &Texel, neck: f32, keep: f32) -> Surface {
        let p = self.scene.person;
        let [x, y, z] = hit.rest;
        let a = x.abs();
        let spot = |cx: f32, cy: f32, rx: f32, ry: f32| bell(sq((a - cx) / rx) + sq((y - cy) / ry));
        let face = 1.0 - neck;
        let mut blood = p.skin.blood + texel.blood * face - 0.06 * spot(0.0, 4.0, 4.0, 2.4);
        if a > 6.4 && z < -5.5 && y > -6.0 {
            // Ears are thin.
            blood += 0.13 * smooth(6.4, 7.4, a) * smooth(-5.5, -7.0, z);
        }
        let oil = 0.55
            + 0.15 * spot(0.0, -2.6, 1.1, 2.8)
            + 0.35 * spot(0.0, 4.0, 3.6, 2.0)
            + 0.25 * spot(3.9, -1.9, 1.5, 1.1)
            + 0.2 * spot(0.0, p.skull.chin_y, 1.2, 0.9);
        let bump = self
            .scene
            .turned([-texel.slope_u * keep, -texel.slope_v * keep, 0.0]);
        Surface {
            melanin: p.skin.melanin + texel.melanin * face + 0.07 * neck,
            blood,
            normal: unit(plus(hit.normal, bump, 1.0)),
            oil,
            dark: 1.0,
            lip: 0.0,
        }
    }

    /// Hair of beard and moustache, and the dots of stubble.
    fn beard_cover(&self, growth: f32, stubble: f32, u: f32, y: f32) -> f32 {
        let p = self.scene.person;
        let (full, moustache) = (p.beard.full, p.beard.moustache);
        if growth <= 0.02 || full + moustache <= 0.0 && stubble <= 0.05 {
            return 0.0;
        }
        let seed = p.seed;
        let bend = 2.0 * noise2(u * 2.0, y * 2.0, 5);
        let hairs = 0.6 * noise2(u * 15.0 + bend, y * 5.5, seed + 50)
            + 0.4 * noise2(u * 9.0, y * 4.0, seed + 51);
        let dots = noise2(u * 17.0, y * 17.0, seed + 52);
        let upper = smooth(p.mouth.y, p.mouth.y + 0.3, y) * smooth(3.6, 2.6, u.abs());
        let level = full.max(moustache * upper);
        let grown = smooth(
            0.62 - 0.62 * level,
            1.02 - 0.40 * level,
            growth * (0.55 + 0.75 * hairs),
        ) * (0.35 + 0.6 * level).min(0.92)
            * one_if(level > 0.01);
        grown.max(growth * stubble * smooth(0.45, 0.75, dots) * 0.35)
    }

    fn add_nostrils(&self, s: &mut Surface, a: f32, y: f32, z: f32) {
        let n = &self.scene.person.nose;
        let wing_y = n.y + n.wing_y;
        let hole = sq((a - n.wing_x * 0.56) / 0.36) + sq((y - wing_y + 0.50) / 0.27);
        if z > 0.8 {
            s.dark *= 1.0 - 0.62 * bell(hole);
        }
        let groove = sq((a - n.wing_x - n.wing_radius * 0.75) / 0.2) + sq((y - wing_y) / 0.6);
        if z > 0.0 {
            s.dark *= 1.0 - 0.22 * bell(groove);
        }
    }

    fn lit(&self, s: &Surface, colour: Rgb, hit: &Hit, view: Vec3) -> Rgb {
        let (p, c) = (self.scene.person, self.scene.capture);
        let light = self.light(s.normal, hit);
        let thin = 1.0 - 0.5 * (p.skin.melanin / 1.5).min(1.0);
        let matte = self.matte(
            scaled(colour, s.dark),
            &light,
            hit,
            [0.34 * thin, 0.17 * thin, 0.12 * thin],
        );
        let broad = self.shine(s.normal, view, 14, 0.028);
        let sharp = self.shine(s.normal, view, 46, 0.030);
        let gloss = (0.45 * broad + 0.36 * sharp) * s.oil * hit.shade.light;
        let grazing = power(1.0 - dot(s.normal, view).max(0.0), 4);
        let edge = grazing * 0.14 * c.light.fill * sq(hit.shade.open);
        [0, 1, 2].map(|q| {
            matte[q] + (gloss * c.light.key_power[q] * 1.15 + edge * c.light.sky[q] * 0.5) * s.dark
        })
    }

    /// Lashes, crease and the red corner of the eye.
    fn add_lids(&self, s: &mut Surface, colour: &mut Rgb, a: f32, y: f32, z: f32) {
        let p = self.scene.person;
        let eyes = &p.eyes;
        let e = (a - eyes.x) / eyes.half_width;
        if e.abs() >= 1.35 || (y - eyes.y).abs() >= 1.5 || z <= -1.6 {
            return;
        }
        let (up, low, _) = self.scene.lids_at(a);
        let (over, under) = (y - up, low - y);
        let inside = smooth(1.16, 0.95, e.abs());
        let outer = smooth(-0.9, 0.9, e);
        // Lashes look darker on women by paint and length.
        let dark = (0.80 + 0.20 * outer) * (0.92 - 0.20 * p.male).clamp(0.6, 1.0);
        let line = bell(sq((over - 0.02) / (0.08 + 0.045 * outer))) * inside * dark;
        let fan = noise2((e + 0.25 * over * outer) * 19.0, 1.0, p.seed + 60);
        let lashes = smooth(0.30 * lerp(0.45, 1.0, outer), 0.0, over.max(0.0))
            * one_if(over > 0.0)
            * smooth(0.45, 0.75, fan)
            * inside
            * 0.40
            * dark;
        let lower = bell(sq((under - 0.03) / 0.07)) * inside * 0.30 * (0.5 + 0.5 * outer);
        let fold_at = (1.0 - e * e * 0.35) * eyes.crease_y;
        let fold =
            bell(sq((over - fold_at) / 0.075)) * smooth(1.25, 0.8, e.abs()) * eyes.crease.min(1.0);
        s.dark *= (1.0 - 0.88 * line) * (1.0 - lashes) * (1.0 - lower) * (1.0 - 0.42 * fold);
        s.oil *= 1.0 - 0.5 * line;
        if e < -0.85 {
            let corner = bell(sq((e + 1.0) / 0.12) + sq((y - eyes.y + 0.03) / 0.18));
            *colour = mix(
                *colour,
                [0.45, 0.18, 0.15],
                0.4 * corner * (1.0 - 0.5 * (p.skin.melanin / 1.5).min(1.0)),
            );
        }
    }
}
