//! Hair as a relief over the skull, locks that hang, a headscarf; where it begins and how its strands run.

use super::super::capture::Capture;
use super::super::identity::{Identity, Style};
use super::super::lanes::{Fx, Vx, smooth_max, smooth_min};
use super::super::noise::pseudo_angle;
use super::field::ROOM;
use super::{Field, Scene};

/// So far below the hairline no hair grows that does not hang, cm.
const BARE: f32 = 2.4;

/// Size of a style on one person.
#[derive(Clone, Debug)]
pub struct HairVolume {
    /// Thickness on top and at the sides, cm.
    top: f32,
    side: f32,
    /// Relief of the locks, and their fineness.
    pub wave: f32,
    pub scale: f32,
    /// No hair that does not hang is farther from the skull, cm.
    pub reach: f32,
}

impl HairVolume {
    pub fn new(person: &Identity, capture: &Capture) -> HairVolume {
        let v = person.hair.volume;
        let (top, side, wave, scale) = match capture.look.style {
            Style::Crop => (0.55 + 0.35 * v, 0.30, 0.10, 1.3),
            Style::Side => (1.3 + 0.6 * v, 0.55, 0.14, 0.8),
            Style::Receding => (0.35 + 0.3 * v, 0.35, 0.10, 1.1),
            Style::Bald => (0.10, 0.12, 0.03, 1.5),
            Style::Curly => (1.4 + 1.3 * v, 1.0 + 0.9 * v, 0.65, 0.95),
            Style::Long => (1.0 + 0.4 * v, 0.8, 0.10, 0.6),
            Style::Tied => (0.55 + 0.2 * v, 0.5, 0.10, 1.0),
            Style::Scarf => (1.0, 0.9, 0.0, 1.0),
        };
        let wave = wave * (0.5 + person.hair.wave);
        let swept = if capture.look.style == Style::Side { 0.7 } else { 0.0 };
        // The waves of the locks add up to 2.05 at most.
        let reach = top.max(side) + swept + 1.03 * wave;
        HairVolume { top, side, wave, scale, reach }
    }
}

/// How strands run at places side by side.
pub struct Strand {
    /// Coordinates across and along the strands, cm.
    pub across: Fx,
    pub along: Fx,
    /// Direction in the head's frame.
    pub direction: Vx,
}

impl Scene<'_> {
    /// Height above the hairline in cm at places of the head; hair grows where it is positive.
    #[inline(always)]
    pub fn above_hairline(&self, h: Vx) -> Fx {
        let hair = &self.person.hair;
        let (z, x, t) = (h.z, h.x.abs(), hair.recede);
        let long = self.capture.look.style == Style::Long;
        let mut line = (x * 0.7).sq().bell() * (-0.5 * hair.peak)
            + ((x - 4.0) * (1.0 / 1.9)).sq().bell() * z.smooth(-6.5, -3.0) * (0.9 * t)
            - z.smooth(0.4, -3.6) * (hair.line - 2.9 - 0.25 * t)
            - z.smooth(-4.3, -6.2) * 4.6
            - z.smooth(-8.4, -11.0) * 5.5
            + hair.line;
        if t > 1.6 {
            line = line + z.smooth(-9.0, 0.0) * ((t - 1.6) * 1.3);
        }
        if long {
            let (curtain, lower) = if hair.fringe {
                (-0.08, 1.3)
            } else {
                (-0.03, 0.0)
            };
            line = line - lower + (x * x * curtain).at_least(-3.2) + z.smooth(-1.5, -4.5) * -3.5;
        }
        (h.y - line) * 0.75
    }

    /// Strands run from the nearest point of a parting.
    #[inline(always)]
    pub fn strand(&self, h: Vx) -> Strand {
        let part = self.person.hair.part;
        let style = self.capture.look.style;
        let one = Fx::splat(1.0);
        if style == Style::Side {
            let flank = h.x.abs().smooth(5.0, 7.5);
            let direction = Vx {
                x: (one - flank) * part.signum(),
                y: flank * -0.6 - 0.15,
                z: flank * -0.5 - 0.25,
            };
            return Strand {
                across: h.z * 0.75 - h.y * 0.8 + h.x.abs() * 0.2,
                along: h.x + h.y * 0.4,
                direction: direction.unit(),
            };
        }
        if style == Style::Long && !self.person.hair.fringe {
            // From the parting outwards, back and down.
            let side = h.x - 0.45 * part;
            let flank = side.abs().smooth(1.0, 7.5);
            let round = pseudo_angle(h.z + 7.6, h.x.abs()) * -7.0;
            let direction = Vx {
                x: (one - flank) * side.sign(),
                y: flank * -0.8 - 0.2,
                z: (one - flank) * -0.5 - 0.1,
            };
            return Strand {
                across: (h.y * 0.75 - h.z).to(round, flank) + side.sign() * 3.0,
                along: side.abs() + 12.0 - h.y,
                direction: direction.unit(),
            };
        }
        let (px, py, z0, z1) = match style {
            Style::Long => (h.y.smooth(2.0, 9.0) * (part * 0.35), 12.5, -6.5, -5.5),
            Style::Tied | Style::Scarf => (Fx::splat(0.0), 1.5, -18.0, -17.0),
            _ => (Fx::splat(0.5), 12.0, -12.5, -12.0),
        };
        let zc = h.z.at_least(z0).at_most(z1);
        let q = Vx { x: h.x - px, y: h.y - py, z: h.z - zc };
        let direction = q.unit();
        if style == Style::Tied {
            return Strand { across: pseudo_angle(q.y, q.x) * 9.0, along: q.z, direction };
        }
        Strand { across: pseudo_angle(q.z, q.x) * 9.0 + zc * 0.9, along: q.length(), direction }
    }

    #[inline(always)]
    pub(super) fn add_hair(&self, h: Vx, world: Vx, skull: Fx, out: &mut Field) {
        let style = self.capture.look.style;
        let reach = match style {
            Style::Long => 30.0,
            Style::Scarf => 29.0,
            _ => 15.5,
        };
        let bound = h.less([0.0, 1.0, -7.0]).length() - reach;
        let afar = bound + 1.0;
        out.hair = if !bound.any_below(0.0) {
            afar
        } else if style == Style::Scarf {
            bound.below(0.0, self.scarf(h, skull, out.skin), afar)
        } else {
            bound.below(0.0, self.grown(h, world, skull), afar)
        };
    }

    /// A headscarf: hood, throat and drape, less an opening for the face.
    #[inline(always)]
    fn scarf(&self, h: Vx, skull: Fx, skin: Fx) -> Fx {
        let solids = &self.hair_solids;
        let cloth = smooth_min(smooth_min(solids.hood.distance(h), solids.throat.distance(h), 2.5), solids.drape.distance(h), 3.5);
        let cloth = smooth_min(cloth, skin.max(skull - 1.5) - 0.4, 0.8);
        smooth_max(cloth, -solids.scarf_face.distance(h), 0.5)
    }

    #[inline(always)]
    fn grown(&self, h: Vx, world: Vx, skull: Fx) -> Fx {
        let hangs = matches!(self.capture.look.style, Style::Long | Style::Tied);
        let (near, afar) = (self.hair.reach + ROOM, skull - self.hair.reach);
        if !hangs && !skull.any_below(near) {
            return afar;
        }
        let line = self.above_hairline(h);
        let bare = skull.at_most(9.0) + 3.2;
        if !hangs && !(-line).any_below(BARE) {
            return skull.below(near, bare, afar);
        }
        let covered = self.covered(h, world, skull, line);
        if hangs { covered } else { skull.below(near, (-line).below(BARE, covered, bare), afar) }
    }

    /// Distance to hair at a height above the hairline.
    #[inline(always)]
    fn covered(&self, h: Vx, world: Vx, skull: Fx, line: Fx) -> Fx {
        let (style, volume) = (self.capture.look.style, &self.hair);
        let top = h.y.smooth(2.0, 9.0);
        let grow = line.smooth(-0.3, if style == Style::Long { 5.5 } else { 2.8 });
        let thick = (top * (volume.top - volume.side) + volume.side) * grow
            - (Fx::splat(1.0) - line.smooth(-0.9, 0.15)) * 0.7
            - (Fx::splat(1.0) - line.smooth(-2.4, -0.7)) * 2.5;
        let wave = self.locks(h);
        let s = skull.at_most(9.0) - thick - wave * grow * (0.5 * volume.wave);
        match style {
            Style::Side => {
                let side = (h.x * -self.person.hair.part.signum()).smooth(-4.0, 5.0);
                s - side * top * grow * 0.7
            }
            Style::Long => {
                // Below the chin it hangs over the shoulders, which do not turn.
                let hung = h.y.smooth(-6.0, -12.0);
                let a = Vx {
                    x: h.x + (world.x - h.x) * hung,
                    y: h.y + (world.y - h.y) * hung,
                    z: h.z + (world.z - h.z) * hung,
                }
                .mirrored();
                // In at the jaw, out again over the shoulders, with tips of unequal length.
                let sway = ((a.y + 7.5) * 0.2).sq().bell() * -0.7
                    + ((a.y + 17.0) * 0.16).sq().bell() * 0.6;
                let strands = wave * (0.18 + 0.4 * volume.wave);
                let below = a.y + 2.0;
                let long = Vx {
                    y: (below * 0.35).max(below * 0.95),
                    ..a
                };
                let fall =
                    self.hair_solids.fall.distance(long) - sway - strands;
                let tips = strands * 2.0 - a.y + self.person.hair.tips;
                let low = Vx {
                    y: a.y.at_least(-5.0),
                    ..a
                };
                let face = self.hair_solids.fall_face.distance(low);
                let fall = smooth_max(smooth_max(fall, tips, 0.7), -face, 1.6);
                smooth_min(s, fall, 1.4)
            }
            Style::Tied => {
                let bun = self.hair_solids.bun.distance(h);
                smooth_min(s, bun - wave * 0.1, 0.8)
            }
            // The relief is steep: shorter steps.
            Style::Curly => s * 0.62,
            _ => s,
        }
    }

    /// Locks: a cheap periodic relief across the strands.
    #[inline(always)]
    fn locks(&self, h: Vx) -> Fx {
        let k = self.hair.scale;
        let shift = self.capture.look.hair_seed as f32 * 0.001;
        let waves = wave(h.x * k + h.z * (0.31 * k) + shift)
            * wave(h.y * (0.8 * k) + h.x * (0.23 * k) + 1.3 * shift);
        let slow = wave(h.z * (0.9 * k) - h.y * (0.45 * k) + 2.1 * shift) * 0.6;
        let fine = wave(h.x * (2.3 * k) - h.z * (1.9 * k))
            * wave(h.y * (2.1 * k) + h.z * (0.7 * k))
            * 0.45;
        waves + slow + fine
    }
}

/// A wave of period 4 between -1 and 1, from a folded parabola.
#[inline(always)]
fn wave(x: Fx) -> Fx {
    let u = x - (x * 0.25).round() * 4.0;
    u * (Fx::splat(2.0) - u.abs())
}
