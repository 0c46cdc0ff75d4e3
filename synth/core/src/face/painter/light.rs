//! Key light, sky and rim on a surface.

use super::super::march::Hit;
use super::super::vector::{Rgb, Vec3, dot, lerp, plus, power, unit};
use super::Painter;

/// Light that arrives at a place, before shadow of the key.
pub struct Light {
    /// Cosine to the key light, negative behind.
    pub key: f32,
    pub sky: f32,
    pub rim: f32,
}

impl Painter<'_> {
    pub fn light(&self, n: Vec3, hit: &Hit) -> Light {
        let c = self.scene.capture;
        let away = (0.5 - 0.5 * n[0] * c.light.key[0].signum()).max(0.0);
        Light {
            key: dot(n, c.light.key),
            sky: c.light.fill * hit.shade.open * (0.62 + 0.28 * n[1] + 0.10 * n[2]),
            rim: c.light.rim * (0.35 - 0.5 * n[2]).max(0.0) * away,
        }
    }

    /// Matte reflection; `wrap` lets a colour reach beyond the terminator, as blood does under skin.
    pub fn matte(&self, albedo: Rgb, light: &Light, hit: &Hit, wrap: Rgb) -> Rgb {
        let c = self.scene.capture;
        let (arrives, open) = (hit.shade.light, hit.shade.open);
        let upward = (light.sky / (c.light.fill * open + 1e-4)).min(1.0);
        let (soft, wide) = (arrives.sqrt(), open.sqrt());
        [0, 1, 2].map(|q| {
            let w = wrap[q];
            let facing = ((light.key + w) / (1.0 + w)).max(0.0);
            let key = facing * lerp(arrives, soft, w * 1.6) * (0.55 + 0.45 * open) * 0.62;
            let spread = lerp(1.0, lerp(open, wide, w * 1.5) / (open + 1e-4), 0.8);
            let sky = light.sky * lerp(c.light.bounce[q], c.light.sky[q], upward) * spread;
            albedo[q] * (c.light.key_power[q] * key + sky + light.rim)
        })
    }

    /// Highlight of the key light (Blinn's half vector, Schlick's Fresnel term).
    pub fn shine(&self, n: Vec3, view: Vec3, exponent: u32, f0: f32) -> f32 {
        let key = self.scene.capture.light.key;
        let half = unit(plus(key, view, 1.0));
        let away = 1.0 - dot(view, half).max(0.0);
        let fresnel = f0 + (1.0 - f0) * power(away, 5);
        let lobe = (exponent as f32 + 2.0) / 8.0 * power(dot(n, half).max(0.0), exponent);
        fresnel * lobe * dot(n, key).max(0.0)
    }
}
