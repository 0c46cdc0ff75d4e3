//! Lips, and teeth behind them.

use super::super::lanes::{Fx, Vx};
use super::super::march::Seen;
use super::super::noise::noise2;
use super::super::picture::{Rgbx, flat, mixed, rgb, scaled_by};
use super::Painter;
use super::skin::Surface;

impl Painter<'_> {
    #[inline(always)]
    pub(super) fn add_lips(&self, s: &mut Surface, rest: Vx) {
        let p = self.scene.person;
        let mouth = &p.mouth;
        let a = rest.x.abs();
        let m = a * (1.0 / mouth.half_width);
        let over = rest.y - self.scene.mouth_line(a);
        let near = m.smooth(1.15, 1.14) * over.abs().smooth(2.2, 2.1) * rest.z.above(0.0);
        if !near.any_above(0.0) {
            return;
        }
        let open = (Fx::splat(1.0) - m * m).at_least(0.0);
        let share = open * 0.5 + open.sqrt() * 0.5;
        let bow = (m * 7.0).sq().bell() * -mouth.cupid + ((m - 0.24) * 6.0).sq().bell() * 0.10 + 1.0;
        let (top, bottom) = (share * bow * (mouth.lip_up * 1.02), share * (mouth.lip_low * -1.04));
        let lip = (over - top).smooth(0.07, -0.10) * (over - bottom).smooth(-0.12, 0.16) * m.smooth(1.0, 0.90) * near;
        let within = m.smooth(1.08, 0.90) * near;
        let seam = (over * (1.0 / 0.075)).sq().bell() * within;
        let corner = (((a - mouth.half_width) * (1.0 / 0.24)).sq() + (over * (1.0 / 0.16)).sq()).bell();
        s.dark = s.dark
            * (Fx::splat(1.0)
                - seam * 0.60
                - (over * 5.0).sq().bell() * within * 0.20
                - corner * near * 0.22
                - ((over - bottom + 0.32) * (1.0 / 0.3)).sq().bell() * share * near * 0.10);
        let crease = noise2(rest.x * 7.0 + over * 0.8, over * 0.8, p.seed + 40) - 0.5;
        let upper = over.smooth(-0.05, 0.1);
        let dark = p.skin.melanin;
        s.blood = s.blood + lip * (upper * 0.12 + crease * 0.12 + (0.20 + 0.36 * p.skin.lip_red));
        s.melanin = s.melanin + lip * (upper * (0.10 + 0.18 * dark) + (0.05 - 0.08 * dark));
        let across = Vx::splat(self.scene.turned([0.22, 0.0, 0.0]));
        let creased = s.normal.plus(across, crease * lip).unit();
        let kept = s.normal;
        s.normal = Vx {
            x: (-near).below(0.0, creased.x, kept.x),
            y: (-near).below(0.0, creased.y, kept.y),
            z: (-near).below(0.0, creased.z, kept.z),
        };
        s.oil = s.oil + lip * 0.9;
        s.lip = lip;
    }

    /// Teeth above a dark mouth with a hint of tongue.
    #[inline(always)]
    pub(super) fn teeth(&self, seen: &Seen, view: Vx) -> Rgbx {
        let a = seen.rest.x.abs();
        let depth = self.scene.mouth_line(a) - seen.head.y;
        let tooth = (depth + (a - 0.8).at_least(0.0) * 0.25).smooth(0.60, 0.50) * a.smooth(2.3, 1.7);
        let between = ((a * (1.0 / 0.78)).fraction() - 0.5).abs() * 2.0 - 1.0;
        let gap = Fx::splat(1.0) - (between.sq() * 160.0).bell() * 0.22;
        let shade = depth.smooth(-0.25, 0.25) * (Fx::splat(1.0) - a.smooth(0.8, 2.2) * 0.5);
        let enamel = scaled_by(&flat([0.62, 0.56, 0.46]), (shade * 0.75 + 0.25) * gap);
        let dark = mixed(&flat([0.035, 0.012, 0.010]), &flat([0.16, 0.05, 0.045]), depth.smooth(0.6, 1.3));
        // Enamel passes light on to where the lips keep it out.
        let seen = &seen.lifted(tooth * 0.6);
        let light = self.light(seen.normal, seen);
        let matte = self.matte(&mixed(&dark, &enamel, tooth), &light, seen, [0.2; 3]);
        let gloss = self.glance(seen.normal, view).shine(60, 0.04);
        rgb!(Q => matte[Q] * 0.8 + tooth * gloss * 0.5)
    }
}
