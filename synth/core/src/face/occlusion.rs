//! Soft shadow of the key light and occlusion of the sky, on a coarse grid, spread to its neighbours by likeness.

use super::lanes::{F8, V8, WIDTH};
use super::march::{Grid, Hit};
use super::scene::{Kind, Scene};
use super::vector::{Vec3, clamp01, dot, plus};
use crate::math::smooth_step;

/// How much light reaches a place, 0..1.
#[derive(Clone, Copy, Debug)]
pub struct Shade {
    /// Of the key light.
    pub light: f32,
    /// Of the sky.
    pub open: f32,
}

impl Shade {
    /// Mean of some shades; full light if there are none.
    pub fn mean(shades: impl Iterator<Item = Shade>) -> Shade {
        let (mut light, mut open, mut count) = (0.0, 0.0, 0.0);
        for s in shades {
            light += s.light;
            open += s.open;
            count += 1.0;
        }
        if count > 0.0 {
            Shade {
                light: light / count,
                open: open / count,
            }
        } else {
            Shade {
                light: 1.0,
                open: 1.0,
            }
        }
    }
}

/// Fills in the shades of a grid of hits: computed at every second node, others take the mean of like neighbours.
pub fn shades(scene: &Scene, grid: &mut Grid<Hit>) {
    let (columns, rows) = (grid.columns.div_ceil(2), grid.rows.div_ceil(2));
    let mut known: Vec<Option<Shade>> = vec![None; columns * rows];
    let mut places = Vec::new();
    for slot in 0..known.len() {
        let (x, y) = (slot % columns * 2, slot / columns * 2);
        let hit = &grid.nodes[y * grid.columns + x];
        if hit.kind != Kind::Nothing {
            let ray = scene
                .capture
                .camera
                .ray((x * grid.cell) as f32, (y * grid.cell) as f32);
            places.push((
                slot,
                plus(scene.capture.camera.origin(), ray, hit.t),
                hit.normal,
            ));
        }
    }
    for group in places.chunks(WIDTH) {
        let of = |part: fn(&(usize, Vec3, Vec3)) -> Vec3| {
            V8::gather(&group.iter().map(part).collect::<Vec<_>>())
        };
        let (open, light) = (
            openness(scene, of(|g| g.1), of(|g| g.2)),
            light(scene, of(|g| g.1), of(|g| g.2)),
        );
        for (i, (slot, _, _)) in group.iter().enumerate() {
            known[*slot] = Some(Shade {
                light: light[i],
                open: open[i],
            });
        }
    }
    let spread: Vec<Shade> = (0..grid.nodes.len())
        .map(|node| {
            let (x, y) = (node % grid.columns, node / grid.columns);
            let me = &grid.nodes[node];
            let (mut sum, mut weight) = (
                Shade {
                    light: 0.0,
                    open: 0.0,
                },
                0.0,
            );
            if me.kind == Kind::Nothing {
                return me.shade;
            }
            for b in y / 2..=y.div_ceil(2).min(rows - 1) {
                for a in x / 2..=x.div_ceil(2).min(columns - 1) {
                    let Some(shade) = known[b * columns + a] else {
                        continue;
                    };
                    let other = &grid.nodes[b * 2 * grid.columns + a * 2];
                    let k =
                        dot(other.normal, me.normal).max(0.02) / (0.02 + (other.t - me.t).abs());
                    sum = Shade {
                        light: sum.light + k * shade.light,
                        open: sum.open + k * shade.open,
                    };
                    weight += k;
                }
            }
            if weight > 0.0 {
                Shade {
                    light: sum.light / weight,
                    open: sum.open / weight,
                }
            } else {
                me.shade
            }
        })
        .collect();
    for (node, shade) in grid.nodes.iter_mut().zip(spread) {
        node.shade = shade;
    }
}

/// Share of the sky that is seen, from the room at three heights over the surface.
fn openness(scene: &Scene, p: V8, n: V8) -> [f32; WIDTH] {
    let mut occlusion = F8::splat(0.0);
    for (height, weight) in [(0.25, 1.1), (0.8, 0.55), (2.0, 0.26)] {
        let room = scene.field(p.plus(n, F8::splat(height))).nearest();
        occlusion = occlusion + (F8::splat(height) - room).at_least(0.0) * weight;
    }
    occlusion.0.map(|o| 1.0 / (1.0 + o * 1.25 + o * o * 0.5))
}

/// Share of the key light that arrives, from the narrowest gap on the way (Quilez, "Soft shadows in raymarched SDFs").
fn light(scene: &Scene, p: V8, n: V8) -> [f32; WIDTH] {
    let from = p.plus(n, F8::splat(0.10));
    let key = V8::splat(scene.capture.light.key);
    let (mut seen, mut t) = (F8::splat(1.0), F8::splat(0.22));
    for _ in 0..7 {
        let room = scene.field(from.plus(key, t)).nearest();
        seen = seen.min(room / t * (scene.capture.light.hard * 0.5) + 0.5);
        t = t + room.at_least(0.12).at_most(2.2) + t * 0.18;
    }
    seen.0.map(|s| smooth_step(clamp01(s)))
}
