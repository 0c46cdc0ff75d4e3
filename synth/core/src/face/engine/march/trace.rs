//! Sphere tracing (Hart, "Sphere tracing", The Visual Computer 12, 1996), of rays side by side.

use super::super::lanes::{Fx, Kernel, Vx, WIDTH, run_wide};
use super::super::scene::{Kind, Scene};
use super::super::vector::{Vec3, plus, unit};
use super::hit::Hit;

/// A ray to be followed from a depth on.
pub struct Ray {
    /// Pixels.
    pub x: f32,
    pub y: f32,
    /// cm.
    pub start: f32,
    /// From here on the ray has missed once it leaves the surface that it came nearest to.
    pub behind: f32,
    pub slot: usize,
}

/// Nothing lies nearer to the camera than this before the plane of the eyes, nor farther behind it; cm.
const FRONT: f32 = 7.0;
const BACK: f32 = 17.0;
/// A place so near counts as the surface, cm.
const CLOSE: f32 = 0.04;
/// A ray that grazes a surface does not go slower than this: what it might step over is thinner than a pixel; cm.
const GRAZING_STRIDE: f32 = 0.16;
/// Strides, of the room there is: one that is always safe, and one that is taken, to be taken back where it was not
/// (Keinert et al., "Enhanced Sphere Tracing", STAG 2014).
const SAFE: f32 = 0.92;
const LONG: f32 = 1.35;
/// A ray that is still on its way after so many steps grazes something.
const STEPS: f32 = 72.0;
/// Less room, way or steps than this are none.
const TINY: f32 = 1e-6;
/// So far behind such a depth it has missed in any case, and so much room more than the narrowest gap is leaving; cm.
const BEHIND: f32 = 1.5;
const LEAVING: f32 = 0.03;
/// A ray that misses by more of a cell is missed by those of a grid twice as fine beside it too: they are 0.71 cells away.
const UNSURE: f32 = 0.75;
/// A grazing ray that came so near has met it, cm.
const GRAZED: f32 = 0.3;

/// Rays under way, one a lane; a lane whose ray has ended takes the next.
struct Fleet<'a> {
    scene: &'a Scene<'a>,
    rays: &'a [Ray],
    next: usize,
    /// Index of the ray.
    index: [usize; WIDTH],
    /// A bit for each lane that has not run dry.
    under_way: u32,
    pixel: (Fx, Fx),
    direction: Vx,
    t: Fx,
    behind: Fx,
    end: Fx,
    /// Narrowest gap so far and its depth.
    low: Fx,
    low_t: Fx,
    steps: Fx,
    /// Room at the place before, and the stride taken from there.
    room: Fx,
    stride: Fx,
}

/// A ray's end on a surface.
struct End {
    index: usize,
    /// Where the distance was measured, and what it was.
    place: Vec3,
    near: f32,
    /// Where the surface is.
    on: Vec3,
    t: f32,
    kind: Kind,
    over: f32,
    sure: bool,
}

/// What each ray meets, without its shade; a ray that misses by much less than `cell_cm` is unsure.
pub fn trace(scene: &Scene, rays: &[Ray], cell_cm: f32) -> Vec<Hit> {
    run_wide(Trace { scene, rays, cell_cm })
}

struct Trace<'a> {
    scene: &'a Scene<'a>,
    rays: &'a [Ray],
    cell_cm: f32,
}

impl Kernel for Trace<'_> {
    type Output = Vec<Hit>;
    #[inline(always)]
    fn run(self) -> Vec<Hit> {
        let Trace { scene, rays, cell_cm } = self;
        let mut hits = vec![Hit::MISS; rays.len()];
        let mut ends = Vec::with_capacity(rays.len());
        let mut fleet = Fleet::new(scene, rays);
        while fleet.under_way != 0 {
            fleet.step(cell_cm, &mut hits, &mut ends);
        }
        for group in ends.chunks(WIDTH) {
            let near = Fx(std::array::from_fn(|i| group[i.min(group.len() - 1)].near));
            let place = Vx::gather_from(|i| group[i.min(group.len() - 1)].place);
            let normal = slope(scene, place, near);
            let on = Vx::gather_from(|i| group[i.min(group.len() - 1)].on);
            let rest = scene.rest(scene.head(on));
            for (i, end) in group.iter().enumerate() {
                hits[end.index] = Hit {
                    t: end.t,
                    kind: end.kind,
                    normal: unit(normal.lane(i)),
                    rest: rest.lane(i),
                    over: end.over,
                    sure: end.sure,
                    ..Hit::MISS
                };
            }
        }
        hits
    }
}

impl<'a> Fleet<'a> {
    #[inline(always)]
    fn new(scene: &'a Scene<'a>, rays: &'a [Ray]) -> Fleet<'a> {
        let mut fleet = Fleet {
            scene,
            rays,
            next: 0,
            index: [0; WIDTH],
            under_way: 0,
            pixel: (Fx::splat(0.0), Fx::splat(0.0)),
            direction: Vx::splat([0.0, 0.0, -1.0]),
            t: Fx::splat(0.0),
            behind: Fx::splat(0.0),
            end: Fx::splat(0.0),
            low: Fx::splat(f32::MAX),
            low_t: Fx::splat(0.0),
            steps: Fx::splat(0.0),
            room: Fx::splat(0.0),
            stride: Fx::splat(0.0),
        };
        for lane in 0..WIDTH {
            fleet.load(lane);
        }
        fleet.direction = scene.capture.camera.rays(fleet.pixel.0, fleet.pixel.1);
        fleet
    }

    /// Puts the next ray into a lane.
    fn load(&mut self, lane: usize) {
        let camera = &self.scene.capture.camera;
        self.under_way &= !(1 << lane);
        if let Some(ray) = self.rays.get(self.next) {
            self.index[lane] = self.next;
            self.under_way |= 1 << lane;
            self.pixel.0.0[lane] = ray.x;
            self.pixel.1.0[lane] = ray.y;
            self.t.0[lane] = ray.start.max(camera.distance - FRONT);
            self.behind.0[lane] = ray.behind;
            self.end.0[lane] = (ray.behind + BEHIND).min(camera.distance + BACK);
            self.low.0[lane] = f32::MAX;
            self.steps.0[lane] = 0.0;
            self.stride.0[lane] = 0.0;
            self.next += 1;
        }
    }

    /// One step of every ray.
    #[inline(always)]
    fn step(&mut self, cell_cm: f32, hits: &mut [Hit], ends: &mut Vec<End>) {
        let camera = &self.scene.capture.camera;
        let t = self.t;
        let place = Vx::splat(camera.origin()).plus(self.direction, t);
        let field = self.scene.field(place);
        let near = field.nearest();
        let nearer = near - self.low;
        self.low_t = nearer.below(0.0, t, self.low_t);
        self.low = near.min(self.low);
        // A stride longer than the room was safe if the room at its end reaches back over the rest of it.
        let missed = (near.abs() + self.room * SAFE - self.stride).at_most(0.0) * (self.stride - GRAZING_STRIDE).above(0.0);
        let onward = near.below(0.0, near * 0.6 - 0.02, (near * LONG).at_least(GRAZING_STRIDE));
        let back = self.room * SAFE - self.stride;
        let stride = missed.below(0.0, back, onward);
        self.t = t + stride;
        self.room = near;
        self.stride = stride;
        self.steps = self.steps + 1.0;
        // Negative where a ray has left what it passed, has met something, is past its end, or has gone on for too long.
        let kept = (self.low + LEAVING - near).max(self.behind - t).min(self.end - t);
        let left = (near.abs() - CLOSE).min(kept).min(Fx::splat(STEPS) - self.steps);
        let left = missed.below(0.0, Fx::splat(1.0), left);
        let mut ended = left.which_below(TINY) & self.under_way;
        if ended == 0 {
            return;
        }
        while ended != 0 {
            let lane = ended.trailing_zeros() as usize;
            ended &= ended - 1;
            let index = self.index[lane];
            let met = near.0[lane].abs() < CLOSE;
            if met || kept.0[lane] > 0.0 && self.low.0[lane] < GRAZED {
                let (place, onward) = (place.lane(lane), if met { near.0[lane] } else { 0.0 });
                ends.push(End {
                    index,
                    place,
                    near: near.0[lane],
                    on: plus(place, self.direction.lane(lane), onward),
                    t: t.0[lane] + onward,
                    kind: field.kind(lane, near.0[lane]),
                    over: field.skin.0[lane],
                    sure: met,
                });
            } else if self.low.0[lane] < UNSURE * cell_cm {
                hits[index] = Hit { t: self.low_t.0[lane], sure: false, ..Hit::MISS };
            }
            self.load(lane);
        }
        self.direction = camera.rays(self.pixel.0, self.pixel.1);
    }
}

/// Direction in which the distance grows, by forward differences.
#[inline(always)]
fn slope(scene: &Scene, p: Vx, here: Fx) -> Vx {
    const STEP: f32 = 0.045;
    Vx {
        x: scene.field(Vx { x: p.x + STEP, ..p }).nearest() - here,
        y: scene.field(Vx { y: p.y + STEP, ..p }).nearest() - here,
        z: scene.field(Vx { z: p.z + STEP, ..p }).nearest() - here,
    }
}
