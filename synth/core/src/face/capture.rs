//! What one capture adds to a person: pose, expression, light, camera, hair of the day, clothes.

use super::identity::{Identity, Style};
use super::vector::{Rgb, Vec3, one_if, unit};
use super::{FaceRequest, Preset};
use crate::random::Random;

/// One capture; angles in radians, lengths in cm.
#[derive(Clone, Debug)]
pub struct Capture {
    /// Seed of textures that change with the capture.
    pub seed: u32,
    pub yaw: f32,
    pub pitch: f32,
    pub roll: f32,
    /// Camera to the plane of the eyes.
    pub distance: f32,
    /// Pixels a centimetre in that plane.
    pub px_per_cm: f32,
    /// Where the axis meets the picture, pixels.
    pub centre: (f32, f32),
    pub width: usize,
    pub height: usize,
    /// 0..1 each.
    pub smile: f32,
    pub open: f32,
    pub squint: f32,
    /// Rise of the brows, cm.
    pub brow: f32,
    /// Where the eyes look, in iris offsets, cm.
    pub gaze: (f32, f32),
    /// Towards the key light.
    pub key: Vec3,
    pub key_power: Rgb,
    pub fill: f32,
    pub sky: Rgb,
    pub bounce: Rgb,
    pub rim: f32,
    /// Hardness of shadows: distance over size of the lamp.
    pub hard: f32,
    pub style: Style,
    pub hair_seed: u32,
    pub stubble: f32,
    pub glasses: Option<usize>,
    /// Deviation of the blur, pixels.
    pub blur: f32,
    /// Hand shake during the exposure, pixels.
    pub motion: (f32, f32),
    /// Deviation of the noise, grey levels.
    pub noise: f32,
    pub exposure: f32,
    pub white: Rgb,
    pub background: Rgb,
    /// Blotches in the background, 0..1.
    pub busy: f32,
    pub cloth: Cloth,
    pub cloth_colour: Rgb,
    /// Lightness of stripes, none for plain cloth.
    pub stripes: Option<f32>,
    pub scarf_colour: Rgb,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cloth {
    Round,
    Vee,
    Roll,
    High,
}

/// How far a preset departs from a frontal, evenly lit portrait.
struct Spread {
    /// Pose, light and sensor.
    scene: f32,
    /// Expression.
    mood: f32,
    distance: (f32, f32),
}

impl Preset {
    fn spread(self) -> Spread {
        match self {
            Preset::Portrait => Spread { scene: 0.22, mood: 0.15, distance: (120.0, 200.0) },
            Preset::Mild => Spread { scene: 0.45, mood: 0.5, distance: (70.0, 140.0) },
            Preset::Field => Spread { scene: 1.0, mood: 0.8, distance: (45.0, 90.0) },
            Preset::Hard => Spread { scene: 1.35, mood: 1.0, distance: (38.0, 80.0) },
        }
    }
}

/// Pixels a centimetre of a picture of 480 by 600, so that a head fills about 75 % of its height.
const PX_PER_CM_480: f32 = 15.3;

impl Capture {
    /// The capture of a request, for the (aged) person it shows.
    pub fn sample(request: &FaceRequest, person: &Identity) -> Capture {
        let preset = request.preset;
        let Spread { scene: k, mood: e, distance } = preset.spread();
        let portrait = preset == Preset::Portrait;
        let handheld = matches!(preset, Preset::Field | Preset::Hard);
        let stream = |part: &str| Random::stream(request.seed, part, &[request.person, request.capture]);
        let (width, height) = (request.width_px as f32, request.height_px as f32);
        let size = (width / 480.0).min(height / 600.0);

        let mut r = stream("face.capture.pose");
        let bounded = |r: &mut Random| r.normal().clamp(-2.0, 2.0);
        let (yaw, pitch, roll) = (0.17 * k * bounded(&mut r), 0.085 * k * bounded(&mut r), 0.045 * k * bounded(&mut r));
        let distance = r.range(distance.0, distance.1);
        let px_per_cm = PX_PER_CM_480 * size * (1.0 + 0.04 * k * bounded(&mut r));
        let centre =
            (0.5 * width + 8.0 * size * k * bounded(&mut r), 0.47 * height + 8.0 * size * k * bounded(&mut r));
        let gaze = (0.05 * r.normal(), 0.04 * r.normal());

        let mut r = stream("face.capture.mood");
        let smile = (r.unit() * 1.4 - 0.35).max(0.0) * e;
        let speaks = r.chance(0.28 * e) && !portrait;
        let open = one_if(speaks) * r.range(0.15, 0.85);
        let squint = ((r.unit() - 0.72) * 2.0).max(0.0) * e + 0.25 * smile;
        let brow = 0.16 * e * bounded(&mut r);

        let mut r = stream("face.capture.light");
        let side = bounded(&mut r) * 0.55 * k + 0.18 * bounded(&mut r);
        let key = unit([side, 0.55 + 0.3 * k * bounded(&mut r), 0.95]);
        let power = 1.75 * (0.9 + 0.35 * k * bounded(&mut r)).clamp(0.45, 1.5);
        let warm = 1.0 + 0.05 * k * bounded(&mut r);
        let fill = (0.54 + 0.16 * k * bounded(&mut r)).max(0.22) * if preset == Preset::Hard { 0.85 } else { 1.0 };
        let rim = if portrait { 0.15 } else { 0.6 * r.unit() };
        let hard = if portrait { 2.6 } else { r.range(2.5, 9.0) };

        let mut r = stream("face.capture.look");
        let style = sample_style(&mut r, person, if portrait { 0.0 } else { 0.12 * k });
        let stubble = (0.35 * person.beard.stubble + 0.45 * r.unit() * person.beard.stubble).min(1.0);
        let chance = if person.glasses { 0.85 } else { 0.04 };
        let wears = r.chance(chance) && !portrait;
        let glasses = wears.then_some(r.index(3));
        let cloth = [Cloth::Round, Cloth::Round, Cloth::Round, Cloth::High, Cloth::High, Cloth::Roll, Cloth::Vee]
            [r.index(7)];
        let cloth_colour = sample_cloth_colour(&mut r);
        let stripes = r.chance(0.15).then_some(0.05 + 0.45 * r.unit());
        let scarf_colour = sample_scarf_colour(&mut r);

        let mut r = stream("face.capture.camera");
        let wall = if portrait { 0.52 + 0.08 * r.unit() } else { 0.12 + 0.55 * r.unit() };
        let background = [0.10, 0.03, 0.12].map(|spread| wall * (1.0 + spread * k * bounded(&mut r)));
        let shake = if handheld { size } else { 0.0 };
        Capture {
            seed: (r.bits() & 0x00ff_ffff) as u32,
            yaw,
            pitch,
            roll,
            distance,
            px_per_cm,
            centre,
            width: request.width_px,
            height: request.height_px,
            smile,
            open,
            squint,
            brow,
            gaze,
            key,
            key_power: [power * warm, power, power * (2.0 - warm)],
            fill,
            sky: [0.95, 1.0, 1.06],
            bounce: [0.62, 0.56, 0.5],
            rim,
            hard,
            style,
            hair_seed: (r.bits() & 0xffff) as u32,
            stubble,
            glasses,
            blur: (size.max(0.75)) * (0.62 + 0.5 * k * r.unit() * if handheld { 1.2 } else { 1.0 }),
            motion: (shake * 1.3 * bounded(&mut r), shake * 0.8 * bounded(&mut r)),
            noise: 0.7 + 3.0 * k * r.unit() * r.unit(),
            exposure: 0.92 * (1.0 + 0.10 * k * bounded(&mut r)),
            white: [1.0 + 0.035 * k * bounded(&mut r), 1.0, 1.0 + 0.045 * k * bounded(&mut r)],
            background,
            busy: if portrait { 0.0 } else { 0.5 * k * r.unit() },
            cloth,
            cloth_colour,
            stripes,
            scarf_colour,
        }
    }

    /// The camera's place.
    pub fn origin(&self) -> Vec3 {
        [0.0, -2.0, self.distance]
    }

    /// Direction of the ray through a pixel, of length 1.
    pub fn ray(&self, x: f32, y: f32) -> Vec3 {
        let focal = self.px_per_cm * self.distance;
        unit([(x - self.centre.0) / focal, (self.centre.1 - y) / focal, -1.0])
    }

    /// Pixel at which a place is seen.
    pub fn project(&self, place: Vec3) -> (f32, f32) {
        let o = self.origin();
        let k = self.px_per_cm * self.distance / (o[2] - place[2]);
        (self.centre.0 + k * (place[0] - o[0]), self.centre.1 - k * (place[1] - o[1]))
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
