//! A wall, evenly lit for portraits, with out-of-focus blotches elsewhere.

use super::super::vector::{Rgb, mix, noise2, scaled, smooth};
use super::Painter;

impl Painter<'_> {
    pub(super) fn background(&self, x: f32, y: f32) -> Rgb {
        let c = self.scene.capture;
        let (u, v) = (
            x / c.camera.width as f32 - 0.5,
            y / c.camera.height as f32 - 0.5,
        );
        let fall_off = 1.0 - 0.16 * v + 0.18 * u * c.light.key[0].signum() - 0.22 * (u * u + v * v);
        let wall = scaled(
            c.wall.colour,
            fall_off * (0.35 + 0.37 * c.light.key_power[1]),
        );
        if c.wall.busy <= 0.05 {
            return wall;
        }
        let dark = smooth(
            0.1,
            0.9,
            noise2(u * 1.6 + 7.3, v * 1.1 + 0.4 * u, c.seed + 1),
        );
        let pale = smooth(0.2, 1.0, noise2(u * 2.5 - v, v * 2.2 + 3.4, c.seed + 2));
        let wall = mix(
            wall,
            [wall[0] * 0.5, wall[1] * 0.55, wall[2] * 0.6],
            c.wall.busy * dark,
        );
        mix(wall, [0.55, 0.5, 0.42], c.wall.busy * 0.5 * pale)
    }
}
