//! What the skin puts on its ridges: pores, incipient ridges, creases.

use super::noise::Lattice;
use super::ridge_map::{LEVELS, RidgeMap, from_byte, to_byte};
use super::stroke::{Stroke, draw};
use super::wave_field::{STEP, WaveField};
use crate::math::{ROUNDER, TURN};
use crate::random::Random;
use crate::wide::{Kernel, run_widest};

/// Skin of a person.
#[derive(Clone, Copy, Debug)]
pub(super) struct SkinTraits {
    /// How deep pores cut into a ridge, 0.3..1.2 of its height.
    pub pore_depth: f32,
    /// Share of pores that open towards a valley.
    pub pores_open: f32,
    /// Mean number of white creases a finger.
    pub creases: f32,
    /// Height of incipient ridges in the valleys, 0 (none) to about 0.5 of a ridge.
    pub incipient: f32,
}

/// Adds the detail of a finger's skin to its ridges.
pub(super) fn add_skin(map: &mut RidgeMap, field: &WaveField, traits: &SkinTraits, size: (f32, f32), r: &mut Random) {
    add_texture(map, field, traits, r);
    creases(map, traits, r);
    joint(map, size, r);
}

/// The same without what lies at one place only: creases and the joint.
pub(super) fn add_texture(map: &mut RidgeMap, field: &WaveField, traits: &SkinTraits, r: &mut Random) {
    run_widest(Pores { map, field, traits, r });
    if traits.incipient > 0.0 {
        incipient_ridges(map, traits.incipient, r);
    }
}

/// Height of the joint below the pad's centre on a finger of size 1, px.
const JOINT: f32 = 262.0;

/// Spacing of pores along and across, px; each is moved to the crest nearby.
const PORE_CELL: f32 = 11.0;
/// No pores in this rim of the map, px.
const PORE_RIM: f32 = 12.0;
/// Longest half axis of a pore, px, and the pixels of a row that hold any.
const LONGEST_PORE: f32 = 4.2;
const PORE_ROW: usize = 16;

struct Pores<'a> {
    map: &'a mut RidgeMap,
    field: &'a WaveField,
    traits: &'a SkinTraits,
    r: &'a mut Random,
}

impl Kernel for Pores<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Pores { map, field, traits, r } = self;
        let cells = |px: usize| ((px as f32 - 2.0 * PORE_RIM) / PORE_CELL) as usize;
        for cy in 0..cells(map.h) {
            for cx in 0..cells(map.w) {
                let x = PORE_RIM + PORE_CELL * (cx as f32 + r.unit());
                let y = PORE_RIM + PORE_CELL * (cy as f32 + r.unit());
                let k = (y as usize / STEP) * field.grid.w + x as usize / STEP;
                let n = 1.0 / (field.gx[k] * field.gx[k] + field.gy[k] * field.gy[k]).sqrt();
                let across = (field.gx[k] * n, field.gy[k] * n);
                if let Some(crest) = crest_near(map, (x, y), across) {
                    pore(map, crest, across, traits, r);
                }
            }
        }
    }
}

/// Pixels looked at across a ridge: half a period to either side.
const ACROSS: usize = 11;

/// The highest pixel within half a period across the ridges, if it is a crest; the first of several.
#[inline(always)]
fn crest_near(map: &RidgeMap, (x, y): (f32, f32), across: (f32, f32)) -> Option<(usize, usize)> {
    let (mut px, mut py) = ([0i32; ACROSS], [0i32; ACROSS]);
    for k in 0..ACROSS {
        let s = k as f32 - (ACROSS / 2) as f32;
        px[k] = (x + across.0 * s + 0.5) as i32;
        py[k] = (y + across.1 * s + 0.5) as i32;
    }
    let mut best = u32::from(to_byte(0.75)) << 8 | 0xff;
    for k in 0..ACROSS {
        let height = map.ridge[py[k] as usize * map.w + px[k] as usize];
        best = best.max(u32::from(height) << 8 | (ACROSS - k) as u32);
    }
    let k = ACROSS.checked_sub((best & 0xff) as usize)?;
    Some((px[k] as usize, py[k] as usize))
}

#[inline(always)]
fn pore(map: &mut RidgeMap, (x, y): (usize, usize), (nx, ny): (f32, f32), traits: &SkinTraits, r: &mut Random) {
    let (along, depth) = (1.0 / r.range(1.2, 2.0), traits.pore_depth * r.range(0.5, 1.5));
    // An open pore is a short cut across the ridge.
    let across = if r.chance(traits.pores_open) { 1.0 / r.range(2.2, LONGEST_PORE) } else { along };
    // Nothing of it lies further out than its longer half axis.
    let reach = (1.0 / across) as usize;
    for py in y - reach..=y + reach {
        let ey = py as f32 - y as f32;
        let row: &mut [u8; PORE_ROW] = map.detail[py * map.w + x - LONGEST_PORE as usize..].first_chunk_mut().expect("pores keep off the rim");
        for (k, detail) in row.iter_mut().enumerate() {
            let ex = k as f32 - LONGEST_PORE.floor();
            let (u, v) = ((ex * nx + ey * ny) * across, (ex * ny - ey * nx) * along);
            *detail = detail.saturating_sub((depth * LEVELS * (1.0 - u * u - v * v).max(0.0) + ROUNDER).to_bits() as u8);
        }
    }
}

/// Thin broken ridges in the valleys of some regions: dots and dashes lower than the ridges beside them.
fn incipient_ridges(map: &mut RidgeMap, height: f32, r: &mut Random) {
    let (w, h) = (map.w as f32, map.h as f32);
    let (regions, dashes) = (Lattice::sample(r, 75.0, w, h), Lattice::sample(r, 7.0, w, h));
    run_widest(Incipient { map, height, regions, dashes });
}

struct Incipient<'a> {
    map: &'a mut RidgeMap,
    height: f32,
    regions: Lattice,
    dashes: Lattice,
}

impl Kernel for Incipient<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Incipient { map, height, regions, dashes } = self;
        let (mut regions, mut dashes) = (regions.rows(map.w, 1.0), dashes.rows(map.w, 1.0));
        let (mut region, mut dash) = (vec![0f32; map.w], vec![0f32; map.w]);
        for (y, row) in map.ridge.chunks_exact_mut(map.w).enumerate() {
            regions.fill(y as f32, &mut region);
            dashes.fill(y as f32, &mut dash);
            for ((ridge, region), dash) in row.iter_mut().zip(&region).zip(&dash) {
                // Only the middle fifth of a valley, where the height is below -0.8.
                let own = from_byte(*ridge);
                let middle = ((-own - 0.8) * 5.0).clamp(0.0, 1.0);
                let present = (region * 2.0).clamp(0.0, 1.0) * (0.6 + 1.2 * dash).clamp(0.0, 1.0);
                *ridge = to_byte(own + (0.7 + height) * middle * present);
            }
        }
    }
}

/// The crease of the last joint, a band of wrinkles below the pad; long contacts reach it.
fn joint(map: &mut RidgeMap, size: (f32, f32), r: &mut Random) {
    let middle = JOINT * size.1 + 8.0 * r.normal() - map.top;
    let tilt = 0.05 * r.normal();
    for _ in 0..3 + r.index(3) {
        let from = (r.range(0.02, 0.25) * map.w as f32, middle + 7.0 * r.normal());
        let length = r.range(0.5, 0.95) * map.w as f32;
        carve(map, Stroke { from, angle: tilt + 0.03 * r.normal(), length, radius: r.range(1.0, 3.2) }, r);
    }
}

fn creases(map: &mut RidgeMap, traits: &SkinTraits, r: &mut Random) {
    let u = r.unit();
    // u^2 has mean 1/3: many fingers have none, some have many.
    for _ in 0..(3.0 * u * u * traits.creases + 0.3) as usize {
        let from = (r.range(0.1, 0.9) * map.w as f32, r.range(0.13, 0.87) * map.h as f32);
        let angle = if r.chance(0.7) { 0.25 * r.normal() } else { r.range(0.0, 0.5 * TURN) };
        let stroke = Stroke { from, angle, length: r.range(30.0, 170.0), radius: r.range(0.5, 2.0) };
        carve(map, stroke, r);
    }
}

/// Cuts a valley along a line.
pub(super) fn carve(map: &mut RidgeMap, stroke: Stroke, r: &mut Random) {
    let size = (map.w, map.h);
    draw(r, stroke, size, |k, cover| {
        map.ridge[k] = map.ridge[k].min(to_byte(1.0 - 2.3 * cover));
    });
}
