//! What the years do to a face.

use super::identity::Identity;
use super::vector::smooth;

/// How old a face looks, 0 up to 28 years, 1 from 74 on.
pub fn oldness(age_years: f32) -> f32 {
    smooth(28.0, 74.0, age_years)
}

/// Share of grey hair, 0..1.
pub fn grey(identity: &Identity, age_years: f32) -> f32 {
    if age_years > 30.0 {
        smooth(-14.0, 22.0, age_years - identity.hair.grey_years)
    } else {
        0.0
    }
}

/// The person at an age: folds and bags deepen, lids and corners sink, lips thin, ears and nose grow, hairlines recede.
pub fn aged(identity: &Identity, age_years: f32) -> Identity {
    let old = oldness(age_years);
    let mut a = identity.clone();
    a.mouth.fold = a.mouth.fold * (0.35 + 0.65 * old) + 0.15 * old;
    a.mouth.lip_up -= 0.12 * old;
    a.mouth.lip_low -= 0.10 * old;
    a.mouth.corner -= 0.07 * old;
    a.eyes.bag = a.eyes.bag * (0.3 + 0.7 * old) + 0.40 * old;
    a.eyes.lid_up -= 0.06 * old;
    a.eyes.crease_y -= 0.05 * old;
    a.eyes.socket += 0.10 * old;
    a.nose.tip += 0.03 * old;
    a.ears.size += 0.06 * old;
    a.skull.jaw_radius += 0.15 * old;
    a.skull.temple += 0.16 * old;
    a.skin.under_eye = a.skin.under_eye * (0.4 + 0.6 * old) + 0.20 * old;
    if identity.male > 0.0 {
        a.hair.recede += 1.2 * old * (identity.hair.recede * 0.4).min(1.0);
    }
    a
}
