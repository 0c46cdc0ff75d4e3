//! The large-scale pattern of one finger: class, cores and deltas, arch, period. What makes fingers differ at a glance.

use std::f32::consts::PI;

use crate::math::{atan2, cos, exp, sin};
use crate::random::Random;

/// Henry class, as the impression shows it (a right loop opens to the right of the image).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// No core, no delta.
    Arch,
    /// A core with its delta straight below.
    TentedArch,
    /// Opens to the left; the delta lies right of the core.
    LeftLoop,
    /// Opens to the right; the delta lies left of the core.
    RightLoop,
    /// Two cores, two deltas: plain, double loop or central pocket.
    Whorl,
}

/// A core (index +1/2) or delta (-1/2).
#[derive(Clone, Copy, Debug)]
pub struct Singularity {
    /// Position, px from the pad's centre, y down.
    pub x: f32,
    /// See `x`.
    pub y: f32,
    /// Core or delta.
    pub core: bool,
    /// 0: ridges fan out as in Sherlock and Monro 1993. 1: a core is a semicircular cap on parallel legs, a delta three
    /// parallel bundles, so that few minutiae are forced on the neighbourhood. The smooth form of the piecewise-linear
    /// correction of Vizcaya and Gerhardt, Pattern Recognition 29 (1996).
    pub(super) shape: f32,
    /// How far the shape reaches, px.
    pub(super) reach: f32,
}

/// The drawn numbers of one finger's pattern. Coordinates: px at 500 ppi from the pad's centre, y down.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Henry class.
    pub class: Class,
    /// Cores before deltas.
    pub singular: Vec<Singularity>,
    /// Core, or middle of the cores, or top of the arch.
    pub centre: (f32, f32),
    /// Width and height of the finger, 1 for an average forefinger.
    pub size: (f32, f32),
    /// Ridge period at the centre, px.
    pub period_px: f32,
    /// Share of the ridges' divergence that the period takes up (see `relief`).
    pub(super) follow: f32,
    arch: Arch,
    period_below: f32,
    period_above: f32,
    /// Local turn of the ridges round the centre, radians: closes a whorl; 0 for the others.
    turn: f32,
}

/// The global arch under every pattern, in units of a finger of size 1.
#[derive(Clone, Debug)]
struct Arch {
    slope: f32,
    width: f32,
    height_px: f32,
    /// Strength of the arch under classes that have a core.
    lean: f32,
    /// Where the arch has faded below the centre: middle and softness, px.
    fade: (f32, f32),
    base_tilt: f32,
}

impl Pattern {
    /// Draws a pattern of the given class.
    pub(super) fn sample(r: &mut Random, class: Class, size: (f32, f32), period_px: f32) -> Pattern {
        let centre = (12.0 * r.normal() * size.0, (-30.0 + 18.0 * r.normal()) * size.1);
        let mut pattern = Pattern {
            class,
            singular: singularities(r, class, centre, size),
            centre,
            size,
            period_px,
            follow: r.range(0.2, 0.8),
            arch: Arch {
                slope: r.range(0.35, 1.2),
                width: r.range(0.75, 1.25),
                height_px: r.range(330.0, 480.0),
                lean: r.range(0.35, 1.15),
                fade: (r.range(60.0, 125.0), r.range(28.0, 60.0)),
                base_tilt: 0.10 * r.normal(),
            },
            period_below: r.range(0.02, 0.22),
            period_above: r.range(0.0, 0.16),
            turn: 0.0,
        };
        if class == Class::Whorl {
            // Ridges run in circles where deltas and arch together give a doubled angle of pi at the centre.
            let (re, im) = pattern.double_angle(&pattern.singular[2..], centre.0, centre.1);
            pattern.turn = -0.5 * atan2(-im, -re) + 0.14 * r.normal();
        }
        pattern
    }

    /// Ridge angle from +x towards +y, radians, without cores, deltas and noise: the arch and the tilt of its base.
    #[inline(always)]
    pub(super) fn smooth_angle(&self, x: f32, y: f32) -> f32 {
        let arch = &self.arch;
        let (dx, dy) = ((x - self.centre.0) / self.size.0, (y - self.centre.1) / self.size.1);
        let across = dx / 208.0;
        if self.class == Class::Arch {
            let height = ((arch.height_px - 250.0 - y / self.size.1) / arch.height_px).clamp(0.0, 1.2);
            let slope = arch.slope * height * sin(PI * (across / arch.width).clamp(-1.0, 1.0));
            return atan2(slope, 1.0) + arch.base_tilt;
        }
        let above = 1.0 / (1.0 + exp((dy - arch.fade.0) / arch.fade.1));
        let (ex, ey) = (dx / 150.0, dy / 150.0);
        self.turn / (1.0 + ex * ex + ey * ey)
            + arch.lean * above * across.clamp(-1.2, 1.2)
            + arch.base_tilt * (1.0 - above)
    }

    /// Cosine and sine of twice the ridge angle by the zero-pole model with only the given singularities: the product of
    /// the unit factors (z - core), 1 / (z - delta) and e^(2i smooth). Sherlock, Monro, Pattern Recognition 26 (1993).
    pub(super) fn double_angle(&self, singular: &[Singularity], x: f32, y: f32) -> (f32, f32) {
        let t = 2.0 * self.smooth_angle(x, y);
        let (mut re, mut im) = (cos(t), sin(t));
        for s in singular {
            let (dx, dy) = (x - s.x, y - s.y);
            let n = 1.0 / (dx * dx + dy * dy + 1e-3).sqrt();
            let (ux, uy) = (dx * n, if s.core { dy * n } else { -dy * n });
            (re, im) = (re * ux - im * uy, re * uy + im * ux);
        }
        (re, im)
    }

    /// Logarithm of the ridge period over the period at the centre: wider below the delta and above the core.
    pub(super) fn log_period(&self, y: f32) -> f32 {
        let dy = (y - self.centre.1) / self.size.1;
        let below = ((dy - 150.0) / 80.0).clamp(0.0, 1.0);
        let above = ((-60.0 - dy) / 120.0).clamp(0.0, 1.0);
        self.period_below * below + self.period_above * above
    }
}

fn singularities(r: &mut Random, class: Class, centre: (f32, f32), size: (f32, f32)) -> Vec<Singularity> {
    let spread = exp(0.12 * r.normal()).clamp(0.75, 1.3);
    let (sx, sy) = (size.0 * spread, size.1 * spread);
    let (cx, cy) = centre;
    match class {
        Class::Arch => vec![],
        Class::TentedArch => {
            let (dx, dy) = (5.0 * r.normal(), r.range(45.0, 110.0));
            vec![core(r, cx, cy), delta(r, cx + dx, cy + sy * dy)]
        }
        Class::LeftLoop | Class::RightLoop => {
            let side = if class == Class::RightLoop { 1.0 } else { -1.0 };
            let (dx, dy) = (r.range(50.0, 140.0), r.range(75.0, 165.0));
            vec![core(r, cx, cy), delta(r, cx - side * sx * dx, cy + sy * dy)]
        }
        Class::Whorl => {
            // Plain; double loop (a long oblique S); central pocket (small, one delta near).
            let kind = r.unit();
            let (gap, tilt, near, far) = if kind < 0.6 {
                (r.range(14.0, 60.0), 0.3 * r.normal(), (75.0, 135.0), (75.0, 135.0))
            } else if kind < 0.82 {
                (r.range(45.0, 100.0), r.sign() * r.range(0.3, 1.1), (80.0, 145.0), (80.0, 145.0))
            } else {
                (r.range(10.0, 30.0), 0.3 * r.normal(), (40.0, 75.0), (95.0, 150.0))
            };
            let (dx, dy) = (0.5 * gap * size.0 * sin(tilt), 0.5 * gap * size.1 * cos(tilt));
            let side = r.sign();
            let (ax, ay) = (sx * r.range(near.0, near.1), sy * r.range(70.0, 160.0));
            let (bx, by) = (sx * r.range(far.0, far.1), sy * r.range(70.0, 160.0));
            vec![
                core(r, cx - dx, cy - dy),
                core(r, cx + dx, cy + dy),
                delta(r, cx - side * ax, cy + ay),
                delta(r, cx + side * bx, cy + by),
            ]
        }
    }
}

fn core(r: &mut Random, x: f32, y: f32) -> Singularity {
    Singularity { x, y, core: true, shape: r.range(0.7, 1.15), reach: r.range(80.0, 160.0) }
}

fn delta(r: &mut Random, x: f32, y: f32) -> Singularity {
    Singularity { x, y, core: false, shape: r.range(0.7, 1.15), reach: r.range(35.0, 80.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sample_gives_every_class_its_cores_and_deltas() {
        let counts = [
            (Class::Arch, 0, 0),
            (Class::TentedArch, 1, 1),
            (Class::LeftLoop, 1, 1),
            (Class::RightLoop, 1, 1),
            (Class::Whorl, 2, 2),
        ];
        for (class, cores, deltas) in counts {
            for seed in 0..50 {
                let p = Pattern::sample(&mut Random::stream(seed, "test", &[]), class, (1.0, 1.0), 9.0);
                let found = p.singular.iter().filter(|s| s.core).count();
                assert_eq!((found, p.singular.len() - found), (cores, deltas), "{class:?} {seed}");
                assert!(p.singular.iter().filter(|s| !s.core).all(|d| d.y > p.centre.1), "deltas lie below");
                match class {
                    Class::RightLoop => assert!(p.singular[1].x < p.centre.0),
                    Class::LeftLoop => assert!(p.singular[1].x > p.centre.0),
                    _ => {}
                }
            }
        }
    }
}
