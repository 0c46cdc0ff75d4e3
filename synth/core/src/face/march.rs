//! From a scene to what each pixel sees: cones on coarse grids, rays on every second pixel, then rays only where
//! neighbours disagree.
//!
//! Sphere tracing: Hart, "Sphere tracing", The Visual Computer 12 (1996). Cones stop as soon as their width meets
//! something, and their children start there.

use super::lanes::{F8, V8, WIDTH};
use super::occlusion::{Shade, shades};
use super::scene::{Kind, Scene};
use super::vector::{Vec3, dot, unit};

/// What one pixel sees.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// Along the ray, cm; large where nothing is hit.
    pub t: f32,
    pub kind: Kind,
    pub normal: Vec3,
    /// Place on the resting face.
    pub rest: Vec3,
    /// Place on the posed head.
    pub head: Vec3,
    pub shade: Shade,
    /// Height over the skin, cm.
    pub over: f32,
    /// The ray reached the surface; otherwise it ran out of steps near it.
    pub sure: bool,
}

impl Hit {
    /// The same place with a share of the light given back that its surroundings keep from it.
    pub fn lifted(&self, share: f32) -> Hit {
        let give = |light: f32| light + share * (1.0 - light);
        let shade = Shade {
            light: give(self.shade.light),
            open: give(self.shade.open),
        };
        Hit { shade, ..*self }
    }
}

const MISS: Hit = Hit {
    t: 1e9,
    kind: Kind::Nothing,
    normal: [0.0, 0.0, 1.0],
    rest: [0.0; 3],
    head: [0.0; 3],
    shade: Shade {
        light: 1.0,
        open: 1.0,
    },
    over: 0.0,
    sure: true,
};

/// Nothing lies nearer to the camera than this before the plane of the eyes, nor farther behind it; cm.
const FRONT: f32 = 7.0;
const BACK: f32 = 17.0;

/// A row-major grid over the picture with a node every `cell` pixels.
pub struct Grid<T> {
    pub cell: usize,
    pub columns: usize,
    pub rows: usize,
    pub nodes: Vec<T>,
}

impl<T: Copy> Grid<T> {
    /// Nodes at 0, cell, 2 cell ... up to the first at or beyond the far edge.
    fn over(scene: &Scene, cell: usize, value: T) -> Grid<T> {
        let columns = (scene.capture.camera.width - 1).div_ceil(cell) + 1;
        let rows = (scene.capture.camera.height - 1).div_ceil(cell) + 1;
        Grid {
            cell,
            columns,
            rows,
            nodes: vec![value; columns * rows],
        }
    }

    fn ray(&self, node: usize, start: f32) -> Ray {
        let (x, y) = (
            node % self.columns * self.cell,
            node / self.columns * self.cell,
        );
        Ray {
            x: x as f32,
            y: y as f32,
            start,
            slot: node,
        }
    }

    /// Node of this grid of which a node of a grid twice as fine is the child.
    fn parent(&self, child: usize, child_columns: usize) -> usize {
        let (x, y) = (child % child_columns / 2, child / child_columns / 2);
        y.min(self.rows - 1) * self.columns + x.min(self.columns - 1)
    }
}

/// A ray to be followed from a depth on.
struct Ray {
    x: f32,
    y: f32,
    start: f32,
    slot: usize,
}

/// How far a ray is followed, and how near it must come to count as a hit; cm.
struct Effort {
    steps: usize,
    close: f32,
}

/// On the half grid a doubtful ray counts, so that the pixels round it are looked at again.
const DRAFT: Effort = Effort {
    steps: 24,
    close: 0.5,
};
const FINAL: Effort = Effort {
    steps: 72,
    close: 0.08,
};

/// What every pixel sees, row-major.
pub fn march(scene: &Scene) -> Vec<Hit> {
    let starts = starts(scene);
    let mut half = Grid::over(scene, 2, MISS);
    let rays: Vec<Ray> = (0..half.nodes.len())
        .filter_map(|node| {
            let start = starts.nodes[starts.parent(node, half.columns)];
            (start < f32::MAX).then(|| half.ray(node, start))
        })
        .collect();
    trace(scene, &rays, &DRAFT, &mut half.nodes);
    shades(scene, &mut half);
    refine(scene, &half)
}

/// Depths from which rays on every second pixel may start; `f32::MAX` where they meet nothing.
fn starts(scene: &Scene) -> Grid<f32> {
    let mut cell = 4;
    while (cell * 2) as f32 <= 0.6 * scene.capture.camera.px_per_cm {
        cell *= 2;
    }
    let mut grid = Grid::over(scene, cell, f32::MAX);
    let rays: Vec<Ray> = (0..grid.nodes.len())
        .map(|i| grid.ray(i, scene.capture.camera.distance - FRONT))
        .collect();
    approach(scene, &rays, &mut grid);
    while grid.cell > 4 {
        let mut finer = Grid::over(scene, grid.cell / 2, f32::MAX);
        let rays: Vec<Ray> = (0..finer.nodes.len())
            .filter_map(|node| {
                let start = grid.nodes[grid.parent(node, finer.columns)];
                (start < f32::MAX).then(|| finer.ray(node, start))
            })
            .collect();
        approach(scene, &rays, &mut finer);
        grid = finer;
    }
    grid
}

/// Eight rays side by side.
struct Bundle {
    origin: Vec3,
    direction: V8,
}

impl Bundle {
    fn new(scene: &Scene, rays: &[Ray]) -> (Bundle, F8) {
        let last = rays.len() - 1;
        let of = |i: usize| &rays[i.min(last)];
        let directions: [Vec3; WIDTH] =
            std::array::from_fn(|i| scene.capture.camera.ray(of(i).x, of(i).y));
        let starts = F8(std::array::from_fn(|i| of(i).start));
        (
            Bundle {
                origin: scene.capture.camera.origin(),
                direction: V8::gather(&directions),
            },
            starts,
        )
    }

    fn at(&self, t: F8) -> V8 {
        V8::splat(self.origin).plus(self.direction, t)
    }
}

/// Follows each cone until it is as wide as the room it has.
fn approach(scene: &Scene, rays: &[Ray], grid: &mut Grid<f32>) {
    // A child lies up to 0.71 cells off and its own cone reaches half as far again.
    let reach = if grid.cell > 4 { 1.35 } else { 0.9 };
    let radius = reach * grid.cell as f32 / scene.capture.camera.px_per_cm;
    let end = scene.capture.camera.distance + BACK;
    for group in rays.chunks(WIDTH) {
        let (bundle, mut t) = Bundle::new(scene, group);
        for _ in 0..24 {
            let room = scene.field(bundle.at(t)).nearest() - radius;
            t = t + room.at_least(0.0) * 0.95;
            let moving: [bool; WIDTH] = std::array::from_fn(|i| room.0[i] > 0.02 && t.0[i] < end);
            if !moving.contains(&true) {
                break;
            }
        }
        for (i, ray) in group.iter().enumerate() {
            if t.0[i] < end {
                grid.nodes[ray.slot] = t.0[i];
            }
        }
    }
}

/// Follows each ray to the surface and says what is there.
fn trace(scene: &Scene, rays: &[Ray], effort: &Effort, out: &mut [Hit]) {
    const CLOSE: f32 = 0.04;
    let end = scene.capture.camera.distance + BACK;
    for group in rays.chunks(WIDTH) {
        let (bundle, mut t) = Bundle::new(scene, group);
        let mut reached = t;
        let mut field = scene.field(bundle.at(t));
        let mut near = field.nearest();
        for step in 0..effort.steps {
            if step > 0 {
                reached = t;
                field = scene.field(bundle.at(t));
                near = field.nearest();
            }
            let stride = (near * 0.92).abs().at_least(0.12)
                * near.below(0.0, F8::splat(-0.6), F8::splat(1.0));
            t = t + near.abs().below(CLOSE, near, stride);
            let moving: [bool; WIDTH] =
                std::array::from_fn(|i| near.0[i].abs() >= CLOSE && t.0[i] < end);
            if !moving.contains(&true) {
                break;
            }
        }
        let hit: [bool; WIDTH] = std::array::from_fn(|i| near.0[i] < effort.close && t.0[i] < end);
        if !hit[..group.len()].contains(&true) {
            continue;
        }
        let normal = slope(scene, bundle.at(reached), near);
        let head = scene.head(bundle.at(t));
        let rest = scene.rest(head);
        for (i, ray) in group.iter().enumerate().filter(|&(i, _)| hit[i]) {
            out[ray.slot] = Hit {
                t: t.0[i],
                kind: field.kind(i),
                normal: unit(normal.lane(i)),
                rest: rest.lane(i),
                head: head.lane(i),
                over: field.skin.0[i],
                sure: near.0[i] < FINAL.close,
                ..MISS
            };
        }
    }
}

/// Direction in which the distance grows, by forward differences.
fn slope(scene: &Scene, p: V8, here: F8) -> V8 {
    const STEP: f32 = 0.045;
    let along = |step: Vec3| scene.field(p.less(step)).nearest() - here;
    V8 {
        x: along([-STEP, 0.0, 0.0]),
        y: along([0.0, -STEP, 0.0]),
        z: along([0.0, 0.0, -STEP]),
    }
}

/// Every pixel from the four nodes round it, or by a ray of its own where they disagree.
fn refine(scene: &Scene, half: &Grid<Hit>) -> Vec<Hit> {
    let (width, height) = (scene.capture.camera.width, scene.capture.camera.height);
    let mut full = vec![MISS; width * height];
    let (mut rays, mut shaded) = (Vec::new(), Vec::new());
    for y in 0..height {
        for x in 0..width {
            let node = y / 2 * half.columns + x / 2;
            let (dx, dy) = (x & 1, (y & 1) * half.columns);
            let four = [node, node + dx, node + dy, node + dy + dx].map(|i| &half.nodes[i]);
            if four.iter().all(|h| h.kind == Kind::Nothing) {
                continue;
            }
            let slot = y * width + x;
            if agree(&four) {
                full[slot] = if x & y & 1 == 0 && dx + dy == 0 {
                    *four[0]
                } else {
                    average(&four)
                };
            } else {
                let seen = || four.iter().filter(|h| h.kind != Kind::Nothing);
                let start = seen().fold(f32::MAX, |low, h| low.min(h.t)) - 0.25;
                rays.push(Ray {
                    x: x as f32,
                    y: y as f32,
                    start,
                    slot,
                });
                shaded.push(Shade::mean(seen().map(|h| h.shade)));
            }
        }
    }
    trace(scene, &rays, &FINAL, &mut full);
    for (ray, shade) in rays.iter().zip(shaded) {
        full[ray.slot].shade = shade;
    }
    mend(&rays, width, &mut full);
    full
}

/// A ray along a rim may run out of steps: a lone gap between two hits takes the nearer of them.
fn mend(rays: &[Ray], width: usize, full: &mut [Hit]) {
    let height = full.len() / width;
    for ray in rays {
        let (i, x, y) = (ray.slot, ray.slot % width, ray.slot / width);
        if full[i].kind != Kind::Nothing || x == 0 || y == 0 || x + 1 == width || y + 1 == height {
            continue;
        }
        let across = [(i - 1, i + 1), (i - width, i + width)];
        if let Some((a, b)) = across
            .into_iter()
            .find(|&(a, b)| full[a].t < 1e8 && full[b].t < 1e8)
        {
            full[i] = if full[a].t < full[b].t {
                full[a]
            } else {
                full[b]
            };
        }
    }
}

/// Whether a pixel between these may take their mean.
fn agree(four: &[&Hit; 4]) -> bool {
    let first = four[0];
    four.iter().all(|h| {
        h.sure
            && h.kind == first.kind
            && (h.t - first.t).abs() < 0.4
            && dot(h.normal, first.normal) > 0.8
    })
}

fn average(four: &[&Hit; 4]) -> Hit {
    let [a, b, c, d] = four;
    let mean = |[a, b, c, d]: [f32; 4]| (a + b + c + d) * 0.25;
    let place = |a: Vec3, b: Vec3, c: Vec3, d: Vec3| {
        [
            mean([a[0], b[0], c[0], d[0]]),
            mean([a[1], b[1], c[1], d[1]]),
            mean([a[2], b[2], c[2], d[2]]),
        ]
    };
    Hit {
        t: mean([a.t, b.t, c.t, d.t]),
        kind: a.kind,
        normal: unit(place(a.normal, b.normal, c.normal, d.normal)),
        rest: place(a.rest, b.rest, c.rest, d.rest),
        head: place(a.head, b.head, c.head, d.head),
        shade: Shade {
            light: mean([a.shade.light, b.shade.light, c.shade.light, d.shade.light]),
            open: mean([a.shade.open, b.shade.open, c.shade.open, d.shade.open]),
        },
        over: mean([a.over, b.over, c.over, d.over]),
        sure: true,
    }
}
