//! Who somebody is: some seventy independent numbers and four smooth fields, drawn once a person.
//!
//! Each part of the face has a random stream of its own, so a number added to one part changes no other. Sex and skin
//! tone only move means, with wide overlap. What a person can change from one day to the next stands in `capture`.
//! Lengths in cm; origin between the eyes, x to the picture's right, y up, z towards the camera; one side of the face
//! (x > 0) is described, the other mirrored. Means are proportions of adult heads as artists' anatomies give them.

use super::pigment;
use super::vector::{Rgb, Vec3};
use super::{FaceRequest, Sex};
use crate::math::TURN;
use crate::random::Random;

/// A person's face at rest, before ageing.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Seed of textures that are the person's own.
    pub seed: u32,
    /// How male the proportions are: about -0.55 for women, 0.55 for men, overlapping.
    pub male: f32,
    pub skull: Skull,
    pub eyes: Eyes,
    pub brows: Brows,
    pub nose: Nose,
    pub mouth: Mouth,
    pub ears: Ears,
    pub skin: Skin,
    pub hair: Hair,
    pub beard: Beard,
    /// Wears glasses in most captures.
    pub glasses: bool,
    /// Low-order shape: soft pushes at fixed places, mirrored.
    pub shape: [Push; 9],
    /// Soft pushes that are not mirrored.
    pub asymmetry: [Push; 3],
}

/// A soft push of the surface round a place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Push {
    pub at: Vec3,
    pub by: Vec3,
    /// 1 / (2 radius)^2, per cm^2.
    pub inverse_square_of_reach: f32,
}

impl Push {
    pub fn new(at: Vec3, by: Vec3, radius: f32) -> Push {
        Push {
            at,
            by,
            inverse_square_of_reach: 0.25 / (radius * radius),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Skull {
    /// Ratios to the mean head.
    pub width: f32,
    pub height: f32,
    pub face_length: f32,
    pub forehead_z: f32,
    /// Depth of the hollow at the temples.
    pub temple: f32,
    pub brow_ridge: f32,
    /// Fullness of the whole face, -1..1.
    pub fat: f32,
    pub cheekbone: f32,
    pub cheekbone_y: f32,
    pub cheek_fat: f32,
    pub jaw_width: f32,
    pub jaw_y: f32,
    pub jaw_radius: f32,
    pub chin_width: f32,
    pub chin_y: f32,
    pub chin_z: f32,
    pub chin_radius: f32,
    pub neck_radius: f32,
}

#[derive(Clone, Debug)]
pub struct Eyes {
    pub x: f32,
    pub y: f32,
    pub z: f32,
    /// Half the distance between the corners.
    pub half_width: f32,
    /// Height of the opening above and below the centre.
    pub lid_up: f32,
    pub lid_low: f32,
    /// Rise of the outer corner over half a width.
    pub tilt: f32,
    /// Where the upper lid peaks, -1..1.
    pub lid_peak: f32,
    /// Depth of the upper lid's crease, 0..1.1, and its height over the lid.
    pub crease: f32,
    pub crease_y: f32,
    /// Depth of the socket.
    pub socket: f32,
    pub bag: f32,
    pub iris_radius: f32,
    pub iris: Rgb,
}

#[derive(Clone, Debug)]
pub struct Brows {
    pub y: f32,
    pub arch: f32,
    pub tilt: f32,
    pub thickness: f32,
    pub length: f32,
    pub gap: f32,
    /// Hairs relative to the mean brow.
    pub density: f32,
}

#[derive(Clone, Debug)]
pub struct Nose {
    pub y: f32,
    pub z: f32,
    pub tip: f32,
    pub tip_up: f32,
    pub bridge_radius: f32,
    pub bridge_z: f32,
    pub hump: f32,
    pub wing_x: f32,
    pub wing_radius: f32,
    pub wing_y: f32,
    pub root_y: f32,
}

#[derive(Clone, Debug)]
pub struct Mouth {
    pub y: f32,
    pub half_width: f32,
    pub lip_up: f32,
    pub lip_low: f32,
    /// Depth of the cupid's bow.
    pub cupid: f32,
    pub lip_out: f32,
    /// Rise of the corners.
    pub corner: f32,
    pub muzzle: f32,
    pub philtrum: f32,
    /// Depth of the fold from nose to mouth.
    pub fold: f32,
}

#[derive(Clone, Debug)]
pub struct Ears {
    pub size: f32,
    /// Sine of the angle to the head.
    pub out: f32,
    pub y: f32,
    pub lobe: f32,
}

#[derive(Clone, Debug)]
pub struct Skin {
    /// Optical density of the two pigments.
    pub melanin: f32,
    pub blood: f32,
    pub lip_red: f32,
    /// 0..0.75.
    pub freckles: f32,
    pub moles: [Mole; 6],
    /// Darkness under the eyes.
    pub under_eye: f32,
    /// Low-order colour field.
    pub waves: [Wave; 8],
}

/// Place (x, y) and radius, cm; none where the radius is below 0.015.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mole {
    pub x: f32,
    pub y: f32,
    pub radius: f32,
}

/// One sine of the colour field: radians per cm, phase, amplitudes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wave {
    pub kx: f32,
    pub ky: f32,
    pub phase: f32,
    pub melanin: f32,
    pub blood: f32,
}

/// How the hair is worn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Crop,
    Side,
    Receding,
    Bald,
    Curly,
    Long,
    Tied,
    Scarf,
}

#[derive(Clone, Debug)]
pub struct Hair {
    pub colour: Rgb,
    /// The person's usual style.
    pub style: Style,
    /// Height of the hairline over the eyes.
    pub line: f32,
    /// How far the temples have receded.
    pub recede: f32,
    pub peak: f32,
    pub volume: f32,
    pub wave: f32,
    /// Height at which long hair ends.
    pub tips: f32,
    /// Where the parting lies.
    pub part: f32,
    /// Long hair falls over the forehead, instead of to both sides of the parting.
    pub fringe: bool,
    /// Age at which half of it is grey, years.
    pub grey_years: f32,
}

#[derive(Clone, Debug)]
pub struct Beard {
    /// 0 none .. 1 full.
    pub full: f32,
    /// How strongly shaved hair shows.
    pub stubble: f32,
    pub moustache: f32,
    /// Height of its edge on the cheeks.
    pub edge: f32,
}

impl Identity {
    /// The person of a request; only seed, person, sex and tone are looked at.
    pub fn sample(request: &FaceRequest) -> Identity {
        let stream = |part: &str| Draw(Random::stream(request.seed, part, &[request.person]));
        let mut d = stream("face.build");
        let man = request.sex == Sex::Male;
        let male = (if man { 0.55 } else { -0.55 } + 0.30 * d.normal()).clamp(-1.2, 1.2);
        let fat = d.about(0.0, 0.5);
        let dark = request.tone.clamp(0.0, 1.0);
        let skin = sample_skin(&mut stream("face.skin"), dark);
        let dark = (skin.melanin / 1.2).min(1.0);
        let (hair_colour, iris) =
            pigment::sample_hair_and_iris(&mut stream("face.pigment").0, dark);
        let mut accessories = stream("face.glasses").0;
        Identity {
            seed: (d.0.bits() & 0x00ff_ffff) as u32,
            male,
            skull: sample_skull(&mut stream("face.skull"), male, fat),
            eyes: sample_eyes(&mut stream("face.eyes"), male, fat, iris),
            brows: sample_brows(&mut stream("face.brows"), male),
            nose: sample_nose(&mut stream("face.nose"), male, dark),
            mouth: sample_mouth(&mut stream("face.mouth"), male, dark),
            ears: sample_ears(&mut stream("face.ears"), male),
            skin,
            hair: sample_hair(&mut stream("face.hair"), man, male, dark, hair_colour),
            beard: sample_beard(&mut stream("face.beard"), man),
            glasses: accessories.chance(0.14),
            shape: sample_shape(&mut stream("face.shape")),
            asymmetry: sample_asymmetry(&mut stream("face.asymmetry")),
        }
    }
}

/// Normal draws that stop at 2.3 deviations: everybody is told apart, nobody is a caricature.
struct Draw(Random);

impl Draw {
    fn normal(&mut self) -> f32 {
        self.0.normal().clamp(-2.3, 2.3)
    }

    fn about(&mut self, mean: f32, deviation: f32) -> f32 {
        mean + deviation * self.normal()
    }
}

fn sample_skull(d: &mut Draw, m: f32, fat: f32) -> Skull {
    Skull {
        width: d.about(1.0 + 0.012 * m, 0.034),
        height: d.about(1.0 + 0.01 * m, 0.03),
        face_length: d.about(1.0 + 0.02 * m, 0.04),
        forehead_z: d.about(-0.18 * m, 0.26),
        temple: d.about(0.12 - 0.15 * fat, 0.16),
        brow_ridge: d.about(0.20 + 0.26 * m, 0.12).max(0.02),
        fat,
        cheekbone: d.about(0.0, 0.22),
        cheekbone_y: d.about(-1.8, 0.33),
        cheek_fat: d.about(-0.05 - 0.12 * m + 0.32 * fat, 0.22),
        jaw_width: d.about(3.55 + 0.34 * m + 0.14 * fat, 0.27),
        jaw_y: d.about(-7.2 - 0.25 * m, 0.42),
        jaw_radius: d.about(1.12 + 0.22 * fat, 0.13).max(0.7),
        chin_width: d.about(1.65 + 0.22 * m, 0.24).max(1.25),
        chin_y: d.about(-10.15 - 0.18 * m, 0.37),
        chin_z: d.about(0.10 + 0.12 * m, 0.30),
        chin_radius: d.about(1.6, 0.14),
        neck_radius: d.about(4.75 + 0.65 * m + 0.2 * fat, 0.2),
    }
}

fn sample_eyes(d: &mut Draw, m: f32, fat: f32, iris: Rgb) -> Eyes {
    Eyes {
        x: d.about(3.15 + 0.04 * m, 0.18),
        y: d.about(0.0, 0.17),
        z: d.about(-0.28, 0.15),
        half_width: d.about(1.60 - 0.02 * m, 0.11),
        lid_up: d.about(0.60 - 0.03 * m, 0.08),
        lid_low: d.about(0.44, 0.06),
        tilt: d.about(0.07, 0.08),
        lid_peak: d.about(0.0, 0.25),
        crease: d.about(0.45, 0.45).clamp(0.05, 1.1),
        crease_y: d.about(0.36 - 0.05 * m, 0.10).max(0.14),
        socket: d.about(0.38 + 0.05 * m - 0.1 * fat, 0.13).max(0.05),
        bag: d.about(0.18, 0.16),
        iris_radius: d.about(0.60, 0.022),
        iris,
    }
}

fn sample_brows(d: &mut Draw, m: f32) -> Brows {
    Brows {
        y: d.about(2.10 - 0.18 * m, 0.29),
        arch: d.about(0.36 - 0.12 * m, 0.16),
        tilt: d.about(0.0, 0.09),
        thickness: d.about(0.37 + 0.08 * m, 0.13).max(0.18),
        length: d.about(4.7, 0.35),
        gap: d.about(1.3 - 0.1 * m, 0.26),
        density: d.about(0.72 + 0.14 * m, 0.25).clamp(0.3, 1.3),
    }
}

fn sample_nose(d: &mut Draw, m: f32, dark: f32) -> Nose {
    let broad = 0.7 * d.normal() + 0.35 * (dark * 2.0 - 0.7);
    Nose {
        y: d.about(-3.85 - 0.12 * m, 0.27),
        z: d.about(2.75 + 0.18 * m - 0.22 * broad, 0.30),
        tip: d.about(0.82 + 0.06 * m + 0.05 * broad, 0.09),
        tip_up: d.about(-0.08 * m, 0.2),
        bridge_radius: d.about(0.73 + 0.06 * broad + 0.04 * m, 0.08),
        bridge_z: d.about(1.05 + 0.12 * m - 0.16 * broad, 0.18),
        hump: d.about(0.03 + 0.05 * m, 0.10),
        wing_x: d.about(1.30 + 0.06 * m + 0.17 * broad, 0.11),
        wing_radius: d.about(0.62 + 0.06 * broad, 0.05),
        wing_y: d.about(-0.42, 0.13),
        root_y: d.about(0.75, 0.3),
    }
}

fn sample_mouth(d: &mut Draw, m: f32, dark: f32) -> Mouth {
    let lips = 0.8 * d.normal() + 0.3 * (dark * 2.0 - 0.7);
    Mouth {
        y: d.about(-7.05 - 0.06 * m, 0.28),
        half_width: d.about(2.42 + 0.08 * m, 0.21),
        lip_up: d.about(0.64 - 0.06 * m + 0.15 * lips, 0.11).max(0.34),
        lip_low: d.about(0.84 - 0.05 * m + 0.15 * lips, 0.13).max(0.45),
        cupid: d.about(0.24, 0.09).max(0.03),
        lip_out: d.about(0.25 + 0.07 * lips, 0.05).max(0.1),
        corner: d.about(0.04, 0.08),
        muzzle: d.about(0.1 * lips, 0.2),
        philtrum: d.about(0.09, 0.03),
        fold: d.about(0.05, 0.04).max(0.0),
    }
}

fn sample_ears(d: &mut Draw, m: f32) -> Ears {
    Ears {
        size: d.about(0.97 + 0.03 * m, 0.07),
        out: d.about(0.40, 0.11).clamp(0.1, 0.75),
        y: d.about(-1.3, 0.3),
        lobe: d.about(0.0, 0.3),
    }
}

fn sample_skin(d: &mut Draw, tone: f32) -> Skin {
    let melanin = (0.06 + 1.75 * tone * tone * (0.55 + 0.45 * tone)) * (1.0 + 0.06 * d.normal());
    let dark = (melanin / 1.2).min(1.0);
    let mut moles = [Mole::default(); 6];
    for mole in &mut moles {
        let radius = (d.0.range(-0.12, 0.13) * d.0.unit()).max(0.0);
        *mole = Mole {
            x: d.0.range(-6.5, 6.5),
            y: d.0.range(-9.5, 5.5),
            radius,
        };
    }
    let mut waves = [Wave::default(); 8];
    for (i, wave) in waves.iter_mut().enumerate() {
        let k = 0.20 + 0.06 * i as f32;
        *wave = Wave {
            kx: k * d.normal(),
            ky: k * d.normal(),
            phase: d.0.range(0.0, TURN),
            melanin: 0.07 * d.normal(),
            blood: 0.042 * d.normal(),
        };
    }
    Skin {
        melanin,
        blood: d.about(0.21, 0.05).max(0.08),
        lip_red: d.about(0.55, 0.17),
        freckles: (d.0.unit() * 1.5 - 0.85).max(0.0) * (1.0 - dark),
        moles,
        under_eye: d.about(0.25, 0.18).max(0.0),
        waves,
    }
}

fn sample_hair(d: &mut Draw, man: bool, m: f32, dark: f32, colour: Rgb) -> Hair {
    const MEN: [(f32, Style); 6] = [
        (0.38, Style::Crop),
        (0.66, Style::Side),
        (0.78, Style::Receding),
        (0.86, Style::Bald),
        (0.97, Style::Curly),
        (1.00, Style::Long),
    ];
    const WOMEN: [(f32, Style); 6] = [
        (0.40, Style::Long),
        (0.64, Style::Tied),
        (0.74, Style::Curly),
        (0.82, Style::Side),
        (0.85, Style::Crop),
        (1.00, Style::Scarf),
    ];
    let u = d.0.unit();
    let style = (if man { MEN } else { WOMEN })
        .into_iter()
        .find(|&(share, _)| u < share)
        .map_or(Style::Crop, |s| s.1);
    let temples = (0.5 + 0.5 * m + 0.5 * d.normal()).max(0.0);
    Hair {
        colour,
        style,
        line: d.about(6.0, 0.42),
        recede: if style == Style::Receding {
            d.0.range(1.2, 3.4)
        } else {
            temples
        },
        peak: d.about(0.15, 0.3),
        volume: d.about(1.0, 0.25),
        wave: (0.35 + 0.5 * d.normal() + 0.4 * dark).clamp(0.0, 1.5),
        part: d.0.sign() * 2.8 + 0.8 * d.normal(),
        fringe: d.0.chance(0.4),
        grey_years: d.about(52.0, 8.0),
        tips: d.0.range(-24.0, -11.5),
    }
}

fn sample_beard(d: &mut Draw, man: bool) -> Beard {
    let (full, moustache) = (d.0.chance(0.36), d.0.chance(0.10));
    let (length, width, stubble, edge) = (
        d.0.range(0.25, 1.0),
        d.0.range(0.5, 1.0),
        d.0.unit(),
        d.normal(),
    );
    let of_men = |grown: bool, amount: f32| if man && grown { amount } else { 0.0 };
    Beard {
        full: of_men(full, length),
        stubble: of_men(true, stubble),
        moustache: of_men(moustache, width),
        edge: 0.5 * edge,
    }
}

fn sample_shape(d: &mut Draw) -> [Push; 9] {
    // Place, radius, and how freely it moves up and down: beside the mouth that would tear the lips.
    const PLACES: [(Vec3, f32, f32); 9] = [
        ([2.2, 4.6, 1.4], 2.2, 1.0),
        ([4.6, 2.6, -0.6], 1.9, 1.0),
        ([4.6, -3.6, 0.4], 2.0, 1.0),
        ([2.4, -3.0, 1.6], 1.5, 1.0),
        ([3.4, -6.6, 0.6], 1.8, 0.35),
        ([4.6, -8.6, -2.4], 2.2, 1.0),
        ([1.8, -9.8, 1.2], 1.5, 1.0),
        ([1.6, 0.8, 1.8], 1.2, 1.0),
        ([0.8, -5.6, 2.6], 1.2, 1.0),
    ];
    PLACES.map(|(at, radius, rise)| {
        let s = 0.16 * radius;
        Push::new(
            at,
            [s * d.normal(), s * rise * d.normal(), 0.9 * s * d.normal()],
            radius,
        )
    })
}

fn sample_asymmetry(d: &mut Draw) -> [Push; 3] {
    [[2.5, 1.0, 1.5], [2.0, -7.0, 2.0], [-4.0, -7.0, 0.0]].map(|at| {
        Push::new(
            at,
            [0.09 * d.normal(), 0.09 * d.normal(), 0.08 * d.normal()],
            3.0,
        )
    })
}
