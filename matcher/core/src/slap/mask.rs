//! Where something is pressed: cells with contrast.

use super::CELL;
use crate::image::Grey;

/// Least deviation of a pressed cell, of the one at the quantile below, as squares: 0.3.
const CONTRAST_SHARE: (i64, i64) = (9, 100);
/// Of all cells: above it lies ink even when a single finger is there.
const QUANTILE: (usize, usize) = (97, 100);
/// Least variance of a pressed cell whatever the image: 10 grey levels.
const VARIANCE_MIN: i64 = 100;
/// Least mean squared slope, grey levels a px, of the variance: that of ridges 20 px apart. Writing and stains are coarser.
const SLOPE_SHARE: (i64, i64) = (1, 10);
/// Enclosed gaps of up to so many cells are smudges, cuts or a punched hole.
const HOLE_CELLS_MAX: usize = 250;

/// Half of the thickness, 3 a cell, below which nothing is a finger: lines and writing are 40 px thin.
const THIN: i32 = 9;

/// Cells of 8 px.
pub struct Mask {
    /// Cells across.
    pub w: usize,
    /// Cells down.
    pub h: usize,
    /// Distance to the nearest cell without a print, 3 a cell; 0 there. The edge of the image is outside.
    pub depth: Vec<i32>,
    /// Grey level of the empty plate.
    pub background: u8,
}

impl Mask {
    pub fn of(image: &Grey) -> Mask {
        let (w, h) = ((image.width as usize).div_ceil(CELL), (image.height as usize).div_ceil(CELL));
        let moments = moments(image, w, h);
        let variance: Vec<i64> = moments.iter().map(|[n, sum, squares, _]| (n * squares - sum * sum) / (n * n)).collect();
        let mut sorted = variance.clone();
        sorted.sort_unstable();
        let least = (sorted[sorted.len() * QUANTILE.0 / QUANTILE.1] * CONTRAST_SHARE.0 / CONTRAST_SHARE.1).max(VARIANCE_MIN);
        let raw: Vec<bool> = variance.iter().zip(&moments).map(|(&v, [n, .., slopes])| v >= least && slopes * SLOPE_SHARE.1 >= v * n * SLOPE_SHARE.0).collect();
        let mut filled = majority(&raw, w, h);
        fill_holes(&mut filled, w, h);
        let inside = without_thin_parts(&filled, w, h);
        let mut empty: Vec<i64> = moments.iter().zip(&inside).filter(|(_, inside)| !**inside).map(|([n, sum, ..], _)| sum / n).collect();
        empty.sort_unstable();
        Mask { w, h, depth: distance(&inside, 0, w, h), background: empty.get(empty.len() / 2).map_or(u8::MAX, |&grey| grey as u8) }
    }

    /// Middle of a cell, px.
    pub fn middle(&self, cell: usize) -> (i32, i32) {
        let at = |k: usize| (k * CELL + CELL / 2) as i32;
        (at(cell % self.w), at(cell / self.w))
    }

    /// The cell at a place, none outside.
    pub fn cell_at(&self, x: i32, y: i32) -> Option<usize> {
        let (column, row) = (usize::try_from(x).ok()? / CELL, usize::try_from(y).ok()? / CELL);
        (column < self.w && row < self.h).then_some(row * self.w + column)
    }
}

/// Cells beside a cell, itself left out; straight ones first.
pub fn around(cell: usize, w: usize, h: usize) -> impl Iterator<Item = (usize, bool)> {
    const NEAR: [(isize, isize); 8] = [(0, -1), (-1, 0), (1, 0), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1)];
    let (x, y) = (cell % w, cell / w);
    NEAR.into_iter().filter_map(move |(dx, dy)| {
        let (x, y) = (x.checked_add_signed(dx).filter(|&x| x < w)?, y.checked_add_signed(dy).filter(|&y| y < h)?);
        Some((y * w + x, dx == 0 || dy == 0))
    })
}

fn at_edge(cell: usize, w: usize, h: usize) -> bool {
    let (x, y) = (cell % w, cell / w);
    x == 0 || y == 0 || x == w - 1 || y == h - 1
}

/// Pixels, their sum, sum of squares and of squared slopes about each cell, weighed 4 within it, 2 beside and 1 across the corner: about two ridges.
fn moments(image: &Grey, w: usize, h: usize) -> Vec<[i64; 4]> {
    let mut own = vec![[0_i64; 4]; w * h];
    for (y, row) in image.pixels.chunks_exact(image.width as usize).enumerate() {
        for (x, px) in row.chunks(CELL).enumerate() {
            let [n, sum, squares, _] = &mut own[y / CELL * w + x];
            *n += px.len() as i64;
            *sum += px.iter().map(|&v| v as i64).sum::<i64>();
            *squares += px.iter().map(|&v| v as i64 * v as i64).sum::<i64>();
        }
    }
    let (width, height) = (image.width as usize, image.height as usize);
    for y in 1..height - 1 {
        let rows = [y - 1, y, y + 1].map(|y| &image.pixels[y * width..][..width]);
        for x in 1..width - 1 {
            let (across, down) = (rows[1][x + 1] as i64 - rows[1][x - 1] as i64, rows[2][x] as i64 - rows[0][x] as i64);
            own[y / CELL * w + x / CELL][3] += (across * across + down * down) / 4;
        }
    }
    let about = |cell: usize| {
        let mut all = own[cell].map(|v| 4 * v);
        for (near, straight) in around(cell, w, h) {
            all.iter_mut().zip(own[near]).for_each(|(sum, v)| *sum += if straight { 2 * v } else { v });
        }
        all
    };
    (0..w * h).map(about).collect()
}

/// A cell is what most of the nine about it are.
fn majority(raw: &[bool], w: usize, h: usize) -> Vec<bool> {
    (0..w * h).map(|cell| usize::from(raw[cell]) + around(cell, w, h).filter(|(near, _)| raw[*near]).count() >= 5).collect()
}

fn fill_holes(inside: &mut [bool], w: usize, h: usize) {
    let mut seen = inside.to_vec();
    for start in 0..w * h {
        if seen[start] {
            continue;
        }
        seen[start] = true;
        let (mut hole, mut next) = (vec![start], 0);
        while next < hole.len() {
            let cell = hole[next];
            next += 1;
            for (near, _) in around(cell, w, h).filter(|(_, straight)| *straight) {
                if !seen[near] {
                    seen[near] = true;
                    hole.push(near);
                }
            }
        }
        if hole.len() <= HOLE_CELLS_MAX && !hole.iter().any(|&cell| at_edge(cell, w, h)) {
            for cell in hole {
                inside[cell] = true;
            }
        }
    }
}

/// What is left when a disc is moved about inside (a morphological opening).
fn without_thin_parts(inside: &[bool], w: usize, h: usize) -> Vec<bool> {
    let bare: Vec<bool> = distance(inside, 0, w, h).iter().map(|&depth| depth < THIN).collect();
    distance(&bare, FAR, w, h).iter().map(|&away| away < THIN).collect()
}

/// Far beyond every distance.
const FAR: i32 = i32::MAX / 2;

/// Distance of the cells inside to the nearest one outside, 3 a cell (chamfer 3-4, Borgefors 1986); `beyond` is that of the cells beyond the edge.
fn distance(inside: &[bool], beyond: i32, w: usize, h: usize) -> Vec<i32> {
    let mut distance: Vec<i32> = inside.iter().map(|&inside| if inside { FAR } else { 0 }).collect();
    let relax = |distance: &mut Vec<i32>, cell: usize| {
        let edge = if at_edge(cell, w, h) { beyond + 3 } else { FAR };
        let nearest = around(cell, w, h).map(|(near, straight)| distance[near] + if straight { 3 } else { 4 }).min();
        distance[cell] = distance[cell].min(nearest.unwrap_or(edge)).min(edge);
    };
    (0..w * h).for_each(|cell| relax(&mut distance, cell));
    (0..w * h).rev().for_each(|cell| relax(&mut distance, cell));
    distance
}
