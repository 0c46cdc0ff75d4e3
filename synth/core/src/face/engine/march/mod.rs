//! From a scene to what each pixel sees: rays on a coarse grid, then rays only where neighbours disagree, grid by grid
//! twice as fine, down to the pixel.

mod grid;
mod hit;
mod occlusion;
mod trace;

pub use grid::Row;
pub use hit::{Hit, Seen};

use super::scene::{Kind, Scene};
use grid::{Grid, Plan, Tolerance};
use trace::{Ray, trace};

/// What every pixel sees: a grid on every second pixel, and rays of their own for pixels between nodes that disagree.
pub struct View {
    half: Grid,
    /// By [`Grid::seen`].
    seen: Vec<(usize, usize)>,
    /// Row-major over the picture.
    pub kinds: Vec<Kind>,
    /// Of pixels that have one, row-major, and what they meet.
    rays: Vec<Ray>,
    hits: Vec<Hit>,
}

impl View {
    /// What one row of the picture sees; `traced` counts the rays of earlier rows, rows are asked for in order.
    pub fn row(&self, y: usize, width: usize, traced: &mut usize, row: &mut Row) {
        self.half.row_between(y, width, &self.seen, row);
        while let Some(ray) = self.rays.get(*traced) && ray.slot < (y + 1) * width {
            row.set(ray.slot - y * width, &self.hits[*traced]);
            *traced += 1;
        }
    }
}

/// The coarsest grid has nodes this far apart at most, cm in the plane of the eyes.
const COARSEST_CM: f32 = 0.6;
/// Light and occlusion change so slowly that finer grids take them from coarser ones, cm.
const SHADED_CM: f32 = 0.2;

/// Between nodes of coarse grids little may happen; between pixels the eye forgives more.
const COARSE: Tolerance = Tolerance { jump: 0.6, cosine: 0.93, light: 0.2 };
const FINE: Tolerance = Tolerance { jump: 0.4, cosine: 0.5, light: 2.0 };

/// What every pixel sees.
pub fn march(scene: &Scene) -> View {
    let camera = &scene.capture.camera;
    let mut cell = 2;
    while (cell * 2) as f32 <= COARSEST_CM * camera.px_per_cm {
        cell *= 2;
    }
    let mut grid = Grid::over(scene, cell);
    let rays = grid.rays();
    let cell_cm = cell as f32 / camera.px_per_cm;
    let mut hits = trace(scene, &rays, cell_cm);
    occlusion::shade(scene, &rays, &mut hits);
    for (ray, hit) in rays.iter().zip(&hits) {
        grid.set(ray.slot, hit, cell > 2 && scene.detailed((ray.x, ray.y), hit));
    }
    while grid.cell > 2 {
        grid = refine(scene, &grid);
    }
    let mut plan = grid.plan(camera.width, camera.height, &FINE);
    let hits = follow(scene, &grid, &mut plan, 1);
    View { seen: grid.seen(), half: grid, kinds: plan.kinds, rays: plan.rays, hits }
}

/// A grid twice as fine.
fn refine(scene: &Scene, grid: &Grid) -> Grid {
    let (columns, rows) = grid.twice(&scene.capture.camera);
    let mut plan = grid.plan(columns, rows, &COARSE);
    let hits = follow(scene, grid, &mut plan, grid.cell / 2);
    let mut finer = grid.doubled(columns, rows, plan.kinds);
    for (ray, hit) in plan.rays.iter().zip(&hits) {
        finer.set(ray.slot, hit, finer.cell > 2 && scene.detailed((ray.x, ray.y), hit));
    }
    finer
}

/// Traces the rays of a plan, shades what they meet and notes its kind.
fn follow(scene: &Scene, grid: &Grid, plan: &mut Plan, cell: usize) -> Vec<Hit> {
    let cell_cm = cell as f32 / scene.capture.camera.px_per_cm;
    let mut hits = trace(scene, &plan.rays, cell_cm);
    if cell_cm > SHADED_CM {
        occlusion::shade(scene, &plan.rays, &mut hits);
    } else {
        for (hit, parents) in hits.iter_mut().zip(&plan.shades) {
            hit.shade = grid.shade_like(parents, hit);
        }
    }
    for (ray, hit) in plan.rays.iter().zip(&hits) {
        plan.kinds[ray.slot] = hit.kind;
    }
    hits
}
