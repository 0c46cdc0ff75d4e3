//! The state of a finger's skin at the time of a capture.

use super::minutia::Minutia;
use super::noise::Lattice;
use super::ridge_map::{RidgeMap, Skin, from_byte, to_byte};
use crate::math::{TURN, cos, sin};
use crate::random::Random;

/// Condition of a finger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Nothing particular.
    Normal,
    /// Ridges break up.
    Dry,
    /// Valleys fill.
    Wet,
    /// Manual work: shallow ridges with many breaks, the same ones at every capture.
    Worn,
    /// One or two old cuts: ridges misaligned across a pale band, the same one at every capture.
    Scarred,
    /// A fresh cut: a gash without ridges, nothing displaced; the same one at every capture.
    Cut,
    /// Under a bandage: its weave shows, no ridge does, and there is no minutia.
    Bandaged,
}

impl Condition {
    /// What the condition adds to the moisture of a capture, -1 dry to +1 wet.
    pub(super) fn moisture(self) -> f32 {
        match self {
            Condition::Dry => -1.0,
            Condition::Wet => 1.0,
            Condition::Worn => -0.3,
            Condition::Normal | Condition::Scarred | Condition::Cut | Condition::Bandaged => 0.0,
        }
    }

    /// Whether it shows on the whole skin, not at one place of it.
    pub(super) fn is_everywhere(self) -> bool {
        matches!(self, Condition::Worn | Condition::Bandaged)
    }

    /// The skin and minutiae that the condition makes of a finger's own; `None` where it leaves them alone.
    pub(super) fn changed(
        self, map: &RidgeMap, minutiae: &[Minutia], r: &mut Random,
    ) -> Option<(RidgeMap, Vec<Minutia>)> {
        match self {
            Condition::Normal | Condition::Dry | Condition::Wet => None,
            Condition::Worn => Some((worn(map, r), minutiae.to_vec())),
            Condition::Scarred => Some(scarred(map, minutiae, r)),
            Condition::Cut => Some(cut(map, minutiae, r)),
            Condition::Bandaged => Some((bandaged(map), vec![])),
        }
    }
}

/// Ridges lose height in patches, and break every few pixels there.
fn worn(map: &RidgeMap, r: &mut Random) -> RidgeMap {
    let (w, h) = (map.w as f32, map.h as f32);
    let strength = r.range(0.5, 0.9);
    let patches = Lattice::sample(r, 70.0, w, h);
    let breaks = Lattice::sample(r, 6.5, w, h);
    let (mut patches, mut breaks) = (patches.rows(map.w, 1.0), breaks.rows(map.w, 1.0));
    let (mut patch, mut gap) = (vec![0f32; map.w], vec![0f32; map.w]);
    let mut out = map.clone();
    for (y, (ridge, detail)) in out.ridge.chunks_exact_mut(map.w).zip(out.detail.chunks_exact_mut(map.w)).enumerate() {
        patches.fill(y as f32, &mut patch);
        breaks.fill(y as f32, &mut gap);
        for x in 0..map.w {
            let wear = strength * (0.65 + 0.5 * patch[x]).clamp(0.0, 1.0);
            ridge[x] = to_byte(from_byte(ridge[x]) * (1.0 - 0.5 * wear) - 0.15 * wear);
            detail[x] = to_byte(from_byte(detail[x]) + wear * 0.6 * gap[x]);
        }
    }
    out
}

/// Threads of a bandage, px from one to the next.
const THREAD_PX: f32 = 7.0;

fn bandaged(map: &RidgeMap) -> RidgeMap {
    let mut out = map.clone();
    out.detail.fill(to_byte(0.0));
    for (k, ridge) in out.ridge.iter_mut().enumerate() {
        let (x, y) = ((k % map.w) as f32, (k / map.w) as f32);
        let weave = cos(TURN / THREAD_PX * x) * cos(TURN / THREAD_PX * y);
        *ridge = to_byte(0.6 * weave - 0.4);
    }
    out
}

fn cut(map: &RidgeMap, minutiae: &[Minutia], r: &mut Random) -> (RidgeMap, Vec<Minutia>) {
    let scar = Scar { slip: 0.0, half_width: r.range(3.0, 6.0), ..Scar::sample(map, r) };
    (scar.cut(map, r), minutiae.iter().filter_map(|m| scar.carry(m)).collect())
}

/// An old cut: a straight pale band; the skin on one side has grown on displaced along it.
struct Scar {
    at: (f32, f32),
    /// Unit vector along the cut.
    along: (f32, f32),
    half_length: f32,
    half_width: f32,
    /// Displacement beside the cut, px, and how far it reaches.
    slip: f32,
    reach: f32,
}

fn scarred(map: &RidgeMap, minutiae: &[Minutia], r: &mut Random) -> (RidgeMap, Vec<Minutia>) {
    let (mut map, mut minutiae) = (map.clone(), minutiae.to_vec());
    for _ in 0..if r.chance(0.3) { 2 } else { 1 } {
        let scar = Scar::sample(&map, r);
        minutiae = minutiae.iter().filter_map(|m| scar.carry(m)).collect();
        map = scar.cut(&map, r);
    }
    (map, minutiae)
}

impl Scar {
    fn sample(map: &RidgeMap, r: &mut Random) -> Scar {
        let angle = r.range(0.0, 0.5 * TURN);
        Scar {
            at: (0.12 * map.w as f32 * r.normal(), 0.12 * map.h as f32 * r.normal()),
            along: (cos(angle), sin(angle)),
            half_length: r.range(50.0, 150.0),
            half_width: r.range(1.5, 4.0),
            slip: r.sign() * r.range(2.0, 6.0),
            reach: r.range(40.0, 90.0),
        }
    }

    /// Position along and across the cut.
    fn local(&self, x: f32, y: f32) -> (f32, f32) {
        let (dx, dy) = (x - self.at.0, y - self.at.1);
        (dx * self.along.0 + dy * self.along.1, dy * self.along.0 - dx * self.along.1)
    }

    /// 1 in the middle of the cut, 0 at its ends and beyond.
    fn taper(&self, along: f32) -> f32 {
        let t = along / self.half_length;
        (1.0 - t * t).max(0.0)
    }

    /// How far the scarred skin at a point has come, along the cut.
    fn displacement(&self, x: f32, y: f32) -> f32 {
        let (along, across) = self.local(x, y);
        if across < 0.0 {
            return 0.0;
        }
        let t = across / self.reach;
        self.slip * self.taper(along) / (1.0 + t * t)
    }

    /// A minutia in the scarred skin; `None` where the cut has taken it.
    fn carry(&self, m: &Minutia) -> Option<Minutia> {
        let moved = m.moved(|x, y| {
            let (mut px, mut py) = (x, y);
            for _ in 0..4 {
                let d = self.displacement(px, py);
                (px, py) = (x + d * self.along.0, y + d * self.along.1);
            }
            (px, py)
        });
        let (along, across) = self.local(moved.x, moved.y);
        let lost = self.taper(along) > 0.0 && across.abs() < self.half_width * self.taper(along).sqrt() + 3.0;
        (!lost).then_some(moved)
    }

    fn cut(&self, map: &RidgeMap, r: &mut Random) -> RidgeMap {
        let ragged = Lattice::sample(r, 9.0, map.w as f32, map.h as f32);
        let mut out = map.clone();
        for k in 0..out.ridge.len() {
            let (px, py) = ((k % map.w) as f32, (k / map.w) as f32);
            let (x, y) = (px + map.left, py + map.top);
            let (along, across) = self.local(x, y);
            let taper = self.taper(along);
            if taper == 0.0 || across < -3.0 * self.half_width {
                continue;
            }
            let d = self.displacement(x, y);
            let from = (px - d * self.along.0, py - d * self.along.1);
            let limit = ((map.w - 1) as f32 - 0.001, (map.h - 1) as f32 - 0.001);
            let Skin { ridge, detail } = map.at(from.0.clamp(0.0, limit.0), from.1.clamp(0.0, limit.1));
            let half_width = self.half_width * taper.sqrt() * (1.0 + 0.35 * ragged.at(px, py));
            let cover = (half_width + 0.7 - across.abs()).clamp(0.0, 1.0);
            (out.ridge[k], out.detail[k]) = (to_byte(ridge.min(1.0 - 2.0 * cover)), to_byte(detail));
        }
        out
    }
}
