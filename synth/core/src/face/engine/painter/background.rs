//! A wall, evenly lit for portraits, with out-of-focus blotches elsewhere.

use super::super::lanes::Fx;
use super::super::noise::noise2;
use super::super::picture::{Rgbx, flat, mixed, rgb};
use super::Painter;

impl Painter<'_> {
    #[inline(always)]
    pub(super) fn background(&self, x: Fx, y: f32) -> Rgbx {
        let c = self.scene.capture;
        let u = x * (1.0 / c.camera.width as f32) - 0.5;
        let v = Fx::splat(y / c.camera.height as f32 - 0.5);
        let fall_off = u * (0.18 * c.light.key[0].signum()) - v * 0.16 - (u * u + v * v) * 0.22 + 1.0;
        let bright = fall_off * (0.35 + 0.37 * c.light.key_power[1]);
        let wall = rgb!(Q => bright * c.wall.colour[Q]);
        if c.wall.busy <= 0.05 {
            return wall;
        }
        let dark = noise2(u * 1.6 + 7.3, v * 1.1 + u * 0.4, c.seed + 1).smooth(0.1, 0.9);
        let pale = noise2(u * 2.5 - v, v * 2.2 + 3.4, c.seed + 2).smooth(0.2, 1.0);
        let dim = [wall[0] * 0.5, wall[1] * 0.55, wall[2] * 0.6];
        let wall = mixed(&wall, &dim, dark * c.wall.busy);
        mixed(&wall, &flat([0.55, 0.5, 0.42]), pale * (c.wall.busy * 0.5))
    }
}
