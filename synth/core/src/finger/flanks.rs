//! The flanks of a finger, from where a plain print ends to the nails: grown on about what is there already, which stays as it is.

use super::links::Links;
use super::master::Master;
use super::minutia::settle;
use super::pattern::Pattern;
use super::relaxation::{Phasors, Relaxation};
use super::residues::{BORDER, Residues};
use super::wave_field::{Grid, STEP, WaveField};
use crate::math::{cos, sin};
use crate::random::Random;

/// Width of a flank on a finger of size 1, px.
const FLANK: f32 = 72.0;
/// Steps of relaxation: as many leave minutiae as dense as on the pad.
const STEPS: usize = 60;

/// Widens a grown finger on both sides. The minutiae are those of the flanks alone.
pub(super) fn with_flanks(master: &Master, pattern: &Pattern, r: &mut Random) -> Master {
    let own = &master.field.grid;
    let more = (FLANK * pattern.size.0) as usize / STEP;
    let field = widened(&master.field, pattern, more);
    let grid = field.grid;
    // Squares of the pad that were looked at for minutiae: their nodes stay.
    let pad = |i: usize, j: usize| (more + BORDER..more + own.w - BORDER).contains(&i) && (BORDER..own.h - BORDER).contains(&j);
    let pin = |z: &mut Phasors| {
        for j in BORDER..own.h - BORDER {
            let (from, to) = (j * own.w + BORDER, j * grid.w + more + BORDER);
            let n = own.w - 2 * BORDER;
            z.re[to..to + n].copy_from_slice(&master.z.re[from..from + n]);
            z.im[to..to + n].copy_from_slice(&master.z.im[from..from + n]);
        }
    };
    let mut z = Phasors::zero(grid.len());
    for k in (1..grid.h - 1).flat_map(|j| j * grid.w + 1..(j + 1) * grid.w - 1) {
        let phase = r.range(-std::f32::consts::PI, std::f32::consts::PI);
        (z.re[k], z.im[k]) = (cos(phase), sin(phase));
    }
    let links = Links::new(&field);
    let mut relaxation = Relaxation::new(&links);
    for _ in 0..STEPS {
        pin(&mut z);
        relaxation.step(&mut z);
    }
    pin(&mut z);
    let mut found = Residues::new(&field, &links).find(&z);
    found.retain(|residue| {
        let (i, j) = (residue.node % grid.w, residue.node / grid.w);
        !(pad(i, j) && pad(i + 1, j + 1))
    });
    let minutiae = settle(&field, &mut z, &found);
    Master { field, z, minutiae, steps: (0, STEPS) }
}

/// A field with more columns on either side: they follow the pattern, turned as the last column is, and keep its period.
fn widened(field: &WaveField, pattern: &Pattern, more: usize) -> WaveField {
    let own = field.grid;
    let grid = Grid { w: own.w + 2 * more, left: own.left - (more * STEP) as f32, ..own };
    let mut wide = WaveField { grid, gx: vec![0.0; grid.len()], gy: vec![0.0; grid.len()] };
    for k in 0..grid.len() {
        let (i, j) = (k % grid.w, k / grid.w);
        let near = j * own.w + i.saturating_sub(more).min(own.w - 1);
        (wide.gx[k], wide.gy[k]) = (field.gx[near], field.gy[near]);
        if i < more || i >= more + own.w {
            let model = |(x, y): (f32, f32)| pattern.double_angle(&pattern.singular, x, y);
            let ((c, s), (nc, ns)) = (model(grid.position(k)), model(own.position(near)));
            (wide.gx[k], wide.gy[k]) = turned_by_half((field.gx[near], field.gy[near]), (c * nc + s * ns, s * nc - c * ns));
        }
    }
    wide
}

/// A vector, up to sign, turned by half of the angle of a unit vector.
fn turned_by_half((x, y): (f32, f32), (c, s): (f32, f32)) -> (f32, f32) {
    let (c, s) = if c >= 0.0 {
        let half = (0.5 + 0.5 * c).sqrt();
        (half, 0.5 * s / half)
    } else {
        let half = (0.5 - 0.5 * c).sqrt();
        (0.5 * s / half, half)
    };
    (x * c - y * s, x * s + y * c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finger::Finger;

    #[test]
    fn with_flanks_leaves_the_pad_and_strews_the_flanks_as_densely() {
        let (mut pads, mut flanks, mut inside) = ((0.0, 0.0), (0.0, 0.0), 0);
        for person in 0..8 {
            let (finger, master) = Finger::grow(2019, person, 2).unwrap();
            let wide = with_flanks(&master, finger.pattern(), &mut Random::stream(1, "test", &[person]));
            let (own, grid) = (&master.field.grid, &wide.field.grid);
            let more = (grid.w - own.w) / 2;
            for (k, m) in [(40 * own.w + 50, 40 * grid.w + more + 50), (100 * own.w + 30, 100 * grid.w + more + 30)] {
                assert_eq!((master.z.re[k], master.field.gx[k]), (wide.z.re[m], wide.field.gx[m]));
            }
            let half = 0.5 * (own.w * STEP) as f32 - 12.0;
            inside += wide.minutiae.iter().filter(|m| m.x.abs() < half && m.y.abs() < 250.0).count();
            let area = (4 * (grid.w - own.w) * (own.h * STEP)) as f32;
            flanks = (flanks.0 + wide.minutiae.len() as f32, flanks.1 + area);
            pads = (pads.0 + finger.minutiae().len() as f32, pads.1 + (own.w * STEP * own.h * STEP) as f32);
        }
        assert!(inside == 0, "{inside} on the pad");
        let ratio = flanks.0 / flanks.1 / (pads.0 / pads.1);
        assert!((0.75..1.25).contains(&ratio), "{ratio}");
    }
}
