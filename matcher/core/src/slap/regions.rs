//! Parts of the mask of one finger or joint each: a watershed of the depth, in which two tops are one part unless the way between them is
//! clearly shallower than the lower top (persistence: Edelsbrunner, Letscher, Zomorodian 2002).

use super::mask::{Mask, around};
use std::cmp::Reverse;

/// Tops are one part when the pass between them is at least this share of the lower one.
const PASS: (i32, i32) = (9, 10);
/// Least depth of a part's top: half of 96 px, 5 mm; writing and specks are thinner. 3 a cell.
const TOP_MIN: i32 = 18;
/// Least size of a part, cells: a tenth of a small finger's pad.
const CELLS_MIN: usize = 150;

/// A part of the mask.
pub struct Region {
    /// Its cells, in rising order.
    pub cells: Vec<usize>,
    /// Its greatest depth.
    pub top: i32,
}

/// The parts that can be fingers, in the order of their first cells.
pub fn regions(mask: &Mask) -> Vec<Region> {
    let mut order: Vec<usize> = (0..mask.depth.len()).filter(|&cell| mask.depth[cell] > 0).collect();
    order.sort_by_key(|&cell| (Reverse(mask.depth[cell]), cell));
    let mut label = vec![usize::MAX; mask.depth.len()];
    let mut forest = Forest::default();
    for cell in order {
        let depth = mask.depth[cell];
        let near: Vec<usize> = around(cell, mask.w, mask.h).map(|(near, _)| near).filter(|&near| label[near] != usize::MAX).collect();
        let Some(&steepest) = near.iter().max_by_key(|&&near| (mask.depth[near], Reverse(near))) else {
            label[cell] = forest.plant(depth);
            continue;
        };
        label[cell] = label[steepest];
        for &other in &near {
            forest.join(label[cell], label[other], depth);
        }
    }
    let mut found: Vec<Region> = forest.top.iter().map(|&top| Region { cells: vec![], top }).collect();
    for cell in (0..label.len()).filter(|&cell| label[cell] != usize::MAX) {
        found[forest.root(label[cell])].cells.push(cell);
    }
    found.retain(|region| region.top >= TOP_MIN && region.cells.len() >= CELLS_MIN);
    found.sort_by_key(|region| region.cells[0]);
    found
}

/// Parts that become one (union-find).
#[derive(Default)]
struct Forest {
    parent: Vec<usize>,
    top: Vec<i32>,
}

impl Forest {
    fn plant(&mut self, top: i32) -> usize {
        self.parent.push(self.parent.len());
        self.top.push(top);
        self.parent.len() - 1
    }

    fn root(&mut self, mut part: usize) -> usize {
        while self.parent[part] != part {
            self.parent[part] = self.parent[self.parent[part]];
            part = self.parent[part];
        }
        part
    }

    /// Makes two parts that meet at a pass of this depth one, unless it is shallow.
    fn join(&mut self, a: usize, b: usize, pass: i32) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b && pass * PASS.1 >= self.top[a].min(self.top[b]) * PASS.0 {
            let (high, low) = if (self.top[a], Reverse(a)) > (self.top[b], Reverse(b)) { (a, b) } else { (b, a) };
            self.parent[low] = high;
        }
    }
}
