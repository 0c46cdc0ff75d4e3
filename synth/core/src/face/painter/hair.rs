//! Hair as bundles of strands (two highlights, after Kajiya and Kay, SIGGRAPH 1989), and the headscarf.

use super::super::identity::Style;
use super::super::march::Hit;
use super::super::scene::hair::Strand;
use super::super::vector::{
    Rgb, Vec3, dot, fractal2, lerp, mix, noise2, noise3, plus, power, pseudo_angle, scaled, smooth,
    sq, unit,
};
use super::Painter;

/// Hair without pigment, as it looks among others.
const GREY: Rgb = [0.27, 0.265, 0.26];

impl Painter<'_> {
    /// Colour of hair, and the strand's value there (0..1) by which edges are broken.
    pub(super) fn hair(&self, hit: &Hit, view: Vec3) -> (Rgb, f32) {
        let c = self.scene.capture;
        let strand = self.scene.strand(hit.head);
        let curly = c.look.style == Style::Curly;
        let (fine, lock) = if curly {
            self.curls(hit.head)
        } else {
            self.bundles(&strand)
        };
        let n = hit.normal;
        let t = self.scene.turned(strand.direction);
        let shift = (lock - 0.5) * 0.5 + (fine - 0.5) * 0.35 - 0.05;
        let t = unit(plus(t, n, shift - dot(t, n)));
        let half = unit(plus(c.light.key, view, 1.0));
        let facing = ((dot(n, c.light.key) + 0.35) / 1.35).max(0.0);
        let matte = (1.0 - sq(dot(t, c.light.key))).max(0.0).sqrt() * facing;
        let sine = (1.0 - sq(dot(t, half))).max(0.0);
        let gloss = if curly { 0.35 } else { 1.0 };
        let first = power(sine, if curly { 8 } else { 22 }) * 0.055 * gloss;
        let second = power(sine, 9) * 0.50 * gloss;
        let tips = 1.0 - 0.5 * smooth(-9.0, -19.0, hit.head[1]);
        let tone = (0.30 + 0.85 * fine) * (0.45 + 0.95 * lock) * tips;
        let base = self.greyed(&strand, fine);
        let light = self.light(n, hit);
        let colour = [0, 1, 2].map(|q| {
            let key = c.light.key_power[q] * hit.shade.light * (0.4 + 0.6 * hit.shade.open);
            let body = base[q]
                * tone
                * (0.75 * key * matte + 0.85 * light.sky * c.light.sky[q] + 1.2 * light.rim);
            let shine = first * (0.4 + 1.2 * fine) + base[q] * second * (0.55 + 0.9 * lock);
            body + key * facing * shine * 0.7 * sq(tips)
                + 0.012 * light.sky * c.light.sky[q] * (0.5 + fine)
        });
        (colour, 0.6 * fine + 0.4 * lock)
    }

    /// Fine and coarse value of straight or wavy hair, 0..1.
    fn bundles(&self, strand: &Strand) -> (f32, f32) {
        let (hair, style) = (&self.scene.hair, self.scene.capture.look.style);
        let seed = self.scene.person.seed + self.scene.capture.look.hair_seed;
        let (across, along) = (strand.across, strand.along);
        let wave = if style == Style::Long { 0.4 } else { 1.0 } * hair.wave;
        let bent = across + (noise2(along * 0.45, across * 0.5, seed) - 0.5) * (0.35 + 1.5 * wave);
        let short = hair.scale > 0.95 && style != Style::Tied;
        let (rate, lock_rate) = if short { (2.2, 0.9) } else { (0.5, 0.3) };
        let fine = 0.5 * noise2(bent * 13.0, along * rate, seed + 1)
            + 0.5 * noise2(bent * 27.0, along * rate * 1.7, seed + 4);
        let lock = noise2(bent * 3.6, along * lock_rate, seed + 2);
        (
            fine,
            if style == Style::Long {
                0.15 + 0.70 * lock
            } else {
                lock
            },
        )
    }

    /// Fine and coarse value of curls, 0..1.
    fn curls(&self, head: Vec3) -> (f32, f32) {
        let seed = self.scene.person.seed + self.scene.capture.look.hair_seed;
        let q = scaled(head, 2.2);
        let w = noise3(q, seed) * 3.0;
        let fine = noise3([q[0] * 2.4 + w, q[1] * 2.4 - w, q[2] * 2.4], seed + 1);
        let lock = noise3(
            [q[0] * 0.7 + 0.5 * w, q[1] * 0.7, q[2] * 0.7 - 0.4 * w],
            seed + 2,
        );
        (fine, lock)
    }

    /// Grey comes hair by hair.
    fn greyed(&self, strand: &Strand, fine: f32) -> Rgb {
        if self.grey <= 0.02 {
            return self.hair_colour;
        }
        let value = 0.6 * fine
            + 0.4
                * noise2(
                    strand.across * 19.0,
                    strand.along * 0.3,
                    self.scene.person.seed + 8,
                );
        let turned = smooth(0.65 - self.grey, 1.45 - self.grey, value);
        mix(
            self.hair_colour,
            GREY,
            lerp(0.45 * self.grey, 0.9, turned * self.grey),
        )
    }

    /// A headscarf; its folds run round the face and down the neck.
    pub(super) fn scarf(&self, hit: &Hit, view: Vec3) -> Rgb {
        let c = self.scene.capture;
        let [x, y, z] = hit.head;
        let ring = (x * x * 1.3 + sq(y + 2.5) * 0.75).sqrt();
        let round = pseudo_angle(y + 2.5, x) * 1.3 + 0.06 * z;
        let fold = |r: f32| fractal2(r * 0.85, round, c.look.hair_seed);
        let here = fold(ring);
        let slope = (fold(ring + 0.3) - here) * 3.2 / (ring + 1.0);
        let n = unit(plus(hit.normal, [slope * x, slope * (y + 2.5), 0.0], -1.0));
        let weave = 0.9 + 0.1 * noise2(x * 12.0, y * 12.0, c.look.hair_seed);
        let light = self.light(n, hit);
        let matte = self.matte(
            scaled(c.look.scarf_colour, weave * (0.75 + 0.4 * here)),
            &light,
            hit,
            [0.15; 3],
        );
        let sheen = power(1.0 - dot(n, view).max(0.0), 3) * 0.06 * light.sky;
        let gloss = 0.15 * self.shine(n, view, 10, 0.04) * hit.shade.light;
        [0, 1, 2].map(|q| matte[q] + sheen + gloss * c.look.scarf_colour[q])
    }
}
