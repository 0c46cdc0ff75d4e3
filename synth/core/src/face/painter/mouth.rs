//! Lips on the skin, and teeth behind them.

use super::super::march::Hit;
use super::super::vector::{
    Rgb, Vec3, bell, fraction, mix, noise2, plus, scaled, smooth, sq, unit,
};
use super::Painter;
use super::skin::Surface;

impl Painter<'_> {
    pub(super) fn add_lips(&self, s: &mut Surface, x: f32, y: f32, z: f32) {
        let p = self.scene.person;
        let mouth = &p.mouth;
        let a = x.abs();
        let m = a / mouth.half_width;
        let over = y - self.scene.mouth_line_at(a);
        if m >= 1.15 || over.abs() >= 2.2 || z <= 0.0 {
            return;
        }
        let open = (1.0 - m * m).max(0.0);
        let share = 0.5 * open + 0.5 * open.sqrt();
        let bow = 1.0 - mouth.cupid * bell(sq(m * 7.0)) + 0.10 * bell(sq((m - 0.24) * 6.0));
        let (top, bottom) = (
            share * bow * mouth.lip_up * 1.02,
            -share * mouth.lip_low * 1.04,
        );
        s.lip = smooth(top + 0.07, top - 0.10, over)
            * smooth(bottom - 0.12, bottom + 0.16, over)
            * smooth(1.0, 0.90, m);
        let within = smooth(1.08, 0.90, m);
        let seam = bell(sq(over / 0.075)) * within;
        let corner = bell(sq((a - mouth.half_width) / 0.24) + sq(over / 0.16));
        s.dark *= 1.0
            - 0.60 * seam
            - 0.20 * bell(sq(over / 0.2)) * within
            - 0.22 * corner
            - 0.10 * bell(sq((over - bottom + 0.32) / 0.3)) * share;
        if s.lip > 0.0 {
            let crease = noise2(x * 7.0 + 0.8 * over, over * 0.8, p.seed + 40) - 0.5;
            let upper = smooth(-0.05, 0.1, over);
            let dark = p.skin.melanin;
            s.blood += s.lip * (0.20 + 0.36 * p.skin.lip_red + 0.12 * upper + 0.12 * crease);
            s.melanin += s.lip * (0.05 + 0.10 * upper + (0.18 * upper - 0.08) * dark);
            s.normal = unit(plus(
                s.normal,
                self.scene.turned([crease * 0.22 * s.lip, 0.0, 0.0]),
                1.0,
            ));
            s.oil += s.lip * 0.9;
        }
    }

    /// Teeth above a dark mouth with a hint of tongue.
    pub(super) fn teeth(&self, hit: &Hit, view: Vec3) -> Rgb {
        let a = hit.rest[0].abs();
        let depth = self.scene.mouth_line_at(a) - hit.head[1];
        let tooth = smooth(0.60, 0.50, depth + 0.25 * (a - 0.8).max(0.0)) * smooth(2.3, 1.7, a);
        let gap = 1.0 - 0.22 * bell(sq((fraction(a / 0.78) - 0.5).abs() * 2.0 - 1.0) * 160.0);
        let shade = smooth(-0.25, 0.25, depth) * (1.0 - 0.5 * smooth(0.8, 2.2, a));
        let enamel = scaled([0.62, 0.56, 0.46], (0.25 + 0.75 * shade) * gap);
        let dark = mix(
            [0.035, 0.012, 0.010],
            [0.16, 0.05, 0.045],
            smooth(0.6, 1.3, depth),
        );
        // Enamel passes light on to where the lips keep it out.
        let hit = &hit.lifted(0.6 * tooth);
        let light = self.light(hit.normal, hit);
        let matte = self.matte(mix(dark, enamel, tooth), &light, hit, [0.2; 3]);
        let gloss = tooth * 0.5 * self.shine(hit.normal, view, 60, 0.04);
        matte.map(|v| v * 0.8 + gloss)
    }
}
