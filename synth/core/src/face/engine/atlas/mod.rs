//! The painted skin of one person at one age, laid out on the resting face.
//!
//! What has edges (brow hairs, moles, wrinkles, pores) is drawn on texels that follow the picture's resolution; soft zones
//! of colour and where a beard grows are laid out on coarse ones and spread over them.

mod canvas;
mod features;
mod texture;
mod zones;

use super::ageing::oldness;
use super::identity::Identity;
use super::lanes::{Fx, Kernel, Vx, WIDTH, each, run_wide};
use super::vector;
use crate::math::ROUNDER;
use crate::random::Random;
use canvas::Canvas;
use features::{draw_brows, draw_spots, draw_wrinkles};
use texture::add_texture;
use zones::paint_coarse;

/// Half the width of the maps, top and bottom, cm.
const HALF_WIDTH: f32 = 11.25;
const TOP: f32 = 10.4;
const BOTTOM: f32 = -13.0;

/// Side of a texel of the coarse map, cm.
const COARSE: f32 = 0.25;

/// What the maps say about places side by side.
#[derive(Clone, Copy, Debug)]
pub struct Texels {
    /// Added to the person's pigments.
    pub melanin: Fx,
    pub blood: Fx,
    /// Cover of brow hairs, 0..1.
    pub hair: Fx,
    /// Slopes of the relief.
    pub slope_u: Fx,
    pub slope_v: Fx,
    /// Density of beard growth, 0..1.
    pub beard: Fx,
}

/// A row-major map, top left first.
pub struct Atlas {
    texel: f32,
    columns: usize,
    rows: usize,
    texels: Vec<Texel>,
}

/// Channels of a texel: melanin, blood, hair cover, slope in u, slope in v, beard density, and two that stay empty.
const CHANNELS: usize = 8;

/// One place of the map; its channels fill a wide register.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Texel([f32; CHANNELS]);

impl Texel {
    const EMPTY: Texel = Texel([0.0; CHANNELS]);

    /// From this at 0 to the other at 1.
    #[inline(always)]
    fn to(&self, other: &Texel, t: f32) -> Texel {
        let mut out = *self;
        for (out, other) in out.0.iter_mut().zip(&other.0) {
            *out += (other - *out) * t;
        }
        out
    }

    #[inline(always)]
    fn plus(&self, other: &Texel) -> Texel {
        let mut out = *self;
        for (out, other) in out.0.iter_mut().zip(&other.0) {
            *out += other;
        }
        out
    }
}

/// Unrolled x of places on the resting face, so that the sides of the head are not stretched.
#[inline(always)]
pub fn unrolled(p: Vx) -> Fx {
    p.x + (p.x * 0.4).at_least(-1.0).at_most(1.0) * (Fx::splat(0.8) - p.z).at_least(0.0) * 0.5
}

impl Atlas {
    /// Paints an aged person for pictures about so many times as large as 480 by 600.
    pub fn build(person: &Identity, age_years: f32, size: f32) -> Atlas {
        let old = oldness(age_years);
        let texel = (0.056 / size).clamp(0.035, 0.15);
        paint_fine(person, old, texel, &paint_coarse(person, old))
    }

    /// The map at unrolled places, between texels.
    #[inline(always)]
    pub fn at(&self, u: Fx, v: Fx) -> Texels {
        let per_texel = 1.0 / self.texel;
        let x = ((u + HALF_WIDTH) * per_texel).at_least(0.0).at_most(self.columns as f32 - 1.01);
        let y = ((Fx::splat(TOP) - v) * per_texel).at_least(0.0).at_most(self.rows as f32 - 1.01);
        let mut places = [Texel::EMPTY; WIDTH];
        self.look_up(&x, &y, &mut places);
        Texels {
            melanin: Fx(each!(I => places[I].0[0])),
            blood: Fx(each!(I => places[I].0[1])),
            hair: Fx(each!(I => places[I].0[2])),
            slope_u: Fx(each!(I => places[I].0[3])),
            slope_v: Fx(each!(I => places[I].0[4])),
            beard: Fx(each!(I => places[I].0[5])),
        }
    }

    /// All channels at places side by side given in texels. Not inlined: channels stay side by side, as the wide registers want them.
    #[inline(never)]
    fn look_up(&self, x: &Fx, y: &Fx, out: &mut [Texel; WIDTH]) {
        run_wide(LookUp { atlas: self, x, y, out });
    }

    /// All channels at a place given in texels, within the map.
    #[inline(always)]
    fn between(&self, x: f32, y: f32) -> Texel {
        let (i, j) = (vector::floor(x), vector::floor(y));
        self.blended(index(j) * self.columns + index(i), x - i, y - j)
    }

    /// Between a texel, its right neighbour and those below.
    #[inline(always)]
    fn blended(&self, k: usize, a: f32, b: f32) -> Texel {
        let (p, q) = (&self.texels[k..k + 2], &self.texels[k + self.columns..k + self.columns + 2]);
        p[0].to(&p[1], a).to(&q[0].to(&q[1], a), b)
    }
}

struct LookUp<'a> {
    atlas: &'a Atlas,
    x: &'a Fx,
    y: &'a Fx,
    out: &'a mut [Texel; WIDTH],
}

impl Kernel for LookUp<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let LookUp { atlas, x, y, out } = self;
        let (i, j) = (x.floor(), y.floor());
        let (a, b, k) = (*x - i, *y - j, j * atlas.columns as f32 + i);
        for (lane, out) in out.iter_mut().enumerate() {
            *out = atlas.blended(index(k.0[lane]), a.0[lane], b.0[lane]);
        }
    }
}

/// A whole number of 0..2^22, without a saturating conversion.
#[inline(always)]
fn index(whole: f32) -> usize {
    ((whole + ROUNDER).to_bits() & 0x003f_ffff) as usize
}

fn size(texel: f32) -> (usize, usize) {
    (
        (2.0 * HALF_WIDTH / texel) as usize + 1,
        ((TOP - BOTTOM) / texel) as usize + 1,
    )
}

fn paint_fine(person: &Identity, old: f32, texel: f32, coarse: &Atlas) -> Atlas {
    let stream = |part: &str| Random::stream(u64::from(person.seed), part, &[]);
    let (mut melanin, mut blood, mut hair) =
        (Canvas::new(texel), Canvas::new(texel), Canvas::new(texel));
    let mut height = Canvas::new(texel);
    draw_brows(&mut stream("face.atlas.brows"), person, &mut hair);
    draw_spots(
        &mut stream("face.atlas.spots"),
        person,
        &mut melanin,
        &mut blood,
        &mut height,
    );
    draw_wrinkles(&mut stream("face.atlas.wrinkles"), person, old, &mut height);
    add_texture(person, old, &mut melanin, &mut height);
    run_wide(Layers { coarse, melanin, blood, hair, height })
}

/// What is painted, to be laid over the coarse map.
struct Layers<'a> {
    coarse: &'a Atlas,
    melanin: Canvas,
    blood: Canvas,
    hair: Canvas,
    height: Canvas,
}

impl Kernel for Layers<'_> {
    type Output = Atlas;
    #[inline(always)]
    fn run(self) -> Atlas {
        let Layers { coarse, melanin, blood, hair, height: Canvas { texel, columns, rows, value: height } } = self;
        let mut texels = vec![Texel::EMPTY; columns * rows];
        let steep = 1.0 / (2.0 * texel);
        let zoom = texel / COARSE;
        for y in 1..rows - 1 {
            for x in 1..columns - 1 {
                let i = y * columns + x;
                let slope_u = (height[i + 1] - height[i - 1]) * steep;
                let slope_v = (height[i - columns] - height[i + columns]) * steep;
                let own = Texel([melanin.value[i], blood.value[i], hair.value[i], slope_u, slope_v, 0.0, 0.0, 0.0]);
                texels[i] = coarse.between(x as f32 * zoom, y as f32 * zoom).plus(&own);
            }
        }
        Atlas { texel, columns, rows, texels }
    }
}

super::super::tests! {
    #[test]
    fn atlas_is_linear_between_texels_and_stays_within_its_bounds() {
        let texels = (0..12).map(|i| Texel([(i % 4) as f32 + 10.0 * (i / 4) as f32; CHANNELS])).collect();
        let map = Atlas { texel: 1.0, columns: 4, rows: 3, texels };
        let at = |u, v| map.at(Fx::splat(u), Fx::splat(v)).beard.0[3];
        assert_eq!(at(-HALF_WIDTH + 1.5, TOP - 0.5), 6.5);
        assert_eq!(at(-HALF_WIDTH - 9.0, TOP + 9.0), 0.0);
    }
}
