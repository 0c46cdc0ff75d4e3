//! Skull, jaw, cheeks and neckless skin, with the broad relief of brow, socket and temple.

use super::super::lanes::{F8, V8, smooth_min};
use super::{Field, Scene};

/// How far the nose is blended with the face, cm.
pub(super) const BLEND: f32 = 1.3;

/// Above this height no solid of the lower face bends the skull, cm.
const UPPER: f32 = 4.0;

/// A soft spot in the face's plane: 1 in the middle, 0 from twice the radii on.
#[inline(always)]
pub fn spot(a: V8, at: (f32, f32), radii: (f32, f32)) -> F8 {
    (((a.x - at.0) * (0.5 / radii.0)).sq() + ((a.y - at.1) * (0.5 / radii.1)).sq()).bump()
}

impl Scene<'_> {
    /// Skin of the head without ears, and eyes and teeth behind it; `skull` is what hair grows on.
    #[inline(always)]
    pub(super) fn add_face(&self, p: V8, out: &mut Field, skull: &mut F8) {
        let solids = &self.head_solids;
        let a = p.mirrored();
        *skull = smooth_min(solids.cranium.distance(a), solids.middle.distance(a), 3.2);
        let mut skin = smooth_min(*skull, solids.fill.distance(a), 2.8);
        if a.y.any_below(UPPER) {
            skin = smooth_min(skin, solids.jaw.distance(a), 2.4);
            skin = smooth_min(skin, solids.bone.distance(a), 2.6);
            skin = smooth_min(skin, solids.cheek.distance(a), 2.6);
            skin = smooth_min(skin, solids.chin.distance(a), 2.6);
            skin = smooth_min(skin, solids.muzzle.distance(a), 1.5);
        }
        let front = a.z.smooth(-6.0, -2.5);
        if front.any_above(0.0) {
            skin = skin - self.relief(a) * front;
        }
        if skin.any_below(4.0) {
            if (solids.nose.about.distance(a) - skin).any_below(BLEND) {
                skin = self.with_nose(a, skin);
            }
            if a.z.any_above(-2.5) && (a.y - self.person.eyes.y).abs().any_below(3.0) {
                skin = self.with_eyes(a, skin, &mut out.inner);
            }
            if front.any_above(0.0) && a.y.any_below(-0.6) {
                skin = self.with_mouth(a, skin, front, &mut out.inner);
            }
        } else {
            skin = (skin - 0.6).min(solids.nose.afar.distance(a));
        }
        out.skin = skin;
    }

    /// Relief of brow ridge, socket, bridge and temple.
    #[inline(always)]
    fn relief(&self, a: V8) -> F8 {
        let (s, eyes, brows) = (&self.person.skull, &self.person.eyes, &self.person.brows);
        spot(a, (2.6, brows.y - 0.35), (2.7, 0.95)) * s.brow_ridge
            + spot(a, (0.0, 1.35), (1.3, 1.1)) * (s.brow_ridge * 0.7)
            - spot(a, (eyes.x - 0.1, eyes.y - 0.1), (2.1, 1.35)) * eyes.socket
            - spot(a, (1.45, 0.35), (0.9, 1.0)) * 0.22
            - spot(a, (6.3, 1.8), (1.8, 2.4)) * s.temple
    }
}
