//! Where the phase winds once around a px square, a ridge begins.

use super::flow::{Flow, turn_of};
use super::gabor::{TURNS, Wave};
use crate::math;
use crate::plane::Plane;
use std::f64::consts::PI;

/// No minutia nearer to the mask's edge, px (13.5 px at 500 ppi; swept).
const BORDER: f32 = 9.0;
/// Two residues of opposite winding nearer than this cancel, px (5 is worse, swept): a short bridge, break or island makes such a pair.
const PAIR: f32 = 3.5;
/// How far along its direction a minutia looks for ridge or valley, px.
const KIND_REACH: f32 = 4.0;

/// A minutia in px of the working resolution.
#[derive(Clone, Copy)]
pub struct Residue {
    pub x: f32,
    pub y: f32,
    /// Unit vector towards the side with one ridge more, y down.
    pub dx: f32,
    pub dy: f32,
    pub ending: bool,
    /// Set by [`super::quality`].
    pub quality: f32,
}

/// All residues at least `BORDER` inside, by rows. `distance` from the mask's edge, px.
pub fn residues(wave: &Wave, flow: &Flow, distance: &Plane) -> Vec<Residue> {
    let w = wave.w;
    let mut out = vec![];
    for y in 0..wave.h - 1 {
        for x in 0..w - 1 {
            let i = y * w + x;
            let dark = wave.z[i][0] < 0.0;
            if [i + 1, i + w, i + w + 1].iter().all(|&j| (wave.z[j][0] < 0.0) == dark) {
                continue;
            }
            let square = [wave.z[i], wave.like(i, i + 1), wave.like(i, i + w + 1), wave.like(i, i + w)];
            let turns = winding(&square);
            if turns == 0.0 {
                continue;
            }
            let (u, v) = zero(&square);
            let (px, py) = (x as f32 + 0.5 + u, y as f32 + 0.5 + v);
            if distance.sample(px, py) >= BORDER {
                out.push(residue_at(px, py, turns, wave, flow, wave.turn[i]));
            }
        }
    }
    out
}

/// What is left when nearest opposite pairs have cancelled.
pub fn cancel_pairs(all: &[Residue]) -> Vec<Residue> {
    let mut pairs = vec![];
    for (i, a) in all.iter().enumerate() {
        for (j, b) in all.iter().enumerate().skip(i + 1) {
            let (dx, dy) = (a.x - b.x, a.y - b.y);
            let squared = dx * dx + dy * dy;
            if squared < PAIR * PAIR && a.dx * b.dx + a.dy * b.dy < -0.5 {
                pairs.push((squared, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut gone = vec![false; all.len()];
    for (_, i, j) in pairs {
        if !gone[i] && !gone[j] {
            gone[i] = true;
            gone[j] = true;
        }
    }
    all.iter().zip(gone).filter(|(_, gone)| !gone).map(|(r, _)| *r).collect()
}

/// The winding and the filter's normal give the sense, the smooth flow the direction.
fn residue_at(x: f32, y: f32, turns: f32, wave: &Wave, flow: &Flow, filter_turn: u8) -> Residue {
    let (ny, nx) = math::sin_cos(filter_turn as f64 * PI / TURNS as f64);
    let (sy, sx) = math::sin_cos(turn_of(flow.cos2.sample(x, y), flow.sin2.sample(x, y)) as f64 * PI);
    let sense = if sx * nx + sy * ny < 0.0 { -turns } else { turns };
    let (dx, dy) = (sense * sy as f32, -sense * sx as f32);
    let ahead = |at: f32, d: f32, n: usize| ((at + KIND_REACH * d).max(0.0) as usize).min(n - 1);
    let ending = wave.z[ahead(y, dy, wave.h) * wave.w + ahead(x, dx, wave.w)][0] < 0.0;
    Residue { x, y, dx, dy, ending, quality: 0.0 }
}

/// +1 or -1 where the four values, taken in the order +x, +y, -x, wind around 0.
fn winding(v: &[[f32; 2]; 4]) -> f32 {
    let mut turns = 0.0;
    for k in 0..4 {
        let (a, b) = (v[k], v[(k + 1) % 4]);
        if (a[1] < 0.0) != (b[1] < 0.0) {
            let cross = a[0] * b[1] - a[1] * b[0];
            let behind = if b[1] > a[1] { cross < 0.0 } else { cross > 0.0 };
            if behind {
                turns += if a[1] >= 0.0 { 1.0 } else { -1.0 };
            }
        }
    }
    turns
}

/// Where the plane through four values is 0, relative to the square's middle, -0.5..=0.5.
fn zero(v: &[[f32; 2]; 4]) -> (f32, f32) {
    let plane = |c: usize| {
        let (a, b, d, e) = (v[0][c], v[1][c], v[2][c], v[3][c]);
        ((a + b + d + e) / 4.0, (b + d - a - e) / 2.0, (d + e - a - b) / 2.0)
    };
    let ((a0, ax, ay), (b0, bx, by)) = (plane(0), plane(1));
    let det = ax * by - ay * bx;
    if det.abs() < 1e-12 {
        return (0.0, 0.0);
    }
    (((b0 * ay - a0 * by) / det).clamp(-0.5, 0.5), ((a0 * bx - b0 * ax) / det).clamp(-0.5, 0.5))
}
