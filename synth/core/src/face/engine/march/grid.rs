//! Grids over the picture, plane by plane, and how a grid twice as fine follows from one.

use super::super::camera::Camera;
use super::super::identity::Style;
use super::super::lanes::{F8, V8, WIDTH};
use super::super::scene::{Kind, Scene};
use super::super::vector::{Vec3, dot};
use super::hit::{Hit, PLANES, Seen, Shade};
use super::trace::Ray;
use crate::wide::{Kernel, run_widest};

/// What is seen at a node every `cell` pixels, row-major.
pub struct Grid {
    pub cell: usize,
    columns: usize,
    cell_cm: f32,
    /// What is hair is no headscarf.
    grown: bool,
    kinds: Vec<Kind>,
    /// Whether a node of a finer grid may be drawn from this one.
    sure: Vec<bool>,
    planes: [Vec<f32>; PLANES],
}

/// How far two nodes may differ so that what lies between is their mean: depth in cm, cosine of the normals, light.
pub struct Tolerance {
    pub jump: f32,
    pub cosine: f32,
    pub light: f32,
}

/// A ray past an outline that has come so far behind it meets nothing, cm.
const BEHIND: f32 = 2.0;

/// Nodes round a node of a finer grid; some may be the same.
pub type Parents = [usize; 4];

/// What is to be done for a finer grid.
pub struct Plan {
    /// By node; of those without a ray.
    pub kinds: Vec<Kind>,
    pub rays: Vec<Ray>,
    /// By ray.
    pub shades: Vec<Parents>,
}

impl Grid {
    /// Nodes at 0, cell, 2 cell ... up to the first at or beyond the far edge, empty.
    pub fn over(scene: &Scene, cell: usize) -> Grid {
        let camera = &scene.capture.camera;
        let (columns, rows) = nodes(camera, cell);
        Grid {
            cell,
            columns,
            cell_cm: cell as f32 / camera.px_per_cm,
            grown: scene.capture.look.style != Style::Scarf,
            kinds: vec![Kind::Nothing; columns * rows],
            sure: vec![true; columns * rows],
            planes: Hit::MISS.numbers().map(|v| vec![v; columns * rows]),
        }
    }

    /// Columns and rows of a grid twice as fine.
    pub fn twice(&self, camera: &Camera) -> (usize, usize) {
        nodes(camera, self.cell / 2)
    }

    /// Twice as fine, of so many columns and rows: nodes of this grid and means between them, whose kinds are given.
    pub fn doubled(&self, columns: usize, rows: usize, kinds: Vec<Kind>) -> Grid {
        let mut planes = [(); PLANES].map(|()| Vec::with_capacity(columns * rows));
        let mut row = Row::new(columns);
        for y in 0..rows {
            self.row_between(y, &mut row);
            for (plane, line) in planes.iter_mut().zip(&row.planes) {
                plane.extend_from_slice(&line[..columns]);
            }
        }
        let cell = self.cell / 2;
        let sure = vec![true; columns * rows];
        Grid { cell, columns, cell_cm: 0.5 * self.cell_cm, grown: self.grown, kinds, sure, planes }
    }

    /// A ray for each node, from the nearest depth on.
    pub fn rays(&self) -> Vec<Ray> {
        (0..self.kinds.len())
            .map(|slot| Ray {
                x: (slot % self.columns * self.cell) as f32,
                y: (slot / self.columns * self.cell) as f32,
                start: 0.0,
                end: f32::MAX,
                slot,
            })
            .collect()
    }

    /// Sets a node; `detailed` keeps finer grids from drawing on it.
    pub fn set(&mut self, node: usize, hit: &Hit, detailed: bool) {
        self.kinds[node] = hit.kind;
        self.sure[node] = hit.sure && !detailed;
        for (plane, value) in self.planes.iter_mut().zip(hit.numbers()) {
            plane[node] = value;
        }
    }

    /// Which nodes of a grid twice as fine, of so many columns and rows, may be drawn from this one; rays for the others.
    pub fn plan(&self, columns: usize, rows: usize, tolerance: &Tolerance) -> Plan {
        let right = self.alike(1, tolerance);
        let down = self.alike(self.columns, tolerance);
        let across = self.alike(self.columns + 1, tolerance);
        let mut plan = Plan { kinds: Vec::with_capacity(columns * rows), rays: Vec::new(), shades: Vec::new() };
        for y in 0..rows {
            for x in 0..columns {
                let node = y / 2 * self.columns + x / 2;
                let agree = match (x & 1, y & 1) {
                    (0, 0) => self.sure[node],
                    (1, 0) => right[node],
                    (0, _) => down[node],
                    _ => right[node] && down[node] && across[node],
                };
                plan.kinds.push(self.kinds[node]);
                if !agree {
                    self.send(x, y, columns, &mut plan);
                }
            }
        }
        plan
    }

    /// Adds a ray for a node of the finer grid.
    fn send(&self, x: usize, y: usize, columns: usize, plan: &mut Plan) {
        let node = y / 2 * self.columns + x / 2;
        let (dx, dy) = (x & 1, (y & 1) * self.columns);
        let parents = [node, node + dx, node + dy, node + dy + dx];
        let (start, end) = self.reach(&parents);
        let cell = self.cell / 2;
        plan.rays.push(Ray { x: (x * cell) as f32, y: (y * cell) as f32, start, end, slot: y * columns + x });
        plan.shades.push(parents);
    }

    /// Depths between which a ray between nodes is followed: from their mean where they are about equally deep, else from
    /// before the nearest; where one of them sees nothing, to a little behind the others.
    fn reach(&self, parents: &Parents) -> (f32, f32) {
        let depths = parents.map(|p| self.planes[0][p]);
        let low = depths.into_iter().fold(f32::MAX, f32::min);
        let high = depths.into_iter().fold(0.0, f32::max);
        let seen = parents.iter().filter(|&&p| self.kinds[p] != Kind::Nothing);
        let behind = seen.clone().map(|&p| self.planes[0][p]).fold(0.0, f32::max) + BEHIND;
        let open = seen.count() < parents.len();
        let start = match high - low {
            _ if open => low - 2.0 * self.cell_cm,
            apart if apart < self.cell_cm => 0.5 * (low + high),
            apart if apart < 3.0 * self.cell_cm => low - 0.3 * self.cell_cm,
            _ => low - 2.0 * self.cell_cm,
        };
        (start, if open && behind > BEHIND { behind } else { f32::MAX })
    }

    /// Of each node, whether it and the one so many places on may be averaged.
    #[allow(clippy::needless_bitwise_bool, reason = "branches would keep the loop from vector instructions")]
    fn alike(&self, shift: usize, tolerance: &Tolerance) -> Vec<bool> {
        let [t, nx, ny, nz, .., light, _] = &self.planes;
        let last = self.kinds.len() - shift;
        let mut out = vec![false; self.kinds.len()];
        for i in 0..last {
            let j = i + shift;
            let dot = nx[i] * nx[j] + ny[i] * ny[j] + nz[i] * nz[j];
            out[i] = self.blend(self.kinds[i], self.kinds[j])
                & self.sure[i]
                & self.sure[j]
                & ((t[i] - t[j]).abs() < tolerance.jump)
                & (dot > tolerance.cosine)
                & ((light[i] - light[j]).abs() < tolerance.light);
        }
        out
    }

    /// Whether two kinds may be averaged: grown hair begins in the middle of skin, and the painter draws the line.
    #[allow(clippy::needless_bitwise_bool, reason = "as for `alike`")]
    fn blend(&self, a: Kind, b: Kind) -> bool {
        let covered = |kind: Kind| (kind == Kind::Skin) | (kind == Kind::Hair);
        (a == b) | (self.grown & covered(a) & covered(b))
    }

    /// The shade of parents, by how like the hit they are; full light if there are none.
    pub fn shade_like(&self, parents: &Parents, hit: &Hit) -> Shade {
        let [t, nx, ny, nz, .., light, open] = &self.planes;
        let (mut sum, mut weight) = ([0.0; 2], 0.0);
        for &p in parents {
            if self.kinds[p] == Kind::Nothing {
                continue;
            }
            let normal: Vec3 = [nx[p], ny[p], nz[p]];
            let k = dot(normal, hit.normal).max(0.02) / (0.02 + (t[p] - hit.t).abs());
            sum = [sum[0] + k * light[p], sum[1] + k * open[p]];
            weight += k;
        }
        if weight > 0.0 {
            Shade { light: sum[0] / weight, open: sum[1] / weight }
        } else {
            Hit::MISS.shade
        }
    }

    /// A row of the grid twice as fine: nodes of this one, and means between them.
    pub fn row_between(&self, y: usize, row: &mut Row) {
        run_widest(Between { grid: self, y, row });
    }
}

/// Fills in a row between nodes.
struct Between<'a> {
    grid: &'a Grid,
    y: usize,
    row: &'a mut Row,
}

impl Kernel for Between<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let columns = self.grid.columns;
        let first = self.y / 2 * columns;
        let below = first + (self.y & 1) * columns;
        let Row { planes, scratch } = self.row;
        scratch.resize(columns, 0.0);
        for (plane, out) in self.grid.planes.iter().zip(planes) {
            let (a, b) = (&plane[first..first + columns], &plane[below..below + columns]);
            for ((mean, a), b) in scratch.iter_mut().zip(a).zip(b) {
                *mean = 0.5 * (a + b);
            }
            double(scratch, out);
        }
    }
}

/// Columns and rows that reach over the picture.
fn nodes(camera: &Camera, cell: usize) -> (usize, usize) {
    ((camera.width - 1).div_ceil(cell) + 1, (camera.height - 1).div_ceil(cell) + 1)
}

/// Spreads values to every second place, means between them.
#[inline(always)]
fn double(values: &[f32], out: &mut [f32]) {
    for (pair, two) in out.chunks_exact_mut(2).zip(values.windows(2)) {
        pair[0] = two[0];
        pair[1] = 0.5 * (two[0] + two[1]);
    }
    if let Some(end) = out.get_mut(2 * values.len() - 2) {
        *end = values[values.len() - 1];
    }
}

/// What one row of pixels or nodes sees.
pub struct Row {
    planes: [Vec<f32>; PLANES],
    scratch: Vec<f32>,
}

impl Row {
    /// Room for a width, and for eight pixels beyond.
    pub fn new(width: usize) -> Row {
        Row { planes: std::array::from_fn(|_| vec![0.0; width + WIDTH]), scratch: Vec::new() }
    }

    pub fn set(&mut self, x: usize, hit: &Hit) {
        for (plane, value) in self.planes.iter_mut().zip(hit.numbers()) {
            plane[x] = value;
        }
    }

    /// Depths.
    pub fn depths(&self) -> &[f32] {
        &self.planes[0]
    }

    /// Eight pixels from x on.
    #[inline(always)]
    pub fn eight(&self, x: usize, kinds: [Kind; WIDTH]) -> Seen {
        let of = |p: usize| F8::load(&self.planes[p][x..]);
        let place = |p: usize| V8 { x: of(p), y: of(p + 1), z: of(p + 2) };
        Seen {
            t: of(0),
            normal: place(1).unit(),
            rest: place(4),
            head: place(7),
            over: of(10),
            light: of(11),
            open: of(12),
            kinds,
        }
    }
}
