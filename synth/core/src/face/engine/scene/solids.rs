//! Ellipsoids and capsules of which a head and its body are blended: where they lie on one person in one capture.

use super::super::capture::{Capture, Cloth};
use super::super::identity::Identity;
use super::super::lanes::{Capsule, Ellipsoid};
use super::super::vector::Vec3;

/// Solids in the rest frame but for ears and hair; those on the left stand for both sides.
pub(super) struct HeadSolids {
    /// The whole head, from the head's frame.
    pub bound: Ellipsoid,
    pub cranium: Ellipsoid,
    pub middle: Ellipsoid,
    pub jaw: Capsule,
    pub fill: Ellipsoid,
    pub chin: Ellipsoid,
    pub bone: Ellipsoid,
    pub cheek: Ellipsoid,
    pub muzzle: Ellipsoid,
    pub eyeball: Ellipsoid,
    pub lids: Ellipsoid,
    pub teeth: Ellipsoid,
    pub nose: NoseSolids,
    pub ear: EarSolids,
}

pub(super) struct NoseSolids {
    /// Round the whole nose: near by, and from afar.
    pub about: Capsule,
    pub afar: Capsule,
    pub bridge: Capsule,
    pub tip: Ellipsoid,
    pub wing: Ellipsoid,
    pub columella: Capsule,
    pub wall: Capsule,
    pub nostril: Ellipsoid,
}

/// In the ear's own frame.
pub(super) struct EarSolids {
    pub dish: Ellipsoid,
    pub lobe: Ellipsoid,
    pub bowl: Ellipsoid,
    pub tragus: Ellipsoid,
}

/// Hair that hangs and headscarf, in the head's frame.
pub(super) struct HairSolids {
    pub fall: Ellipsoid,
    /// What a fall leaves free.
    pub fall_face: Ellipsoid,
    pub bun: Ellipsoid,
    pub hood: Ellipsoid,
    pub throat: Ellipsoid,
    pub drape: Ellipsoid,
    /// What a headscarf leaves free.
    pub scarf_face: Ellipsoid,
}

/// In the world's frame: the body does not turn with the head.
pub(super) struct BodySolids {
    pub throat: Capsule,
    pub cord: Capsule,
    pub larynx: Ellipsoid,
    pub slope: Capsule,
    pub chest: Ellipsoid,
    pub shoulder: Capsule,
    pub clavicle: Capsule,
    /// What clothes leave open.
    pub opening: Ellipsoid,
}

impl HeadSolids {
    pub fn new(person: &Identity) -> HeadSolids {
        let (s, eyes, mouth) = (&person.skull, &person.eyes, &person.mouth);
        let long = s.face_length;
        let eye = [eyes.x, eyes.y, eyes.z];
        let chin_end = [s.chin_width * 0.8, s.chin_y + 0.1, -0.7 + 0.5 * s.chin_z];
        HeadSolids {
            bound: Ellipsoid::new([0.0, -0.5, -6.5], [8.8, 12.6, 11.5]),
            cranium: Ellipsoid::new([0.0, 3.0, -7.5], [7.55, 8.3 * s.height, 9.4 + s.forehead_z * 0.5]),
            middle: Ellipsoid::new([0.0, -3.0, -4.6], [6.05, 7.4 * long, 6.2]),
            jaw: Capsule::new([s.jaw_width, s.jaw_y, -5.6], chin_end, (s.jaw_radius, 1.15)),
            fill: Ellipsoid::new([0.0, -6.8, -4.3], [s.jaw_width + 0.35, 4.3 * long, 5.0]),
            chin: Ellipsoid::new([0.0, s.chin_y, s.chin_z], [s.chin_width, s.chin_radius, s.chin_radius]),
            bone: Ellipsoid::new([4.05, s.cheekbone_y, -0.7], [2.1, 1.8, 1.75 + s.cheekbone]),
            cheek: Ellipsoid::new([3.1, -5.2, -1.1], [2.15, 2.6, 2.5 + s.cheek_fat]),
            muzzle: Ellipsoid::new([0.0, -6.9, -0.4], [3.1, 2.5, 2.55 + mouth.muzzle]),
            eyeball: Ellipsoid::new(eye, [2.1, 1.25, 1.22]),
            lids: Ellipsoid::new(eye, [2.15, 1.40, 1.35]),
            teeth: Ellipsoid::new([0.0, mouth.y - 0.1, -1.7], [2.5, 2.6, 3.55 + mouth.muzzle]),
            nose: NoseSolids::new(person),
            ear: EarSolids::new(person),
        }
    }
}

impl NoseSolids {
    fn new(person: &Identity) -> NoseSolids {
        let n = &person.nose;
        let wing_y = n.y + n.wing_y;
        let root = [0.0, n.root_y, n.bridge_z];
        NoseSolids {
            about: Capsule::new([0.0, n.root_y, n.bridge_z - 0.2], [0.0, n.y - 0.2, n.z - 0.9], (1.3, 2.4)),
            afar: Capsule::new(root, [0.0, n.y, n.z - 0.4], (0.9, 1.5)),
            bridge: Capsule::new(root, [0.0, n.y + 0.5, n.z - 0.25], (n.bridge_radius, n.tip * 0.86)),
            tip: Ellipsoid::new([0.0, n.y + n.tip_up * 0.5, n.z + 0.05], [n.tip * 1.14, n.tip * 0.92, n.tip]),
            wing: Ellipsoid::new([n.wing_x, wing_y, n.z - 1.2], [n.wing_radius * 0.92, n.wing_radius * 1.05, n.wing_radius * 1.45]),
            columella: Capsule::new([0.0, n.y - 0.35 + n.tip_up * 0.4, n.z + 0.15], [0.0, n.y - 1.05, n.z - 1.2], (0.36, 0.42)),
            wall: Capsule::new([0.35, n.root_y - 0.9, n.bridge_z - 0.55], [n.wing_x * 0.70, n.y + 0.3, n.z - 1.7], (0.5, 0.8)),
            nostril: Ellipsoid::new([n.wing_x * 0.56, wing_y - 0.52, n.z - 0.75], [0.34, 0.34, 0.62]),
        }
    }
}

impl EarSolids {
    fn new(person: &Identity) -> EarSolids {
        EarSolids {
            dish: Ellipsoid::new([0.0, 0.2, 0.0], [0.24, 2.9, 1.65]),
            lobe: Ellipsoid::new([0.15, -2.15 - 0.2 * person.ears.lobe, 0.6], [0.34, 0.8, 0.7]),
            bowl: Ellipsoid::new([0.55, -0.45, 0.25], [0.55, 1.05, 0.72]),
            tragus: Ellipsoid::new([0.35, -0.6, 1.25], [0.30, 0.55, 0.4]),
        }
    }
}

impl HairSolids {
    pub fn new(person: &Identity) -> HairSolids {
        let (width, face_length) = (person.skull.width, person.skull.face_length);
        HairSolids {
            fall: Ellipsoid::new([0.0, 0.0, -7.6], [8.0 * width, 9.5, 7.4]),
            fall_face: Ellipsoid::new([0.0, -5.0, 1.6], [6.0 * width, 13.0, 7.2]),
            bun: Ellipsoid::new([0.0, 9.6, -15.5], [3.2, 3.0, 3.0]),
            hood: Ellipsoid::new([0.0, 2.6, -7.4], [8.5, 9.3, 10.2]),
            throat: Ellipsoid::new([0.0, -6.5, -5.6], [7.4, 8.5, 6.9]),
            drape: Ellipsoid::new([0.0, -17.0, -8.0], [10.5, 7.0, 8.8]),
            scarf_face: Ellipsoid::new([0.0, -2.6, 3.0], [5.9 * width, 9.5 * face_length, 6.8]),
        }
    }
}

impl BodySolids {
    /// `neck_top`: where the posed head puts it.
    pub fn new(person: &Identity, capture: &Capture, neck_top: Vec3) -> BodySolids {
        let n = person.skull.neck_radius;
        let wide = 1.0 + 0.07 * person.male + 0.04 * person.skull.fat;
        let (centre, radii) = match capture.look.cloth {
            Cloth::Round => ([0.0, -13.4, -7.5], [6.7, 4.9, 7.5]),
            Cloth::Vee => ([0.0, -13.6, -8.3], [6.7, 4.7, 6.5]),
            Cloth::Roll => ([0.0, -10.5, -7.5], [7.6, 5.2, 8.4]),
            Cloth::High => ([0.0, -13.2, -7.5], [7.0, 5.6, 7.6]),
            Cloth::Collar => ([0.0, -13.2, -7.8], [5.2, 4.7, 6.4]),
        };
        BodySolids {
            throat: Capsule::new(neck_top, [0.0, -21.0, -10.2], (n * 0.92, n * 1.05)),
            cord: Capsule::new([4.1, -7.8, -8.4], [1.0, -19.0, -5.3], (0.8, 0.7)),
            larynx: Ellipsoid::new([0.0, -13.2, neck_top[2] * 0.5 - 1.4], [0.9, 1.4, 1.0]),
            slope: Capsule::new([1.5, -14.2, -11.0], [13.5 * wide, -19.6, -10.0], (2.9, 3.3)),
            chest: Ellipsoid::new([0.0, -28.0, -9.5], [19.0 * wide, 11.0, 8.5]),
            shoulder: Capsule::new([15.3 * wide, -23.0, -10.0], [18.5 * wide, -46.0, -9.0], (5.1, 5.0)),
            clavicle: Capsule::new([1.4, -20.3, -4.6], [9.0, -19.6, -8.6], (0.4, 0.3)),
            opening: Ellipsoid::new(centre, radii),
        }
    }
}
