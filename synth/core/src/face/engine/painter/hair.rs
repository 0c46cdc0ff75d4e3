//! Hair as bundles of strands (two highlights, after Kajiya and Kay, SIGGRAPH 1989), and the headscarf.

use super::super::identity::Style;
use super::super::lanes::{Fx, Vx};
use super::super::march::Seen;
use super::super::noise::{fractal2, noise2, noise3, pseudo_angle};
use super::super::picture::{Rgbx, flat, mixed, rgb, scaled_by};
use super::super::scene::hair::Strand;
use super::super::vector::Rgb;
use super::Painter;

/// Hair without pigment, as it looks among others.
const GREY: Rgb = [0.27, 0.265, 0.26];

impl Painter<'_> {
    /// Colour of hair, and the strand's value there (0..1) by which edges are broken.
    #[inline(always)]
    pub(super) fn hair(&self, seen: &Seen, view: Vx) -> (Rgbx, Fx) {
        let c = self.scene.capture;
        let strand = self.scene.strand(seen.head);
        let curly = c.look.style == Style::Curly;
        let (fine, lock) = if curly { self.curls(seen.head) } else { self.bundles(&strand) };
        let one = Fx::splat(1.0);
        let n = seen.normal;
        let t = strand.direction.rotated(&self.scene.to_world);
        let shift = (lock - 0.5) * 0.5 + (fine - 0.5) * 0.35 - 0.05;
        let t = t.plus(n, shift - t.dot(n)).unit();
        let key = Vx::splat(c.light.key);
        let half = view.plus(key, one).unit();
        let facing = ((n.dot(key) + 0.35) * (1.0 / 1.35)).at_least(0.0);
        let matte = (one - t.dot(key).sq()).at_least(0.0).sqrt() * facing;
        let sine = (one - t.dot(half).sq()).at_least(0.0);
        let gloss = if curly { 0.35 } else { 1.0 };
        let first = sine.power(if curly { 8 } else { 22 }) * (0.055 * gloss);
        let second = sine.power(9) * (0.50 * gloss);
        let tips = one - seen.head.y.smooth(-9.0, -19.0) * 0.5;
        let tone = (fine * 0.85 + 0.30) * (lock * 0.95 + 0.45) * tips;
        let base = self.greyed(&strand, fine);
        let light = self.light(n, seen);
        let arrives = seen.light * (seen.open * 0.6 + 0.4);
        let (gleam, depth) = (first * (fine * 1.2 + 0.4), second * (lock * 0.9 + 0.55));
        let glint = arrives * facing * tips.sq() * 0.7;
        let dust = light.sky * (fine + 0.5) * 0.012;
        let colour = rgb!(Q => {
            let (power, sky) = (c.light.key_power[Q], c.light.sky[Q]);
            let body = base[Q] * tone * (arrives * matte * (0.75 * power) + light.sky * (0.85 * sky) + light.rim * 1.2);
            body + glint * power * (gleam + base[Q] * depth) + dust * sky
        });
        (colour, fine * 0.6 + lock * 0.4)
    }

    /// Fine and coarse value of straight or wavy hair, 0..1.
    #[inline(always)]
    fn bundles(&self, strand: &Strand) -> (Fx, Fx) {
        let (hair, style) = (&self.scene.hair, self.scene.capture.look.style);
        let seed = self.scene.person.seed + self.scene.capture.look.hair_seed;
        let (across, along) = (strand.across, strand.along);
        let wave = if style == Style::Long { 0.4 } else { 1.0 } * hair.wave;
        let bent = across + (noise2(along * 0.45, across * 0.5, seed) - 0.5) * (0.35 + 1.5 * wave);
        let short = hair.scale > 0.95 && style != Style::Tied;
        let (rate, lock_rate) = if short { (2.2, 0.9) } else { (0.5, 0.3) };
        let fine = noise2(bent * 13.0, along * rate, seed + 1) * 0.5 + noise2(bent * 27.0, along * (rate * 1.7), seed + 4) * 0.5;
        let lock = noise2(bent * 3.6, along * lock_rate, seed + 2);
        (fine, if style == Style::Long { lock * 0.70 + 0.15 } else { lock })
    }

    /// Fine and coarse value of curls, 0..1.
    #[inline(always)]
    fn curls(&self, head: Vx) -> (Fx, Fx) {
        let seed = self.scene.person.seed + self.scene.capture.look.hair_seed;
        let q = head.scaled(Fx::splat(2.2));
        let w = noise3(q, seed) * 3.0;
        let fine = noise3(Vx { x: q.x * 2.4 + w, y: q.y * 2.4 - w, z: q.z * 2.4 }, seed + 1);
        let lock = noise3(Vx { x: q.x * 0.7 + w * 0.5, y: q.y * 0.7, z: q.z * 0.7 - w * 0.4 }, seed + 2);
        (fine, lock)
    }

    /// Grey comes hair by hair.
    #[inline(always)]
    fn greyed(&self, strand: &Strand, fine: Fx) -> Rgbx {
        let colour = flat(self.hair_colour);
        if self.grey <= 0.02 {
            return colour;
        }
        let value = fine * 0.6 + noise2(strand.across * 19.0, strand.along * 0.3, self.scene.person.seed + 8) * 0.4;
        let turned = value.smooth(0.65 - self.grey, 1.45 - self.grey) * self.grey;
        let pale = 0.45 * self.grey;
        mixed(&colour, &flat(GREY), turned * (0.9 - pale) + pale)
    }

    /// Share of the skin that hair hides at a height above the hairline; `strand` breaks the edge.
    #[inline(always)]
    pub(super) fn hair_cover(&self, of_hair: bool, seen: &Seen, line: Fx, strand: Fx) -> Fx {
        let style = self.scene.capture.look.style;
        let one = Fx::splat(1.0);
        let bare = Fx::splat(if of_hair { 1.0 } else { 0.0 });
        let ragged = match style {
            Style::Long => 1.5,
            Style::Tied => 1.0,
            Style::Side => 1.3,
            _ => 1.7,
        };
        // Well above the skin there is no line to break.
        let line = if of_hair { (seen.over - 0.9).below(0.0, line, Fx::splat(3.0)) } else { line };
        let mut cover = (line + (strand - 0.5) * ragged).smooth(-0.4, 1.0);
        let height = seen.head.y;
        match style {
            Style::Bald => {
                let shaved = self.scene.capture.look.stubble.max(0.25);
                cover = cover * (one - height.smooth(3.0, 7.0) * 0.75) * (0.42 * shaved) * strand.smooth(0.35, 0.7);
            }
            Style::Receding => {
                cover = cover * one.to(strand * 0.9 + 0.45, height.smooth(5.0, 9.0)).at_most(1.0);
            }
            _ => {}
        }
        if matches!(style, Style::Crop | Style::Receding) {
            cover = cover * (strand.smooth(0.4, 0.6) * 0.28 + 0.72).to(one, height.smooth(-1.0, 4.0));
        }
        if of_hair {
            let proud = if style == Style::Long { seen.over.smooth(0.02, 0.25) } else { seen.over.smooth(0.35, 0.9) };
            cover = cover.max(proud);
        }
        let under = (-line).below(1.0, cover, bare);
        if of_hair {
            return under;
        }
        // Neither ears nor the neck grow hair.
        let ear = (seen.head.x.abs() - 6.9).above(0.0) * height.below(2.6, one, Fx::splat(0.0));
        under * (one - ear) * height.above(-9.0)
    }

    /// A headscarf; its folds run round the face and down the neck.
    #[inline(always)]
    pub(super) fn scarf(&self, seen: &Seen, view: Vx) -> Rgbx {
        let c = self.scene.capture;
        let Vx { x, y, z } = seen.head;
        let up = y + 2.5;
        let ring = (x * x * 1.3 + up.sq() * 0.75).sqrt();
        let round = pseudo_angle(up, x) * 1.3 + z * 0.06;
        let here = fractal2(ring * 0.85, round, c.look.hair_seed);
        let beside = fractal2((ring + 0.3) * 0.85, round, c.look.hair_seed);
        let slope = (beside - here) * 3.2 / (ring + 1.0);
        let n = seen.normal.plus(Vx { x: slope * x, y: slope * up, z: Fx::splat(0.0) }, Fx::splat(-1.0)).unit();
        let weave = noise2(x * 12.0, y * 12.0, c.look.hair_seed) * 0.1 + 0.9;
        let light = self.light(n, seen);
        let colour = scaled_by(&flat(c.look.scarf_colour), weave * (here * 0.4 + 0.75));
        let matte = self.matte(&colour, &light, seen, [0.15; 3]);
        let sheen = (Fx::splat(1.0) - n.dot(view).at_least(0.0)).power(3) * 0.06 * light.sky;
        let gloss = self.glance(n, view).shine(10, 0.04) * seen.light * 0.15;
        rgb!(Q => matte[Q] + sheen + gloss * c.look.scarf_colour[Q])
    }
}
