//! Skull, jaw, cheeks and neckless skin, with the broad relief of brow, socket and temple.

use super::super::lanes::{Fx, Vx, smooth_min};
use super::field::FAR;
use super::{Field, Scene};

/// How far the nose is blended with the face, cm.
pub(super) const BLEND: f32 = 1.3;

/// Above this height no solid of the lower face bends the skull, cm.
const UPPER: f32 = 4.0;

/// Features are measured where the skin without them is nearer than this, cm.
const NEAR: f32 = 4.0;

/// A soft spot in the face's plane: 1 in the middle, 0 from twice the radii on.
#[inline(always)]
pub fn spot(a: Vx, at: (f32, f32), radii: (f32, f32)) -> Fx {
    (((a.x - at.0) * (0.5 / radii.0)).sq() + ((a.y - at.1) * (0.5 / radii.1)).sq()).bump()
}

impl Scene<'_> {
    /// Skin of the head without ears, and eyes and teeth behind it; `skull` is what hair grows on.
    #[inline(always)]
    pub(super) fn add_face(&self, p: Vx, out: &mut Field, skull: &mut Fx) {
        let solids = &self.head_solids;
        let a = p.mirrored();
        *skull = smooth_min(solids.cranium.distance(a), solids.middle.distance(a), 3.2);
        let mut skin = smooth_min(*skull, solids.fill.distance(a), 2.8);
        if a.y.any_below(UPPER) {
            let lower = smooth_min(skin, solids.jaw.distance(a), 2.4);
            let lower = smooth_min(lower, solids.bone.distance(a), 2.6);
            let lower = smooth_min(lower, solids.cheek.distance(a), 2.6);
            let lower = smooth_min(lower, solids.chin.distance(a), 2.6);
            let lower = smooth_min(lower, solids.muzzle.distance(a), 1.5);
            skin = a.y.below(UPPER, lower, skin);
        }
        let front = a.z.smooth(-6.0, -2.5);
        if front.any_above(0.0) {
            skin = skin - self.relief(a) * front;
        }
        out.skin = skin;
        if skin.any_below(NEAR) {
            self.add_features(a, front, out);
        }
        if !skin.all_below(NEAR) {
            out.skin = skin.below(NEAR, out.skin, (skin - 0.6).min(solids.nose.afar.distance(a)));
            out.inner = skin.below(NEAR, out.inner, Fx::splat(FAR));
        }
    }

    /// Nose, eyes and mouth, each where it may be met.
    #[inline(always)]
    fn add_features(&self, a: Vx, front: Fx, out: &mut Field) {
        let nose = self.head_solids.nose.about.distance(a) - out.skin;
        if nose.any_below(BLEND) {
            out.skin = nose.below(BLEND, self.with_nose(a, out.skin), out.skin);
        }
        let eyes = (Fx::splat(-2.5) - a.z).max((a.y - self.person.eyes.y).abs() - 3.0);
        if eyes.any_below(0.0) {
            let (skin, inner) = self.with_eyes(a, out.skin);
            out.skin = eyes.below(0.0, skin, out.skin);
            out.inner = eyes.below(0.0, inner, out.inner);
        }
        let mouth = (a.y + 0.6).max(-front);
        if mouth.any_below(0.0) {
            let (skin, inner) = self.with_mouth(a, out.skin, front, out.inner);
            out.skin = mouth.below(0.0, skin, out.skin);
            out.inner = mouth.below(0.0, inner, out.inner);
        }
    }

    /// Relief of brow ridge, socket, bridge and temple.
    #[inline(always)]
    fn relief(&self, a: Vx) -> Fx {
        let (s, eyes, brows) = (&self.person.skull, &self.person.eyes, &self.person.brows);
        spot(a, (2.6, brows.y - 0.35), (2.7, 0.95)) * s.brow_ridge
            + spot(a, (0.0, 1.35), (1.3, 1.1)) * (s.brow_ridge * 0.7)
            - spot(a, (eyes.x - 0.1, eyes.y - 0.1), (2.1, 1.35)) * eyes.socket
            - spot(a, (1.45, 0.35), (0.9, 1.0)) * 0.22
            - spot(a, (6.3, 1.8), (1.8, 2.4)) * s.temple
    }
}
