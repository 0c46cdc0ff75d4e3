//! Minutiae: where they are, which way they point, and what they are.

use super::relaxation::Phasors;
use super::residues::Residue;
use super::wave_field::WaveField;
use std::f32::consts::PI;

use crate::math::{TURN, atan2, cos, exp, round_even, sin};
use crate::wide::{Kernel, run_widest};

/// Type of a minutia.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MinutiaKind {
    /// A ridge ends.
    Ending,
    /// A ridge forks.
    Bifurcation,
}

/// One minutia, in px at 500 ppi, y down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minutia {
    /// From the left of the image (in the master: from the pad's centre).
    pub x: f32,
    /// From the top of the image (in the master: from the pad's centre).
    pub y: f32,
    /// Direction from +x towards +y (clockwise as seen), radians: into an ending ridge, or between the arms of a fork.
    pub angle: f32,
    /// Ending or bifurcation.
    pub kind: MinutiaKind,
}

impl Minutia {
    /// Direction as in ISO/IEC 19794-2:2005, 6.4: anticlockwise from +x as seen, in 1/256 of a turn.
    #[must_use]
    pub fn direction(&self) -> u8 {
        (round_even(-self.angle * (256.0 / TURN)) as i32 & 255) as u8
    }

    /// The minutia after a smooth motion of the skin; its direction turns with the skin at that very place.
    pub(super) fn moved(&self, motion: impl Fn(f32, f32) -> (f32, f32)) -> Minutia {
        let (tx, ty) = (2.0 * cos(self.angle), 2.0 * sin(self.angle));
        let (x, y) = motion(self.x, self.y);
        let (ax, ay) = motion(self.x + tx, self.y + ty);
        let (bx, by) = motion(self.x - tx, self.y - ty);
        Minutia { x, y, angle: atan2(ay - by, ax - bx), kind: self.kind }
    }
}

/// How far behind a minutia, on the side with one ridge fewer, its type is read, px: half a ridge period.
const BEHIND: f32 = 4.5;
/// The visible tip or fork lies this much further in than the zero of the phase, px.
const TIP: f32 = 0.9;

/// Half width of the neighbourhood whose ridges move to make a minutia plain, px.
const SETTLING: f32 = 11.0;
/// The neighbourhood ends at so many half widths.
const REACH: f32 = 2.2;
/// Share of a half turn that becomes endings; the rest forks. Extractors see 0.38-0.42 forks on FVC2002.
const ENDINGS: f32 = 0.57;
/// How much of the way to a plain ending or fork the ridges move: a few minutiae stay doubtful, as on skin.
const PLAINNESS: f32 = 0.85;

/// Minutiae of residues. Position: where the interpolated phasor is zero. Direction: to the side with one ridge more.
/// Type: a ridge straight behind means a fork, a valley an ending; where neither stands there, the ridges round the minutia
/// move by up to a quarter of a period, so that it becomes the nearer of the two.
pub(super) fn settle(field: &WaveField, z: &mut Phasors, residues: &[Residue]) -> Vec<Minutia> {
    residues.iter().map(|residue| settle_one(field, z, residue)).collect()
}

fn settle_one(field: &WaveField, z: &mut Phasors, residue: &Residue) -> Minutia {
    let (x, y) = zero_in(field, z, residue.node);
    let (gx, gy) = (field.gx[residue.node], field.gy[residue.node]);
    let scale = residue.winding / (gx * gx + gy * gy).sqrt();
    let (tx, ty) = (gy * scale, -gx * scale);
    let (behind_x, behind_y) = (x - tx * BEHIND, y - ty * BEHIND);
    let (re, im) = phasor_at(field, z, behind_x, behind_y);
    // phasor_at speaks in the sense of the node left above the point.
    let sense = field.flip(field.grid.node_at(behind_x, behind_y), residue.node);
    let phase = atan2(sense * im, re);
    let fork = phase.abs() < PI * (1.0 - ENDINGS);
    let wanted = if fork { 0.0 } else { PI.copysign(phase) };
    turn_round(field, z, residue.node, (x, y), PLAINNESS * (wanted - phase));
    let kind = if fork { MinutiaKind::Bifurcation } else { MinutiaKind::Ending };
    Minutia { x: x + TIP * tx, y: y + TIP * ty, angle: atan2(ty, tx), kind }
}

/// Turns the phase round a point by `angle`, less and less outwards; the sense is that of `node`.
fn turn_round(field: &WaveField, z: &mut Phasors, node: usize, point: (f32, f32), angle: f32) {
    run_widest(Turn { field, z, node, point, angle });
}

/// Columns of nodes that hold the neighbourhood of a point.
const TURN_COLUMNS: usize = 16;

struct Turn<'a> {
    field: &'a WaveField,
    z: &'a mut Phasors,
    node: usize,
    point: (f32, f32),
    angle: f32,
}

impl Kernel for Turn<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Turn { field: WaveField { grid, gx, gy }, z, node, point, angle } = self;
        let reach = (REACH * SETTLING / grid.step) as usize;
        let (i, j) = (node % grid.w, node / grid.w);
        let first = i.saturating_sub(reach).min(grid.w - TURN_COLUMNS);
        let sense = (gx[node], gy[node]);
        for row in j.saturating_sub(reach)..=(j + reach).min(grid.h - 1) {
            let start = row * grid.w + first;
            let (left, top) = grid.position(start);
            let ey = (top - point.1) * (1.0 / SETTLING);
            let (gx, gy) = (columns(gx, start), columns(gy, start));
            let (mut re, mut im) = (columns(&z.re, start), columns(&z.im, start));
            for k in 0..TURN_COLUMNS {
                let ex = (left - point.0 + grid.step * k as f32) * (1.0 / SETTLING);
                let squared = ex * ex + ey * ey;
                let share = if squared > REACH * REACH { 0.0 } else { exp(-0.5 * squared) };
                let turn = angle * if gx[k] * sense.0 + gy[k] * sense.1 < 0.0 { -share } else { share };
                let (c, s) = (cos(turn), sin(turn));
                (re[k], im[k]) = (re[k] * c - im[k] * s, re[k] * s + im[k] * c);
            }
            z.re[start..start + TURN_COLUMNS].copy_from_slice(&re);
            z.im[start..start + TURN_COLUMNS].copy_from_slice(&im);
        }
    }
}

#[inline(always)]
fn columns(values: &[f32], start: usize) -> [f32; TURN_COLUMNS] {
    *values[start..].first_chunk().expect("the grid is wider")
}

/// Steps of Newton's method towards a zero, and the distance at which it reads slopes, px.
const NEWTON: (usize, f32) = (4, 0.5);

/// Zero of the phasor in the square of node `first`, or the place nearest to it there.
fn zero_in(field: &WaveField, z: &Phasors, first: usize) -> (f32, f32) {
    let (left, top) = field.grid.position(first);
    let step = field.grid.step;
    let (mut x, mut y) = (left + 0.5 * step, top + 0.5 * step);
    for _ in 0..NEWTON.0 {
        let (re, im) = phasor_from(field, z, first, x, y);
        let (right, below) = (phasor_from(field, z, first, x + NEWTON.1, y), phasor_from(field, z, first, x, y + NEWTON.1));
        let ((rx, ix), (ry, iy)) = ((right.0 - re, right.1 - im), (below.0 - re, below.1 - im));
        let determinant = rx * iy - ry * ix;
        if determinant.abs() < 1e-6 {
            break;
        }
        let scale = NEWTON.1 / determinant;
        x = (x - scale * (re * iy - im * ry)).clamp(left, left + step);
        y = (y - scale * (im * rx - re * ix)).clamp(top, top + step);
    }
    (x, y)
}

/// The ridge phasor at any point, in the sense of the node left above.
fn phasor_at(field: &WaveField, z: &Phasors, x: f32, y: f32) -> (f32, f32) {
    phasor_from(field, z, field.grid.node_at(x, y), x, y)
}

/// The ridge phasor at a point by the square of node `first`: its four nodes, each carried there by its own wave vector. Its
/// real part is the height of the ridges.
fn phasor_from(field: &WaveField, z: &Phasors, first: usize, x: f32, y: f32) -> (f32, f32) {
    let grid = &field.grid;
    let (left, top) = grid.position(first);
    let (a, b) = ((x - left) / grid.step, (y - top) / grid.step);
    let nodes = [first, first + 1, first + grid.w, first + grid.w + 1];
    let flip = nodes.map(|k| field.flip(k, first));
    let away = [(a, b), (a - 1.0, b), (a, b - 1.0), (a - 1.0, b - 1.0)];
    let phase: [f32; 4] = std::array::from_fn(|c| flip[c] * (field.gx[nodes[c]] * away[c].0 + field.gy[nodes[c]] * away[c].1) * grid.step);
    let (mut sines, mut cosines) = ([0f32; 4], [0f32; 4]);
    for c in 0..4 {
        (sines[c], cosines[c]) = (sin(phase[c]), cos(phase[c]));
    }
    let (mut re, mut im) = (0.0, 0.0);
    for (c, k) in nodes.into_iter().enumerate() {
        let weight = (1.0 - away[c].0.abs()) * (1.0 - away[c].1.abs());
        let zi = flip[c] * z.im[k];
        re += weight * (z.re[k] * cosines[c] - zi * sines[c]);
        im += weight * (z.re[k] * sines[c] + zi * cosines[c]);
    }
    (re, im)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finger::links::Links;
    use crate::finger::residues::Residues;
    use crate::finger::wave_field::Grid;

    /// Straight horizontal ridges, 9 px apart, with one dislocation in the middle: one ridge more to one side.
    fn dislocation(winding: f32, offset: f32) -> (WaveField, Phasors) {
        let grid = Grid { w: 41, h: 41, step: 4.0, left: -81.0, top: -81.0 };
        let field = WaveField { grid, gx: vec![0.0; grid.len()], gy: vec![TURN / 9.0; grid.len()] };
        let mut z = Phasors::zero(grid.len());
        for k in 0..grid.len() {
            let (x, y) = grid.position(k);
            let phase = TURN / 9.0 * y + winding * atan2(y, x) + offset;
            (z.re[k], z.im[k]) = (cos(phase), sin(phase));
        }
        (field, z)
    }

    /// Ridges crossed going straight down at x, with their fraction: the phase gained, in turns.
    fn ridges(field: &WaveField, z: &Phasors, x: f32) -> f32 {
        let at = |q: i32| phasor_at(field, z, x, 0.5 * q as f32);
        let gained = (-140..140).map(|q| {
            let ((a, b), (c, d)) = (at(q), at(q + 1));
            atan2(a * d - b * c, a * c + b * d)
        });
        gained.sum::<f32>() / TURN
    }

    #[test]
    fn settle_points_to_the_side_with_one_ridge_more() {
        for winding in [1.0, -1.0] {
            for offset in [0.3, 1.8, 3.4, 5.0] {
                let (field, mut z) = dislocation(winding, offset);
                let links = Links::new(&field);
                let found = Residues::new(&field, &links).find(&z);
                assert_eq!(found.len(), 1, "one residue");
                let m = settle(&field, &mut z, &found)[0];
                assert!(m.x.abs() < 2.0 && m.y.abs() < 2.0, "{m:?}");
                let (left, right) = (ridges(&field, &z, -10.0), ridges(&field, &z, 10.0));
                assert!(((right - left).abs() - 0.91).abs() < 0.05, "left {left}, right {right}");
                assert_eq!(m.direction(), if right > left { 0 } else { 128 }, "left {left}, right {right}, {m:?}");
            }
        }
    }

    /// ISO/IEC 19794-2: angles grow anticlockwise as seen although y points down.
    #[test]
    fn direction_counts_anticlockwise_from_the_right() {
        let direction = |angle| Minutia { x: 0.0, y: 0.0, angle, kind: MinutiaKind::Ending }.direction();
        let up = -TURN / 4.0;
        assert_eq!([0.0, up, TURN / 2.0, -up, TURN].map(direction), [0, 64, 128, 192, 0]);
    }
}
