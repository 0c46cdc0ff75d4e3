//! Clothes: soft folds, a weave, stripes now and then.

use super::super::march::Hit;
use super::super::vector::{
    Rgb, Vec3, dot, fraction, mix, noise2, plus, power, scaled, smooth, unit,
};
use super::Painter;

impl Painter<'_> {
    pub(super) fn cloth(&self, hit: &Hit, world: Vec3, view: Vec3) -> Rgb {
        let c = self.scene.capture;
        let [x, y, z] = world;
        let fold = |x: f32, y: f32| noise2(x * 0.35 + 0.12 * y, y * 0.28, c.seed);
        let slope = [
            fold(x + 0.4, y) - fold(x - 0.1, y),
            fold(x, y + 0.4) - fold(x, y - 0.1),
            0.0,
        ];
        let n = unit(plus(hit.normal, slope, -1.5));
        let threads = noise2(x * 17.0, (y + z) * 3.0, c.seed + 1) - 0.5;
        let weave = 0.86 + 0.14 * noise2(x * 9.0, y * 9.0, c.seed) + 0.10 * threads;
        let mut base = c.look.cloth_colour;
        if let Some(stripe) = c.look.stripes {
            let v = fraction((y + 40.0) * 0.42);
            base = mix(
                base,
                [stripe; 3],
                0.55 * smooth(0.35, 0.45, v) * smooth(0.95, 0.85, v),
            );
        }
        let light = self.light(n, hit);
        let matte = self.matte(scaled(base, weave), &light, hit, [0.12; 3]);
        let sheen = power(1.0 - dot(n, view).max(0.0), 3) * 0.05 * light.sky;
        [0, 1, 2].map(|q| matte[q] + sheen * (0.2 + base[q]))
    }
}
