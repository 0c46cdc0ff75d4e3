//! Key light, sky and rim on places side by side of a surface.

use super::super::lanes::{Fx, Vx};
use super::super::march::Seen;
use super::super::picture::{Rgbx, rgb};
use super::super::vector::Rgb;
use super::Painter;

/// Light that arrives at a place, before shadow of the key.
pub struct Light {
    /// Cosine to the key light, negative behind.
    pub key: Fx,
    pub sky: Fx,
    pub rim: Fx,
}

impl Painter<'_> {
    #[inline(always)]
    pub fn light(&self, n: Vx, seen: &Seen) -> Light {
        let c = self.scene.capture;
        let away = (n.x * (-0.5 * c.light.key[0].signum()) + 0.5).at_least(0.0);
        Light {
            key: n.dot(Vx::splat(c.light.key)),
            sky: seen.open * c.light.fill * (n.y * 0.28 + n.z * 0.10 + 0.62),
            rim: (n.z * -0.5 + 0.35).at_least(0.0) * c.light.rim * away,
        }
    }

    /// Matte reflection; `wrap` lets a colour reach beyond the terminator, as blood does under skin.
    #[inline(always)]
    pub fn matte(&self, albedo: &Rgbx, light: &Light, seen: &Seen, wrap: Rgb) -> Rgbx {
        let c = self.scene.capture;
        let (arrives, open) = (seen.light, seen.open);
        let upward = (light.sky / (open * c.light.fill + 1e-4)).at_most(1.0);
        let (soft, wide) = (arrives.sqrt(), open.sqrt());
        let per_open = Fx::splat(1.0) / (open + 1e-4);
        let lamp = (open * 0.45 + 0.55) * 0.62;
        rgb!(Q => {
            let w = wrap[Q];
            let facing = ((light.key + w) * (1.0 / (1.0 + w))).at_least(0.0);
            let key = facing * (arrives + (soft - arrives) * (w * 1.6)) * lamp;
            let spread = (open + (wide - open) * (w * 1.5)) * per_open * 0.8 + 0.2;
            let ground = c.light.bounce[Q];
            let sky = light.sky * (upward * (c.light.sky[Q] - ground) + ground) * spread;
            albedo[Q] * (key * c.light.key_power[Q] + sky + light.rim)
        })
    }

    /// Half vector of the key light and its Fresnel factor, for highlights.
    #[inline(always)]
    pub fn glance(&self, n: Vx, view: Vx) -> Glance {
        let key = Vx::splat(self.scene.capture.light.key);
        let half = view.plus(key, Fx::splat(1.0)).unit();
        Glance {
            away: (Fx::splat(1.0) - view.dot(half).at_least(0.0)).power(5),
            near: n.dot(half).at_least(0.0),
            facing: n.dot(key).at_least(0.0),
        }
    }
}

/// How a surface lies between lamp and camera.
pub struct Glance {
    away: Fx,
    near: Fx,
    facing: Fx,
}

impl Glance {
    /// Highlight by exponent and reflectance at normal incidence (Blinn's half vector, Schlick's Fresnel term).
    #[inline(always)]
    pub fn shine(&self, exponent: u32, f0: f32) -> Fx {
        let lobe = self.near.power(exponent) * ((exponent as f32 + 2.0) / 8.0);
        (self.away * (1.0 - f0) + f0) * lobe * self.facing
    }
}
