//! Eyeball: white with veins, iris with fibres and limbus, pupil, shadow of the lid, wet highlights.

use super::super::lanes::{Fx, Vx};
use super::super::march::Seen;
use super::super::noise::{noise2, pseudo_angle};
use super::super::picture::{Rgbx, flat, mixed, rgb, scaled_by};
use super::super::vector::smooth;
use super::Painter;

impl Painter<'_> {
    #[inline(always)]
    pub(super) fn eye(&self, seen: &Seen, view: Vx) -> Rgbx {
        let (p, c) = (self.scene.person, self.scene.capture);
        let eyes = &p.eyes;
        let Vx { x, y, .. } = seen.rest;
        let side = x.sign();
        let (up, low, e) = self.scene.lids(x.abs());
        // The eyes stay on the camera while the head turns.
        let look = (c.pose.gaze.0 - c.pose.yaw * 0.95, c.pose.gaze.1 + c.pose.pitch * 0.8);
        let from_pupil = (
            // The two lines of sight meet in the camera.
            x - side * (eyes.x - 0.05) - look.0.clamp(-0.6, 0.6),
            y - eyes.y - 0.06 - look.1.clamp(-0.3, 0.3),
        );
        let colour = self.ball_colour(from_pupil, side, e);
        // The globe is lit softly even where the socket is dark.
        let seen = &seen.lifted(Fx::splat(0.5));
        let opening = ((up - low) * 0.5).at_least(0.05).at_most(0.36);
        let lid = (up - y).smooth_between(Fx::splat(-0.02), opening);
        let corner = e.abs().smooth(1.02, 0.55);
        let near_low = (y - low).smooth(0.0, 0.10);
        let painted = (lid * 0.78 + 0.22) * (corner * 0.45 + 0.55) * (near_low * 0.3 + 0.7);
        let globe = seen.normal.plus(Vx::splat([0.0, 0.0, 0.25]), Fx::splat(1.0)).unit();
        let light = self.light(globe, seen);
        let matte = self.matte(&scaled_by(&colour, painted * 0.92), &light, seen, [0.25, 0.2, 0.2]);
        let wet = self.wet(from_pupil, view);
        let glint = lid.at_least(0.35) * (seen.light * 0.6 + 0.4);
        let lash = ((up - y) * (1.0 / 0.11)).sq().bell() * 0.9 * e.abs().smooth(1.05, 0.7);
        rgb!(Q => (matte[Q] + wet[Q] * glint) * (Fx::splat(1.0) - lash))
    }

    #[inline(always)]
    fn ball_colour(&self, (dx, dy): (Fx, Fx), side: Fx, e: Fx) -> Rgbx {
        let p = self.scene.person;
        let (radius, seed) = (p.eyes.iris_radius, p.seed);
        let r = (dx * dx + dy * dy).sqrt();
        let veins = noise2(dx * 6.0 + side * 3.0, dy * 14.0, seed + 70).smooth(0.55, 0.8);
        let red = veins * 0.22 + e.abs().smooth(0.6, 1.0) * 0.35 + 0.12;
        let white = mixed(&flat([0.44, 0.405, 0.38]), &flat([0.38, 0.23, 0.19]), red);
        let white = mixed(&white, &flat([0.36, 0.30, 0.24]), Fx::splat(0.5 * smooth(0.3, 1.4, p.skin.melanin)));
        let iris = r.smooth(radius + 0.055, radius - 0.045);
        let angle = pseudo_angle(dy, dx);
        let fibre = noise2(angle * 16.0, r * 3.0, seed + 71) * 0.6 + noise2(angle * 7.0, r * 5.0, seed + 72) * 0.4;
        let t = r * (1.0 / radius);
        let rings = ((t - 0.50) * (1.0 / 0.17)).sq().bell() * 0.5 - t.smooth(0.72, 1.0) * 0.62 + 1.0;
        // Light gathers opposite the lamp.
        let below = (dy * t * (-0.55 / radius) + 1.0).at_least(0.4);
        let colour = scaled_by(&flat(p.eyes.iris), (fibre * 0.9 + 0.55) * rings * below * 0.72);
        let pupil = radius * 0.40;
        let colour = mixed(&flat([0.006, 0.005, 0.005]), &colour, r.smooth(pupil - 0.03, pupil + 0.035));
        mixed(&white, &colour, iris)
    }

    /// Mirror image of the lamp as a soft square, and of a broad dim window.
    #[inline(always)]
    fn wet(&self, (dx, dy): (Fx, Fx), view: Vx) -> Rgbx {
        let c = self.scene.capture;
        let cornea = self.scene.person.eyes.iris_radius * 1.25;
        let bulge = (dx.sq() + dy.sq()).below(cornea * cornea, Fx::splat(1.0 / 0.82), Fx::splat(0.35 / 0.82));
        let n = Vx { x: dx * bulge, y: dy * bulge, z: Fx::splat(1.0) }.rotated(&self.scene.to_world).unit();
        let mirrored = n.scaled(n.dot(view) * 2.0).plus(view, Fx::splat(-1.0));
        let off = mirrored.less(c.light.key);
        let lamp = off.x.abs().smooth(0.20, 0.13) * off.y.abs().smooth(0.24, 0.16) * mirrored.z.above(0.0);
        let window = mirrored.y.smooth(0.1, 0.9) * 0.03;
        rgb!(Q => lamp * (0.47 * c.light.key_power[Q]) + window * (c.light.sky[Q] * c.light.fill * 2.0))
    }
}
