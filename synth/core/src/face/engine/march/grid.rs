//! Grids over the picture, plane by plane, and how a grid twice as fine follows from one.

use super::super::camera::Camera;
use super::super::flags::{Spread, falses};
use super::super::identity::Style;
use super::super::lanes::{Fx, Vx, WIDTH};
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
        let mut planes = [(); PLANES].map(|()| vec![0.0; columns * rows]);
        for (plane, finer) in self.planes.iter().zip(&mut planes) {
            for (y, out) in finer.chunks_exact_mut(columns).enumerate() {
                let nodes = |y: usize| &plane[y * self.columns..][..self.columns];
                run_widest(Between { above: nodes(y / 2), below: nodes(y.div_ceil(2)), out });
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
                behind: f32::MAX,
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
        let classes = self.classes();
        let [right, down, across] = [1, self.columns, self.columns + 1].map(|shift| run_widest(Alike { grid: self, classes: &classes, shift, tolerance }));
        let mut plan = Plan { kinds: vec![Kind::Nothing; columns * rows], rays: Vec::new(), shades: Vec::new() };
        let mut agree = vec![false; columns];
        let mut amid = vec![false; self.columns];
        for (y, kinds) in plan.kinds.chunks_exact_mut(columns).enumerate() {
            let row = y / 2 * self.columns..(y / 2 + 1) * self.columns;
            run_widest(Spread { even: &self.kinds[row.clone()], odd: &self.kinds[row.clone()], out: kinds });
            if y & 1 == 0 {
                run_widest(Spread { even: &self.sure[row.clone()], odd: &right[row], out: &mut agree });
            } else {
                for (((amid, right), down), across) in amid.iter_mut().zip(&right[row.clone()]).zip(&down[row.clone()]).zip(&across[row.clone()]) {
                    *amid = right & down & across;
                }
                run_widest(Spread { even: &down[row], odd: &amid, out: &mut agree });
            }
            for x in falses(&agree) {
                let (ray, parents) = self.sent(x, y, columns);
                plan.rays.push(ray);
                plan.shades.push(parents);
            }
        }
        plan
    }

    /// A number for each kind, of sure nodes: grown hair begins in the middle of skin, and the painter draws the line.
    fn classes(&self) -> Vec<f32> {
        let class = |kind: Kind| if self.grown && kind == Kind::Hair { Kind::Skin } else { kind };
        self.kinds.iter().zip(&self.sure).map(|(&kind, &sure)| if sure { f32::from(class(kind) as u8) } else { f32::NAN }).collect()
    }

    /// A ray for a node of the finer grid, and the nodes round it.
    fn sent(&self, x: usize, y: usize, columns: usize) -> (Ray, Parents) {
        let node = y / 2 * self.columns + x / 2;
        let (dx, dy) = (x & 1, (y & 1) * self.columns);
        let parents = [node, node + dx, node + dy, node + dy + dx];
        let (start, behind) = self.reach(&parents);
        let cell = self.cell / 2;
        (Ray { x: (x * cell) as f32, y: (y * cell) as f32, start, behind, slot: y * columns + x }, parents)
    }

    /// Depths from which a ray between nodes is followed, and behind which it may have missed: from their mean where they
    /// are about equally deep, else from before the nearest; where one of them sees nothing, the ray may behind all that the
    /// others see, or came near to.
    fn reach(&self, parents: &Parents) -> (f32, f32) {
        let depths = parents.map(|p| self.planes[0][p]);
        let low = depths.into_iter().fold(f32::MAX, f32::min);
        let high = depths.into_iter().fold(0.0, f32::max);
        let behind = depths.into_iter().filter(|&t| t < Hit::MISS.t).fold(0.0, f32::max);
        let open = parents.iter().any(|&p| self.kinds[p] == Kind::Nothing);
        let start = match high - low {
            _ if open => low - 2.0 * self.cell_cm,
            apart if apart < self.cell_cm => 0.5 * (low + high),
            apart if apart < 3.0 * self.cell_cm => low - 0.3 * self.cell_cm,
            _ => low - 2.0 * self.cell_cm,
        };
        (start, if open && behind > 0.0 { behind } else { f32::MAX })
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

    /// The first and the last node that see something, row by row; twice the first node where none does.
    pub fn seen(&self) -> Vec<(usize, usize)> {
        let seen = |kind: &Kind| *kind != Kind::Nothing;
        let ends = |kinds: &[Kind]| Some((kinds.iter().position(seen)?, kinds.iter().rposition(seen)?));
        self.kinds.chunks_exact(self.columns).map(|kinds| ends(kinds).unwrap_or((0, 0))).collect()
    }

    /// A row of the grid twice as fine: means between nodes of this one, of which all but depth are of use only between
    /// nodes that see something, by [`Grid::seen`].
    pub fn row_between(&self, y: usize, width: usize, seen: &[(usize, usize)], row: &mut Row) {
        let (above, below) = (y / 2, y.div_ceil(2));
        let (a, b) = (seen[above], seen[below]);
        for (k, (plane, out)) in self.planes.iter().zip(&mut row.planes).enumerate() {
            let (first, last) = if k == 0 { (0, self.columns - 1) } else { (a.0.min(b.0), a.1.max(b.1)) };
            let nodes = |y: usize| &plane[y * self.columns + first..=y * self.columns + last];
            run_widest(Between { above: nodes(above), below: nodes(below), out: &mut out[2 * first..(2 * last + 1).min(width)] });
        }
    }
}

/// Fills in a row between two rows of nodes, or a row of nodes and itself.
struct Between<'a> {
    above: &'a [f32],
    below: &'a [f32],
    out: &'a mut [f32],
}

impl Kernel for Between<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Between { above, below, out } = self;
        let (pairs, end) = out.as_chunks_mut::<2>();
        let next = above[1..].iter().zip(&below[1..]);
        for ((pair, (a, b)), (next_a, next_b)) in pairs.iter_mut().zip(above.iter().zip(below)).zip(next) {
            let (here, next) = (0.5 * (a + b), 0.5 * (next_a + next_b));
            *pair = [here, 0.5 * (here + next)];
        }
        if let (Some(out), Some(a), Some(b)) = (end.first_mut(), above.last(), below.last()) {
            *out = 0.5 * (a + b);
        }
    }
}

/// Of each node, whether it and the one so many places on may be averaged.
struct Alike<'a> {
    grid: &'a Grid,
    /// By [`Grid::classes`].
    classes: &'a [f32],
    shift: usize,
    tolerance: &'a Tolerance,
}

impl Kernel for Alike<'_> {
    type Output = Vec<bool>;
    #[inline(always)]
    #[allow(clippy::needless_bitwise_bool, reason = "branches would keep the loop from vector instructions")]
    #[allow(clippy::float_cmp, reason = "classes are whole numbers, or none")]
    fn run(self) -> Vec<bool> {
        let Alike { grid, classes, shift, tolerance } = self;
        let Tolerance { jump, cosine, light: unlike } = *tolerance;
        let [t, nx, ny, nz, .., light, _] = &grid.planes;
        let last = classes.len() - shift;
        let (classes, t, nx, ny, nz, light) = (two(classes, shift), two(t, shift), two(nx, shift), two(ny, shift), two(nz, shift), two(light, shift));
        let mut out = vec![false; grid.kinds.len()];
        for (i, out) in out[..last].iter_mut().enumerate() {
            let dot = nx.0[i] * nx.1[i] + ny.0[i] * ny.1[i] + nz.0[i] * nz.1[i];
            *out = (classes.0[i] == classes.1[i])
                & ((t.0[i] - t.1[i]).abs() < jump)
                & (dot > cosine)
                & ((light.0[i] - light.1[i]).abs() < unlike);
        }
        out
    }
}

/// Values, and those so many places on.
#[inline(always)]
fn two(values: &[f32], shift: usize) -> (&[f32], &[f32]) {
    let last = values.len() - shift;
    (&values[..last], &values[shift..][..last])
}

/// Columns and rows that reach over the picture.
fn nodes(camera: &Camera, cell: usize) -> (usize, usize) {
    ((camera.width - 1).div_ceil(cell) + 1, (camera.height - 1).div_ceil(cell) + 1)
}

/// What one row of pixels or nodes sees.
pub struct Row {
    planes: [Vec<f32>; PLANES],
}

impl Row {
    /// Room for a width, and for a group of pixels beyond.
    pub fn new(width: usize) -> Row {
        Row { planes: std::array::from_fn(|_| vec![0.0; width + WIDTH]) }
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

    /// A group of pixels from x on, of known kinds, depths and places on the posed head.
    #[inline(always)]
    pub fn group(&self, x: usize, kinds: [Kind; WIDTH], t: Fx, head: Vx) -> Seen {
        let [_, nx, ny, nz, rx, ry, rz, over, light, open] = &self.planes;
        Seen {
            t,
            normal: Vx { x: Fx::load(&nx[x..]), y: Fx::load(&ny[x..]), z: Fx::load(&nz[x..]) }.unit(),
            rest: Vx { x: Fx::load(&rx[x..]), y: Fx::load(&ry[x..]), z: Fx::load(&rz[x..]) },
            head,
            over: Fx::load(&over[x..]),
            light: Fx::load(&light[x..]),
            open: Fx::load(&open[x..]),
            kinds,
        }
    }
}
