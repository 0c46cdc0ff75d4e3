//! Eyeball: white with veins, iris with fibres and limbus, pupil, shadow of the lid, wet highlights.

use super::super::march::Hit;
use super::super::vector::{
    Rgb, Vec3, bell, dot, mix, noise2, one_if, plus, pseudo_angle, scaled, smooth, sq, unit,
};
use super::Painter;

impl Painter<'_> {
    pub(super) fn eye(&self, hit: &Hit, view: Vec3) -> Rgb {
        let (p, c) = (self.scene.person, self.scene.capture);
        let eyes = &p.eyes;
        let [x, y, _] = hit.rest;
        let side = x.signum();
        let (up, low, e) = self.scene.lids_at(x.abs());
        // The eyes stay on the camera while the head turns.
        let look = (
            c.pose.gaze.0 - c.pose.yaw * 0.95,
            c.pose.gaze.1 + c.pose.pitch * 0.8,
        );
        let from_pupil = (
            // The two lines of sight meet in the camera.
            x - side * (eyes.x - 0.05) - look.0.clamp(-0.6, 0.6),
            y - eyes.y - 0.06 - look.1.clamp(-0.3, 0.3),
        );
        let colour = self.ball_colour(from_pupil, side, e);
        // The globe is lit softly even where the socket is dark.
        let hit = &hit.lifted(0.5);
        let lid = smooth(-0.02, (0.5 * (up - low)).clamp(0.05, 0.36), up - y);
        let corner = smooth(1.02, 0.55, e.abs());
        let near_low = smooth(0.0, 0.10, y - low);
        let painted = (0.22 + 0.78 * lid) * (0.55 + 0.45 * corner) * (0.7 + 0.3 * near_low);
        let globe = unit(plus(hit.normal, [0.0, 0.0, 0.25], 1.0));
        let light = self.light(globe, hit);
        let matte = self.matte(
            scaled(colour, painted * 0.92),
            &light,
            hit,
            [0.25, 0.2, 0.2],
        );
        let wet = self.wet(from_pupil, view);
        let seen = lid.max(0.35) * (0.4 + 0.6 * hit.shade.light);
        let lash = bell(sq((up - y) / 0.11)) * 0.9 * smooth(1.05, 0.7, e.abs());
        [0, 1, 2].map(|q| (matte[q] + wet[q] * seen) * (1.0 - lash))
    }

    fn ball_colour(&self, (dx, dy): (f32, f32), side: f32, e: f32) -> Rgb {
        let p = self.scene.person;
        let (radius, seed) = (p.eyes.iris_radius, p.seed);
        let r = (dx * dx + dy * dy).sqrt();
        let veins = smooth(
            0.55,
            0.8,
            noise2(dx * 6.0 + 3.0 * side, dy * 14.0, seed + 70),
        );
        let red = 0.12 + 0.22 * veins + 0.35 * smooth(0.6, 1.0, e.abs());
        let white = mix([0.44, 0.405, 0.38], [0.38, 0.23, 0.19], red);
        let white = mix(
            white,
            [0.36, 0.30, 0.24],
            0.5 * smooth(0.3, 1.4, p.skin.melanin),
        );
        let iris = smooth(radius + 0.055, radius - 0.045, r);
        if iris <= 0.0 {
            return white;
        }
        let angle = pseudo_angle(dy, dx);
        let fibre = 0.6 * noise2(angle * 16.0, r * 3.0, seed + 71)
            + 0.4 * noise2(angle * 7.0, r * 5.0, seed + 72);
        let t = r / radius;
        let rings = 1.0 + 0.5 * bell(sq((t - 0.50) / 0.17)) - 0.62 * smooth(0.72, 1.0, t);
        // Light gathers opposite the lamp.
        let below = (1.0 - 0.55 * dy / radius * t).max(0.4);
        let colour = scaled(p.eyes.iris, (0.55 + 0.9 * fibre) * rings * below * 0.72);
        let pupil = radius * 0.40;
        let colour = mix(
            [0.006, 0.005, 0.005],
            colour,
            smooth(pupil - 0.03, pupil + 0.035, r),
        );
        mix(white, colour, iris)
    }

    /// Mirror image of the lamp as a soft square, and of a broad dim window.
    fn wet(&self, (dx, dy): (f32, f32), view: Vec3) -> Rgb {
        let c = self.scene.capture;
        let on_cornea = sq(dx) + sq(dy) < sq(self.scene.person.eyes.iris_radius * 1.25);
        let bulge = if on_cornea { 1.0 } else { 0.35 } / 0.82;
        let n = unit(self.scene.turned([dx * bulge, dy * bulge, 1.0]));
        let mirrored = plus(scaled(n, 2.0 * dot(n, view)), view, -1.0);
        let off = plus(mirrored, c.light.key, -1.0);
        let lamp = smooth(0.20, 0.13, off[0].abs())
            * smooth(0.24, 0.16, off[1].abs())
            * one_if(mirrored[2] > 0.0);
        let window = smooth(0.1, 0.9, mirrored[1]) * 0.03;
        [0, 1, 2].map(|q| {
            lamp * 0.47 * c.light.key_power[q] + window * c.light.sky[q] * c.light.fill * 2.0
        })
    }
}
