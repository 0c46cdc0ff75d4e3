//! Colours of skin, hair and iris, each from two pigments.

use super::lanes::Fx;
use super::picture::Rgbx;
use super::vector::{Rgb, lerp, mix, scaled};
use crate::math::exp;
use crate::random::Random;

/// Skin by the optical density of melanin and of blood over a pale ground.
#[inline(always)]
pub fn skin(melanin: Fx, blood: Fx) -> Rgbx {
    let (m, b) = (melanin.at_least(0.02), blood.at_least(0.0));
    [
        (m * -0.90 - b * 0.10).exp() * 0.82,
        (m * -1.14 - b * 0.92).exp() * 0.66,
        (m * -1.42 - b * 0.78).exp() * 0.515,
    ]
}

/// Hair by eumelanin (brown to black) and pheomelanin (red).
fn hair(eumelanin: f32, pheomelanin: f32) -> Rgb {
    let (e, p) = (eumelanin, pheomelanin);
    [
        0.55 * exp(-0.92 * e - 0.12 * p) + 0.006,
        0.46 * exp(-1.05 * e - 0.55 * p) + 0.005,
        0.36 * exp(-1.20 * e - 1.35 * p) + 0.0045,
    ]
}

/// Hair and iris of somebody whose skin is so dark, 0..1; dark hair and brown eyes are the common case everywhere.
pub fn sample_hair_and_iris(r: &mut Random, dark: f32) -> (Rgb, Rgb) {
    let light = (r.unit() * 1.25 - 0.45).max(0.0) * (1.0 - dark) * (1.0 - dark);
    let red = (r.unit() - 0.80).max(0.0) * 4.0 * (1.0 - dark);
    let eumelanin = 3.3 * (1.0 - light) * (1.0 - light) + 0.25 + 0.5 * r.unit();
    let colour = hair(eumelanin, 0.35 + 1.3 * red + 0.3 * r.unit());
    let pale = mix([0.20, 0.29, 0.38], [0.17, 0.21, 0.11], r.unit());
    let all_brown = r.chance(0.25 + 0.75 * dark);
    let brown = if all_brown { 1.0 } else { r.unit() * r.unit() };
    let iris = mix(pale, [0.115, 0.055, 0.025], brown);
    (colour, scaled(iris, lerp(0.55, 1.25, r.unit())))
}

super::super::tests! {
    #[test]
    fn skin_darkens_with_either_pigment_and_stays_warm() {
        let skin = |m: f32, b: f32| super::skin(Fx::splat(m), Fx::splat(b)).map(|v| v.0[0]);
        for k in 0..18 {
            let c = skin(0.1 * k as f32, 0.25);
            let darker = skin(0.1 * k as f32 + 0.1, 0.25);
            assert!(c[0] > c[1] && c[1] > c[2], "{c:?}");
            assert!((0..3).all(|q| darker[q] <= c[q]));
            assert!(skin(0.1 * k as f32, 0.5)[1] < c[1]);
        }
    }
}
