//! How hard a set of impressions is, as data.

/// Named difficulty of a capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Enrolment: placed well, whole pad, little noise.
    Easy,
    /// A handheld scanner at work.
    Field,
    /// Small, shifted, dry or wet contacts on a scratched plate.
    Hard,
    /// A trace left on an object: part of a print, faint, on a structured ground, a second print over it.
    Latent,
}

/// The numbers behind a preset. Spreads are standard deviations of one capture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Difficulty {
    /// Finger against the plate, px.
    pub shift: (f32, f32),
    /// Finger against the plate, radians.
    pub rotation: f32,
    /// Skin slip outside the firm contact, px.
    pub slip: f32,
    /// Skin twist outside the firm contact, radians.
    pub twist: f32,
    /// The contact's radii are scaled by a uniform draw from this range.
    pub area: (f32, f32),
    /// Probability that only a side or the tip touches.
    pub partial: f32,
    /// Moisture's mean and deviation: 0 good, -1 dry (broken ridges), +1 wet (closed valleys).
    pub moisture: (f32, f32),
    /// Strength of uneven moisture and pressure.
    pub uneven: f32,
    /// Range of the speckle on ridges and valleys.
    pub grain: (f32, f32),
    /// Mean number of scratches.
    pub scratches: f32,
    /// Probability that the finger has smeared a part of the print.
    pub smear: f32,
    /// Mean number of specks and fibres on the plate.
    pub dust: f32,
    /// Contrast between ridges and ground, 1 a good print.
    pub contrast: f32,
    /// Sensor noise: 1 is about 4 grey levels.
    pub shot: f32,
}

/// How well an extractor reads a capture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// Probability that a minutia is missed.
    pub missed: f32,
    /// Mean number of minutiae that are none.
    pub spurious: f32,
    /// Deviation of a coordinate, px, and of the direction, radians.
    pub jitter_px: f32,
    pub turn: f32,
    /// Probability that the type is wrong.
    pub mistyped: f32,
}

impl Preset {
    /// Set so that scores are spread as those of templates made of images (`matcher/core/tests`).
    pub(super) fn reading(self) -> Reading {
        match self {
            Preset::Easy => Reading { missed: 0.08, spurious: 3.0, jitter_px: 0.8, turn: 0.05, mistyped: 0.1 },
            Preset::Field => Reading { missed: 0.08, spurious: 4.0, jitter_px: 0.8, turn: 0.05, mistyped: 0.15 },
            Preset::Hard => Reading { missed: 0.18, spurious: 6.0, jitter_px: 1.2, turn: 0.08, mistyped: 0.2 },
            Preset::Latent => Reading { missed: 0.6, spurious: 20.0, jitter_px: 2.5, turn: 0.2, mistyped: 0.3 },
        }
    }

    /// `npm run bench -- peers` tells what an independent matcher makes of them.
    pub(super) fn difficulty(self) -> Difficulty {
        match self {
            Preset::Easy => Difficulty {
                shift: (16.0, 22.0),
                rotation: 0.12,
                slip: 7.0,
                twist: 0.05,
                area: (0.88, 1.08),
                partial: 0.05,
                moisture: (0.0, 0.3),
                uneven: 0.16,
                grain: (0.1, 0.4),
                scratches: 0.5,
                smear: 0.03,
                dust: 3.0,
                contrast: 1.0,
                shot: 0.4,
            },
            Preset::Field => Difficulty {
                shift: (24.0, 32.0),
                rotation: 0.2,
                slip: 12.0,
                twist: 0.08,
                area: (0.68, 1.0),
                partial: 0.14,
                moisture: (-0.1, 0.6),
                uneven: 0.35,
                grain: (0.3, 1.1),
                scratches: 2.0,
                smear: 0.10,
                dust: 10.0,
                contrast: 1.0,
                shot: 0.6,
            },
            Preset::Hard => Difficulty {
                shift: (28.0, 38.0),
                rotation: 0.28,
                slip: 15.0,
                twist: 0.11,
                area: (0.62, 0.94),
                partial: 0.20,
                moisture: (-0.15, 0.68),
                uneven: 0.42,
                grain: (0.35, 1.2),
                scratches: 4.0,
                smear: 0.20,
                dust: 16.0,
                contrast: 1.0,
                shot: 0.9,
            },
            Preset::Latent => Difficulty {
                shift: (20.0, 30.0),
                rotation: 0.5,
                slip: 15.0,
                twist: 0.11,
                area: (0.6, 0.95),
                partial: 0.4,
                moisture: (-0.2, 0.6),
                uneven: 0.5,
                grain: (0.5, 1.3),
                scratches: 3.0,
                smear: 0.2,
                dust: 24.0,
                contrast: 0.5,
                shot: 1.0,
            },
        }
    }
}
