//! What one capture adds to a person: pose, expression, light, camera, hair of the day, clothes.

use super::camera::Camera;
use super::identity::{Identity, Style};
use super::vector::{Rgb, Vec3, one_if, unit};
use super::{FaceRequest, Preset};
use crate::random::Random;

/// One capture.
#[derive(Clone, Debug)]
pub struct Capture {
    /// Seed of textures that change with the capture.
    pub seed: u32,
    pub pose: Pose,
    pub mood: Mood,
    pub light: Lighting,
    pub look: Look,
    pub wall: Wall,
    pub camera: Camera,
}

/// How the head is turned, radians, and where the eyes look, in offsets of the iris, cm.
#[derive(Clone, Debug)]
pub struct Pose {
    pub yaw: f32,
    pub pitch: f32,
    pub roll: f32,
    pub gaze: (f32, f32),
}

/// Expression, 0..1 each; the brows' rise in cm.
#[derive(Clone, Debug)]
pub struct Mood {
    pub smile: f32,
    pub open: f32,
    pub squint: f32,
    pub brow: f32,
}

/// A lamp, the sky, what the ground throws back, and light from behind.
#[derive(Clone, Debug)]
pub struct Lighting {
    /// Towards the lamp.
    pub key: Vec3,
    pub key_power: Rgb,
    pub fill: f32,
    pub sky: Rgb,
    pub bounce: Rgb,
    pub rim: f32,
    /// Hardness of shadows: distance over size of the lamp.
    pub hard: f32,
}

/// What the person wears today.
#[derive(Clone, Debug)]
pub struct Look {
    pub style: Style,
    pub hair_seed: u32,
    /// Strength of shaved hair, 0..1.
    pub stubble: f32,
    /// Which frame.
    pub glasses: Option<usize>,
    pub cloth: Cloth,
    pub cloth_colour: Rgb,
    /// Lightness of stripes, none for plain cloth.
    pub stripes: Option<f32>,
    pub scarf_colour: Rgb,
}

/// Cut of the collar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cloth {
    Round,
    Vee,
    Roll,
    High,
    /// A shirt, its top button open.
    Collar,
}

/// What is behind.
#[derive(Clone, Debug)]
pub struct Wall {
    pub colour: Rgb,
    /// Blotches out of focus, 0..1.
    pub busy: f32,
}

/// How far a preset departs from a frontal, evenly lit portrait.
pub(super) struct Spread {
    /// Pose, light and sensor.
    pub scene: f32,
    /// Expression.
    pub mood: f32,
    /// Camera to face, cm.
    pub distance: (f32, f32),
    /// Held in a hand.
    pub shaken: bool,
    /// Pixels a centimetre at the eyes, in a picture of 480 by 600.
    pub px_per_cm: f32,
}

impl Spread {
    fn of(preset: Preset) -> Spread {
        let of = |scene, mood, distance, shaken, px_per_cm| Spread {
            scene,
            mood,
            distance,
            shaken,
            px_per_cm,
        };
        match preset {
            // ICAO 9303: from crown to chin 70 to 80 % of the height.
            Preset::Portrait => of(0.22, 0.15, (120.0, 200.0), false, 17.6),
            Preset::Mild => of(0.24, 0.26, (70.0, 140.0), false, 15.3),
            Preset::Field => of(1.0, 0.8, (42.0, 80.0), true, 15.3),
            Preset::Hard => of(1.35, 1.0, (37.0, 70.0), true, 15.3),
        }
    }
}

impl Capture {
    /// The capture of a request, for the (aged) person it shows.
    pub fn sample(request: &FaceRequest, person: &Identity) -> Capture {
        let preset = request.preset;
        let spread = Spread::of(preset);
        let stream =
            |part: &str| Random::stream(request.seed, part, &[request.person, request.capture]);
        Capture {
            seed: (stream("face.capture.texture").bits() & 0x00ff_ffff) as u32,
            pose: sample_pose(&mut stream("face.capture.pose"), spread.scene),
            mood: sample_mood(&mut stream("face.capture.mood"), spread.mood, preset),
            light: sample_light(&mut stream("face.capture.light"), spread.scene, preset),
            look: sample_look(
                &mut stream("face.capture.look"),
                spread.scene,
                preset,
                person,
            ),
            wall: sample_wall(&mut stream("face.capture.wall"), spread.scene, preset),
            camera: Camera::sample(
                &mut stream("face.capture.camera"),
                &spread,
                request.width_px,
                request.height_px,
            ),
        }
    }
}

/// Standard normal that stops at two deviations.
pub(super) fn bounded(r: &mut Random) -> f32 {
    r.normal().clamp(-2.0, 2.0)
}

fn sample_pose(r: &mut Random, k: f32) -> Pose {
    Pose {
        yaw: 0.17 * k * bounded(r),
        pitch: 0.085 * k * bounded(r),
        roll: 0.045 * k * bounded(r),
        gaze: (0.05 * bounded(r), 0.04 * bounded(r)),
    }
}

fn sample_mood(r: &mut Random, k: f32, preset: Preset) -> Mood {
    let smile = (r.unit() * 1.4 - 0.35).max(0.0) * k;
    let speaks = r.chance(0.28 * k) && preset != Preset::Portrait;
    let open = one_if(speaks) * r.range(0.15, 0.85);
    let squint = ((r.unit() - 0.72) * 2.0).max(0.0) * k + 0.25 * smile;
    Mood {
        smile,
        open,
        squint,
        brow: 0.16 * k * bounded(r),
    }
}

fn sample_light(r: &mut Random, k: f32, preset: Preset) -> Lighting {
    let side = 0.55 * k * bounded(r) + 0.08 * bounded(r);
    let key = unit([side, 0.7 + 0.3 * k * bounded(r), 0.95]);
    let power = 1.9 * (0.9 + 0.35 * k * bounded(r)).clamp(0.45, 1.5);
    let warm = 1.0 + 0.05 * k * bounded(r);
    let darker = if preset == Preset::Hard { 0.85 } else { 1.0 };
    let fill = (0.46 + 0.16 * k * bounded(r)).max(0.22) * darker;
    let (rim, hard) = (0.6 * r.unit(), r.range(2.5, 9.0));
    let studio = preset == Preset::Portrait;
    Lighting {
        key,
        key_power: [power * warm, power, power * (2.0 - warm)],
        fill,
        sky: [0.95, 1.0, 1.06],
        bounce: [0.62, 0.56, 0.5],
        rim: if studio { 0.15 } else { rim },
        hard: if studio { 2.6 } else { hard },
    }
}

fn sample_look(r: &mut Random, k: f32, preset: Preset, person: &Identity) -> Look {
    use Cloth::{Collar, High, Roll, Round, Vee};
    let portrait = preset == Preset::Portrait;
    let style = sample_style(r, person, if portrait { 0.0 } else { 0.12 * k });
    let stubble = person.beard.stubble * (0.35 + 0.45 * r.unit());
    let wears_glasses = r.chance(if person.glasses { 0.85 } else { 0.04 }) && !portrait;
    Look {
        style,
        hair_seed: (r.bits() & 0xffff) as u32,
        stubble,
        glasses: wears_glasses.then_some(r.index(3)),
        cloth: [Round, Round, Collar, Collar, High, High, Roll, Vee][r.index(8)],
        cloth_colour: sample_cloth_colour(r),
        stripes: r.chance(0.15).then_some(0.05 + 0.45 * r.unit()),
        scarf_colour: sample_scarf_colour(r),
    }
}

/// The usual style, or with some probability another that needs no grown hair; a headscarf stays.
fn sample_style(r: &mut Random, person: &Identity, change: f32) -> Style {
    let (changes, tied) = (r.chance(change), r.chance(0.5));
    match person.hair.style {
        Style::Scarf => Style::Scarf,
        usual if !changes => usual,
        _ if person.male > 0.0 => Style::Crop,
        _ if tied => Style::Tied,
        _ => Style::Long,
    }
}

fn sample_cloth_colour(r: &mut Random) -> Rgb {
    let (kind, v, c) = (r.unit(), 0.02 + 0.5 * r.unit() * r.unit(), 0.75 * r.unit());
    match kind {
        u if u < 0.40 => [v, v, v * 1.05],
        u if u < 0.70 => [v * (1.0 - c), v * (1.0 - 0.6 * c), v],
        u if u < 0.85 => [v, v * (1.0 - c), v * (1.0 - c)],
        _ => [v * (1.0 - c), v, v * (1.0 - 0.7 * c)],
    }
}

fn sample_scarf_colour(r: &mut Random) -> Rgb {
    let (kind, v) = (r.unit(), r.unit());
    match kind {
        u if u < 0.35 => [0.03, 0.03, 0.035],
        u if u < 0.60 => [0.30 + 0.2 * v, 0.27 + 0.17 * v, 0.23 + 0.13 * v],
        u if u < 0.80 => [0.06 + 0.06 * v, 0.08 + 0.1 * v, 0.14 + 0.16 * v],
        _ => [0.22 + 0.1 * v, 0.10 + 0.05 * v, 0.13 + 0.08 * v],
    }
}

fn sample_wall(r: &mut Random, k: f32, preset: Preset) -> Wall {
    let portrait = preset == Preset::Portrait;
    let grey = if portrait {
        0.52 + 0.08 * r.unit()
    } else {
        0.12 + 0.55 * r.unit()
    };
    Wall {
        colour: [0.10, 0.03, 0.12].map(|spread| grey * (1.0 + spread * k * bounded(r))),
        busy: if portrait { 0.0 } else { 0.5 * k * r.unit() },
    }
}
