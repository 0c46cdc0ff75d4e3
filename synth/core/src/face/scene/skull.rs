//! Skull, jaw, cheeks and neckless skin, with the broad relief of brow, socket and temple.

use super::super::lanes::{F8, V8, capsule, ellipsoid, smooth_min};
use super::{Field, Scene};

/// How far the nose is blended with the face, cm.
pub(super) const BLEND: f32 = 1.3;

/// A soft spot in the face's plane: 1 in the middle, 0 from twice the radii on.
#[inline(always)]
pub fn spot(a: V8, at: (f32, f32), radii: (f32, f32)) -> F8 {
    (((a.x - at.0) * (1.0 / radii.0)).sq() + ((a.y - at.1) * (1.0 / radii.1)).sq()).bell()
}

impl Scene<'_> {
    /// Skin of the head without ears, and eyes and teeth behind it; `skull` is what hair grows on.
    #[inline(always)]
    pub(super) fn add_face(&self, p: V8, out: &mut Field, skull: &mut F8) {
        let (s, eyes) = (&self.person.skull, &self.person.eyes);
        let a = p.mirrored();
        let long = s.face_length;
        let cranium = ellipsoid(
            a,
            [0.0, 3.0, -7.5],
            [7.55, 8.3 * s.height, 9.4 + s.forehead_z * 0.5],
        );
        let middle = ellipsoid(a, [0.0, -3.0, -4.6], [6.05, 7.4 * long, 6.2]);
        let chin_end = [s.chin_width * 0.8, s.chin_y + 0.1, -0.7 + 0.5 * s.chin_z];
        let jaw = capsule(
            a,
            [s.jaw_width, s.jaw_y, -5.6],
            chin_end,
            s.jaw_radius,
            1.15,
        );
        let fill = ellipsoid(a, [0.0, -6.8, -4.3], [s.jaw_width + 0.35, 4.3 * long, 5.0]);
        let chin = ellipsoid(
            a,
            [0.0, s.chin_y, s.chin_z],
            [s.chin_width, s.chin_radius, s.chin_radius],
        );
        let bone = ellipsoid(
            a,
            [4.05, s.cheekbone_y, -0.7],
            [2.1, 1.8, 1.75 + s.cheekbone],
        );
        let cheek = ellipsoid(a, [3.1, -5.2, -1.1], [2.15, 2.6, 2.5 + s.cheek_fat]);
        let muzzle = ellipsoid(
            a,
            [0.0, -6.9, -0.4],
            [3.1, 2.5, 2.55 + self.person.mouth.muzzle],
        );
        *skull = smooth_min(cranium, middle, 3.2);
        let mut skin = smooth_min(*skull, fill, 2.8);
        skin = smooth_min(skin, jaw, 2.4);
        skin = smooth_min(skin, bone, 2.6);
        skin = smooth_min(skin, cheek, 2.6);
        skin = smooth_min(skin, chin, 2.6);
        skin = smooth_min(skin, muzzle, 1.5);
        let front = a.z.smooth(-6.0, -2.5);
        if front.any_above(0.0) {
            skin = skin - self.relief(a) * front;
        }
        if skin.any_below(4.0) {
            let n = &self.person.nose;
            let tip = [0.0, n.y - 0.2, n.z - 0.9];
            let about_nose = capsule(a, [0.0, n.root_y, n.bridge_z - 0.2], tip, 1.3, 2.4);
            if (about_nose - skin).any_below(BLEND) {
                skin = self.with_nose(a, skin);
            }
            if a.z.any_above(-2.5) && (a.y - eyes.y).abs().any_below(3.0) {
                skin = self.with_eyes(a, skin, &mut out.inner);
            }
            if front.any_above(0.0) && a.y.any_below(-0.6) {
                skin = self.with_mouth(a, skin, front, &mut out.inner);
            }
        } else {
            let n = &self.person.nose;
            skin = (skin - 0.6).min(capsule(
                a,
                [0.0, n.root_y, n.bridge_z],
                [0.0, n.y, n.z - 0.4],
                0.9,
                1.5,
            ));
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
