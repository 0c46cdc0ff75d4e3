//! Demodulation: a quadrature (Gabor) filter with the local normal and period turns the print into amplitude and phase,
//! z = a (cos p, sin p). Filters in integers, so that every instruction set gives the same sums.

use super::CELL;
use super::flow::{Flow, PERIOD_MAX, PERIOD_MIN, turn_of};
use super::normalise::CLIP;
use crate::math;
use crate::plane::{Plane, between};
use crate::simd;
use std::f64::consts::{PI, TAU};
use std::sync::LazyLock;

/// Filters over the range of periods, in geometric steps.
const PERIODS: usize = 10;
/// Filters over half a turn of the normal.
pub const TURNS: usize = 32;
/// Radius of a filter, px.
pub const RADIUS: usize = 7;
/// Taps a filter row; the last one is 0, so that a row fills a register.
pub const SIDE: usize = 16;
/// Gabor envelope across the ridges, px (3.6 px at 500 ppi; Hong, Wan and Jain 1998 use 4).
const SIGMA_ACROSS: f64 = 2.4;
/// Along the ridges; longer than across bridges dotted ridges (swept).
const SIGMA_ALONG: f64 = 4.0;
/// Filter taps: 1.0 as an integer.
const TAP_ONE: f64 = 131_072.0;
/// Grey: 1 deviation as an integer. `CLIP * GREY_ONE` * (sum of taps < 1.6 `TAP_ONE`) stays below 2^31.
const GREY_ONE: f32 = 2048.0;
/// ln(`PERIOD_MAX / PERIOD_MIN`) = ln(7/3).
const PERIOD_RANGE_LN: f64 = 0.8472978603872037;

/// Taps of one filter, row-major, `SIDE` a row, 15 rows used: the last is 0.
pub type Kernel = [i16; SIDE * SIDE];

/// Which px of a cell are demodulated.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sampling {
    /// The 2 x 2 in the middle: enough for phase gradients.
    Sparse,
    /// All of them.
    Full,
}

/// Amplitude and phase of every px done, and which normal its filter had (0..TURNS over half a turn).
pub struct Wave {
    pub w: usize,
    pub h: usize,
    pub z: Vec<[f32; 2]>,
    pub turn: Vec<u8>,
}

impl Wave {
    /// Zeros.
    pub fn new(w: usize, h: usize) -> Wave {
        Wave { w, h, z: vec![[0.0; 2]; w * h], turn: vec![0; w * h] }
    }

    /// Value at `j` with the sense of the normal at `i`: a turned normal negates the phase.
    pub fn like(&self, i: usize, j: usize) -> [f32; 2] {
        let [re, im] = self.z[j];
        let apart = self.turn[i].abs_diff(self.turn[j]) as usize;
        [re, if 2 * apart > TURNS { -im } else { im }]
    }
}

/// The normalised print in integers with a frame of zeros.
pub struct Padded {
    stride: usize,
    d: Vec<i16>,
}

/// Frames a normalised print.
pub fn pad(print: &Plane) -> Padded {
    let stride = print.w + SIDE;
    let mut d = vec![0; stride * (print.h + SIDE)];
    for y in 0..print.h {
        let row = &mut d[(y + RADIUS) * stride + RADIUS..][..print.w];
        for (o, v) in row.iter_mut().zip(&print.d[y * print.w..]) {
            debug_assert!(v.abs() <= CLIP);
            *o = (v * GREY_ONE) as i16;
        }
    }
    Padded { stride, d }
}

/// Fills `out` in the mask's cells.
pub fn demodulate(print: &Padded, flow: &Flow, period: &Plane, mask: &Plane, sampling: Sampling, out: &mut Wave) {
    let (w, h, gw) = (out.w, out.h, mask.w);
    let (from, to) = if sampling == Sampling::Sparse { (1, 3) } else { (0, CELL) };
    let unit = 1.0 / (TAP_ONE as f32 * GREY_ONE);
    let dots = simd::dots();
    let normals = Normals::new(flow, w);
    let mut turns = vec![0; w];
    for (cy, (mask, period)) in mask.d.chunks_exact(gw).zip(period.d.chunks_exact(gw)).enumerate() {
        for y in cy * CELL + from..(cy * CELL + to).min(h) {
            normals.turns(y, &mut turns);
            for (cx, _) in mask.iter().enumerate().filter(|(_, inside)| **inside != 0.0) {
                let filters = BANK.nearest(period[cx]);
                for x in cx * CELL + from..(cx * CELL + to).min(w) {
                    let [even, odd] = dots(&print.d[y * print.stride + x..], print.stride, &filters[turns[x] as usize]);
                    out.z[y * w + x] = [even as f32 * unit, -(odd as f32) * unit];
                    out.turn[y * w + x] = turns[x];
                }
            }
        }
    }
}

/// The flow at the columns of px, still by rows of cells.
struct Normals {
    cos2: Plane,
    sin2: Plane,
}

impl Normals {
    fn new(flow: &Flow, w: usize) -> Normals {
        let columns: Vec<(usize, f32)> = (0..w).map(|x| between(x as f32, flow.cos2.w)).collect();
        let across = |m: &Plane| {
            let mut out = Plane::new(w, m.h);
            for (row, cells) in out.d.chunks_exact_mut(w).zip(m.d.chunks_exact(m.w)) {
                for (o, &(i, a)) in row.iter_mut().zip(&columns) {
                    *o = cells[i] * (1.0 - a) + cells[i + 1] * a;
                }
            }
            out
        };
        Normals { cos2: across(&flow.cos2), sin2: across(&flow.sin2) }
    }

    /// Filter of every px of a row; the doubled angle in turns spans half a turn of the normal.
    fn turns(&self, y: usize, turns: &mut [u8]) {
        let w = self.cos2.w;
        let (j, b) = between(y as f32, self.cos2.h);
        let (cos, cos_below) = self.cos2.d[j * w..][..2 * w].split_at(w);
        let (sin, sin_below) = self.sin2.d[j * w..][..2 * w].split_at(w);
        for (x, turn) in turns.iter_mut().enumerate() {
            let mix = |at: &[f32], below: &[f32]| at[x] * (1.0 - b) + below[x] * b;
            let turns = turn_of(mix(cos, cos_below), mix(sin, sin_below));
            *turn = (turns * TURNS as f32 + 0.5) as u8 % TURNS as u8;
        }
    }
}

/// Even and odd filter for every period and turn.
struct Bank {
    /// Period above which the next filter is nearer, px.
    limits: [f32; PERIODS - 1],
    filters: Vec<[[Kernel; 2]; TURNS]>,
}

impl Bank {
    fn nearest(&self, period: f32) -> &[[Kernel; 2]; TURNS] {
        &self.filters[self.limits.iter().filter(|&&limit| period >= limit).count()]
    }
}

static BANK: LazyLock<Bank> = LazyLock::new(|| Bank {
    limits: std::array::from_fn(|k| (period_at(k as f64 + 0.5) as f32).clamp(PERIOD_MIN, PERIOD_MAX)),
    filters: (0..PERIODS).map(|k| std::array::from_fn(|turn| filter_pair(TAU / period_at(k as f64), turn))).collect(),
});

/// Period of step `k` (may lie between two), px.
fn period_at(k: f64) -> f64 {
    PERIOD_MIN as f64 * math::exp(PERIOD_RANGE_LN * k / (PERIODS - 1) as f64)
}

/// Even and odd filter of angular frequency `omega` (per px) and normal `turn`.
fn filter_pair(omega: f64, turn: usize) -> [Kernel; 2] {
    let (ny, nx) = math::sin_cos(turn as f64 * PI / TURNS as f64);
    let taps = |f: &dyn Fn(f64, f64) -> f64| {
        let mut k = [0.0; SIDE * SIDE];
        for y in 0..=2 * RADIUS {
            for x in 0..=2 * RADIUS {
                let (dx, dy) = (x as f64 - RADIUS as f64, y as f64 - RADIUS as f64);
                k[y * SIDE + x] = f(dx * nx + dy * ny, dy * nx - dx * ny);
            }
        }
        k
    };
    let envelope = taps(&|n, t| {
        let (u, v) = (n / SIGMA_ACROSS, t / SIGMA_ALONG);
        math::exp(-0.5 * (u * u + v * v))
    });
    let even = taps(&|n, _| math::sin_cos(omega * n).1);
    let odd = taps(&|n, _| math::sin_cos(omega * n).0);
    [even, odd].map(|wave| scaled(&envelope, &wave))
}

/// Envelope times wave, made to answer 0 to a constant and 1 to its own wave.
fn scaled(envelope: &[f64; SIDE * SIDE], wave: &[f64; SIDE * SIDE]) -> Kernel {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(u, v)| u * v).sum::<f64>();
    let mean = dot(envelope, wave) / envelope.iter().sum::<f64>();
    let k: [f64; SIDE * SIDE] = std::array::from_fn(|i| envelope[i] * (wave[i] - mean));
    let size = dot(&k, wave);
    k.map(|v| (v / size * TAP_ONE).round() as i16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_fit_their_integers_and_the_sums_fit_31_bits() {
        for pair in BANK.filters.iter().flatten().flatten() {
            let sum: i64 = pair.iter().map(|&v| (v as i64).abs()).sum();
            assert!(sum * ((CLIP * GREY_ONE) as i64) < 1 << 31, "sum of taps {sum}");
            assert!(pair.iter().all(|&v| v.unsigned_abs() < 32_000));
            assert!((0..SIDE).all(|y| pair[y * SIDE + SIDE - 1] == 0), "last tap of a row is 0");
        }
    }

    #[test]
    fn filters_have_a_stable_digest() {
        let digest = BANK
            .filters
            .iter()
            .flatten()
            .flatten()
            .flatten()
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, &v| (h ^ v as u16 as u64).wrapping_mul(0x0100_0000_01b3));
        assert_eq!(digest, 4_124_617_526_872_296_497, "the same on every processor; a change of it is a change of every template");
    }
}
