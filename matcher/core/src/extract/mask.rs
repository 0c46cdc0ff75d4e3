//! Where the print is: cells with contrast and direction, largest parts, holes filled.

use super::CELL;
use crate::plane::Plane;

/// Of the image's 90th percentile of local deviation (swept).
const DEVIATION: f32 = 0.3;
/// Least coherence; 0.25 throws away noisy cells that still match (swept).
const COHERENCE: f32 = 0.1;
/// Cells; blur of the raw mask before it is cut at one half.
const SIGMA: f32 = 2.0;
/// Parts under 1/4 of the largest are dropped.
const PART: usize = 4;

/// 1 inside the print, 0 outside, by cell.
pub fn segment(deviation: &Plane, coherence: &Plane) -> Plane {
    let mut sorted = deviation.d.clone();
    sorted.sort_by(f32::total_cmp);
    let least = sorted[sorted.len() * 9 / 10] * DEVIATION;
    let mut m = deviation.clone();
    for (v, c) in m.d.iter_mut().zip(&coherence.d) {
        *v = f32::from(*v > least && *c > COHERENCE);
    }
    m = m.smooth(SIGMA);
    m.d.iter_mut().for_each(|v| *v = f32::from(*v > 0.5));
    drop_small_parts(&mut m);
    fill_holes(&mut m);
    m
}

/// Distance in px from a cell to the mask's outside (two chamfer sweeps); the image's edge is outside.
pub fn edge_distance(mask: &Plane) -> Plane {
    let (w, h) = (mask.w, mask.h);
    let stride = w + 2;
    let mut d = vec![0.0; stride * (h + 2)];
    for y in 0..h {
        for x in 0..w {
            d[(y + 1) * stride + x + 1] = if mask.d[y * w + x] > 0.0 { 1e6 } else { 0.0 };
        }
    }
    let relax = |d: &mut Vec<f32>, i: usize, straight: [usize; 2], slant: [usize; 2]| {
        let near = d[straight[0]].min(d[straight[1]]) + 1.0;
        let far = d[slant[0]].min(d[slant[1]]) + 1.4;
        d[i] = d[i].min(near).min(far);
    };
    for y in 1..=h {
        for i in (1..=w).map(|x| y * stride + x) {
            relax(&mut d, i, [i - 1, i - stride], [i - stride - 1, i - stride + 1]);
        }
    }
    for y in (1..=h).rev() {
        for i in (1..=w).rev().map(|x| y * stride + x) {
            relax(&mut d, i, [i + 1, i + stride], [i + stride + 1, i + stride - 1]);
        }
    }
    let mut out = Plane::new(w, h);
    for y in 0..h {
        for x in 0..w {
            out.d[y * w + x] = d[(y + 1) * stride + x + 1] * CELL as f32;
        }
    }
    out
}

fn drop_small_parts(m: &mut Plane) {
    let (label, parts) = parts_of(m, 1.0);
    let largest = parts.iter().map(|p| p.size).max().unwrap_or(0);
    for (v, &id) in m.d.iter_mut().zip(&label) {
        if parts[id].size * PART < largest {
            *v = 0.0;
        }
    }
}

/// Dark smudges inside the print have little contrast but still ridges.
fn fill_holes(m: &mut Plane) {
    let (label, parts) = parts_of(m, 0.0);
    for (v, &id) in m.d.iter_mut().zip(&label) {
        if id != 0 && !parts[id].at_edge {
            *v = 1.0;
        }
    }
}

/// A 4-connected part.
#[derive(Default)]
struct Part {
    size: usize,
    at_edge: bool,
}

/// Label of every cell with this value, from 1 (0 = other cells), and the parts by label.
#[allow(clippy::float_cmp, reason = "a mask holds 0 and 1 only")]
fn parts_of(m: &Plane, value: f32) -> (Vec<usize>, Vec<Part>) {
    let (w, h) = (m.w, m.h);
    let mut label = vec![0; w * h];
    let mut parts = vec![Part::default()];
    for start in 0..w * h {
        if label[start] != 0 || m.d[start] != value {
            continue;
        }
        let id = parts.len();
        let mut part = Part::default();
        label[start] = id;
        let mut stack = vec![start];
        while let Some(k) = stack.pop() {
            let (x, y) = (k % w, k / w);
            part.size += 1;
            part.at_edge |= x == 0 || y == 0 || x == w - 1 || y == h - 1;
            let near = [(x > 0, k.wrapping_sub(1)), (x + 1 < w, k + 1), (y > 0, k.wrapping_sub(w)), (y + 1 < h, k + w)];
            for (inside, q) in near {
                if inside && label[q] == 0 && m.d[q] == value {
                    label[q] = id;
                    stack.push(q);
                }
            }
        }
        parts.push(part);
    }
    (label, parts)
}
