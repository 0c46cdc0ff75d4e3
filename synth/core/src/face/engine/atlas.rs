//! The painted skin of one person at one age, laid out on the resting face.
//!
//! What has edges (brow hairs, moles, wrinkles, pores) is drawn on texels that follow the picture's resolution; soft zones
//! of colour and where a beard grows are laid out on coarse ones and spread over them.

use super::super::super::hash::{SCALE, raw};
use super::ageing::oldness;
use super::identity::Identity;
use super::lanes::{Fx, Kernel, Vx, WIDTH, each, run_wide};
use super::noise::noise_at;
use super::vector::{self, bell, lerp, smooth, sq};
use crate::math::{ROUNDER, sin};
use crate::random::Random;
use crate::wide::run_widest;

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

/// One channel that lines are drawn on.
struct Canvas {
    texel: f32,
    columns: usize,
    rows: usize,
    value: Vec<f32>,
}

/// How a line changes what it crosses.
#[derive(Clone, Copy, PartialEq)]
enum Ink {
    /// Adds.
    Add,
    /// Covers what is left uncovered.
    Cover,
}

/// A line with a bell profile, cm; `tip` thins and fades the far end, 0..1.
struct Line {
    from: (f32, f32),
    to: (f32, f32),
    width: f32,
    strength: f32,
    tip: f32,
}

impl Line {
    fn dot(at: (f32, f32), width: f32, strength: f32) -> Line {
        Line {
            from: at,
            to: (at.0 + 0.01, at.1),
            width,
            strength,
            tip: 0.0,
        }
    }
}

impl Canvas {
    fn new(texel: f32) -> Canvas {
        let (columns, rows) = size(texel);
        Canvas {
            texel,
            columns,
            rows,
            value: vec![0.0; columns * rows],
        }
    }

    fn draw(&mut self, line: &Line, ink: Ink) {
        let place = |(u, v): (f32, f32)| ((u + HALF_WIDTH) / self.texel, (TOP - v) / self.texel);
        let ((x0, y0), (x1, y1)) = (place(line.from), place(line.to));
        let width = (line.width / self.texel).max(0.7);
        // What is thinner than a texel grows fainter instead.
        let strength = line.strength * (line.width / self.texel / width);
        let pad = width * 2.0;
        let (dx, dy) = (x1 - x0, y1 - y0);
        let inverse = 1.0 / (dx * dx + dy * dy).max(1e-6);
        let clip = |v: f32, count: usize| v.clamp(0.0, (count - 1) as f32) as usize;
        let columns =
            clip(x0.min(x1) - pad, self.columns)..clip(x0.max(x1) + pad, self.columns) + 1;
        for y in clip(y0.min(y1) - pad, self.rows)..=clip(y0.max(y1) + pad, self.rows) {
            for x in columns.clone() {
                let (px, py) = (x as f32 - x0, y as f32 - y0);
                let t = ((px * dx + py * dy) * inverse).clamp(0.0, 1.0);
                let off = sq(px - t * dx) + sq(py - t * dy);
                let w = width * (1.0 - line.tip * t);
                let k = strength * bell(off / (w * w)) * (1.0 - 0.4 * line.tip * t);
                let value = &mut self.value[y * self.columns + x];
                *value = if ink == Ink::Cover {
                    1.0 - (1.0 - *value) * (1.0 - k)
                } else {
                    *value + k
                };
            }
        }
    }
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

/// Hairs of a mean brow: enough that they merge at a portrait's resolution.
const BROW_HAIRS: f32 = 640.0;

/// Brows, hair by hair: upright at the inner end, lying outwards farther on, converging on the middle line.
fn draw_brows(r: &mut Random, person: &Identity, hair: &mut Canvas) {
    let b = &person.brows;
    for side in [-1.0, 1.0] {
        for _ in 0..(BROW_HAIRS * b.density) as usize {
            let s = r.unit();
            // Denser in the middle than at either edge.
            let across = 1.15 * (r.unit() + r.unit() + r.unit() - 1.5);
            let body = smooth(-0.10, 0.16, s) * (1.0 - 0.72 * smooth(0.45, 1.0, s));
            let u = b.gap + s * (b.length + 0.35 - b.gap);
            let middle = b.y - 0.18 + b.arch * (1.0 - sq((s - 0.60) / 0.60)) + b.tilt * (s - 0.2);
            let v = middle + across * b.thickness * body;
            let rise = lerp(1.25, -0.35, smooth(-0.1, 0.75, s))
                - 0.55 * across * smooth(0.1, 0.4, s)
                + 0.18 * r.rough_normal();
            let length = (0.34 + 0.22 * r.unit()) * (1.0 - 0.35 * s) * (0.55 + 0.45 * body);
            let k = length / (1.0 + rise * rise).sqrt();
            let strength = (0.16 + 0.24 * r.unit()) * (1.0 - 0.5 * across * across);
            let line = Line {
                from: (side * u, v),
                to: (side * (u + k), v + k * rise),
                width: 0.045,
                strength,
                tip: 0.5,
            };
            hair.draw(&line, Ink::Cover);
        }
    }
}

/// Freckles, moles, blemishes.
fn draw_spots(
    r: &mut Random,
    person: &Identity,
    melanin: &mut Canvas,
    blood: &mut Canvas,
    height: &mut Canvas,
) {
    for _ in 0..(person.skin.freckles * 420.0) as usize {
        let at = (3.4 * r.rough_normal(), -1.8 + 1.9 * r.rough_normal());
        let strength = bell(sq((at.1 + 1.8) / 3.2)) * (0.12 + 0.25 * r.unit());
        melanin.draw(&Line::dot(at, 0.05 + 0.05 * r.unit(), strength), Ink::Add);
    }
    for mole in person.skin.moles.iter().filter(|m| m.radius > 0.015) {
        let at = (mole.x, mole.y);
        melanin.draw(&Line::dot(at, 0.05 + mole.radius, 1.3), Ink::Add);
        height.draw(&Line::dot(at, 0.05 + mole.radius, 0.02), Ink::Add);
    }
    for _ in 0..26 {
        let at = (r.range(-7.0, 7.0), r.range(-10.0, 6.0));
        blood.draw(
            &Line::dot(at, r.range(0.06, 0.22), r.range(0.03, 0.18)),
            Ink::Add,
        );
    }
}

/// Lines of age: forehead, between the brows, crow's feet, under the eyes, round the mouth.
fn draw_wrinkles(r: &mut Random, person: &Identity, old: f32, height: &mut Canvas) {
    let (eyes, nose, mouth) = (&person.eyes, &person.nose, &person.mouth);
    for i in 0..4 {
        let v = person.brows.y + 1.35 + 0.72 * i as f32 + 0.15 * r.rough_normal();
        let depth = 0.045 * old * (0.4 + r.unit());
        let (phase, wide) = (r.range(0.0, 6.0), 2.2 + 1.6 * r.unit());
        let at = |u: f32| (u, v + 0.12 * sin(1.1 * u + phase) - 0.012 * u * u);
        for k in 0..(2.0 * wide / 0.3) as usize {
            let u = -wide + 0.3 * k as f32;
            let strength = -depth * (1.0 - sq(u / wide));
            height.draw(
                &Line {
                    from: at(u),
                    to: at(u + 0.3),
                    width: 0.17,
                    strength,
                    tip: 0.0,
                },
                Ink::Add,
            );
        }
    }
    for side in [-1.0, 1.0] {
        let mut groove = |from: (f32, f32), to: (f32, f32), width: f32, depth: f32, tip: f32| {
            let line = Line {
                from: (side * from.0, from.1),
                to: (side * to.0, to.1),
                width,
                strength: -depth,
                tip,
            };
            height.draw(&line, Ink::Add);
        };
        let corner = eyes.x + eyes.half_width + 0.15;
        for i in 0..5 {
            let t = -0.7 + 0.38 * i as f32 + 0.1 * r.rough_normal();
            let (v, length) = (eyes.y + 0.35 * t, 0.7 + 0.6 * r.unit());
            groove(
                (corner + 0.2, v),
                (corner + length, v + length * t * 0.6),
                0.11,
                0.06 * old,
                0.4,
            );
        }
        groove(
            (0.45, 0.9),
            (0.55, 2.1),
            0.17,
            0.04 * old * (1.0 + person.male),
            0.3,
        );
        for i in 0..2 {
            let v = eyes.y - eyes.lid_low - 0.38 - 0.34 * i as f32;
            let depth = 0.03 * old;
            groove(
                (eyes.x - 1.2, v + 0.1),
                (eyes.x, v - 0.12),
                0.08,
                depth,
                0.0,
            );
            groove(
                (eyes.x, v - 0.12),
                (eyes.x + 1.1, v + 0.1),
                0.08,
                depth,
                0.0,
            );
        }
        let (x, y) = (nose.wing_x + 0.65, nose.y - 0.3);
        let depth = 0.04 * old * (0.6 + 3.0 * mouth.fold);
        groove((x, y), (x + 0.65, y - 1.1), 0.28, depth, 0.0);
        groove(
            (x + 0.65, y - 1.1),
            (mouth.half_width + 0.75, mouth.y + 0.4),
            0.28,
            depth,
            0.0,
        );
        let (x, y) = (mouth.half_width + 0.25, mouth.y - 0.3);
        groove((x, y), (x + 0.2, y - 1.4), 0.26, 0.06 * old, 0.3);
    }
}

/// Pores and fine mottling, a row at a time.
fn add_texture(person: &Identity, old: f32, melanin: &mut Canvas, height: &mut Canvas) {
    let (texel, columns, seed) = (height.texel, height.columns, person.seed);
    let across: Vec<f32> = (0..columns).map(|x| x as f32 * texel - HALF_WIDTH).collect();
    let mut noises = [(9.0, seed + 3), (2.3, seed + 9), (2.3 * 2.1, seed + 10), (2.3 * 4.3, seed + 11)].map(|(scale, seed)| {
        let u: Vec<f32> = across.iter().map(|u| u * scale).collect();
        (scale, u, vec![seed; columns], vec![0.0; columns], vec![0.0; columns])
    });
    let rows = melanin.value.chunks_exact_mut(columns).zip(height.value.chunks_exact_mut(columns));
    for (y, (melanin, height)) in rows.enumerate() {
        let v = TOP - y as f32 * texel;
        for (scale, u, seeds, place, out) in &mut noises {
            place.fill(v * *scale);
            noise_at(u, place, seeds, out);
        }
        let [pores, slow, middle, quick] = noises.each_ref().map(|noise| &noise.4);
        run_widest(Texture { person, old, across: &across, y, v, pores, mottle: [slow, middle, quick], melanin, height });
    }
}

/// One row of texture.
struct Texture<'a> {
    person: &'a Identity,
    old: f32,
    across: &'a [f32],
    y: usize,
    v: f32,
    pores: &'a [f32],
    mottle: [&'a [f32]; 3],
    melanin: &'a mut [f32],
    height: &'a mut [f32],
}

impl Kernel for Texture<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let scale = 0.3 + 0.5 * self.person.skin.melanin;
        let [slow, middle, quick] = self.mottle;
        for x in 0..self.across.len() {
            let grain = raw(x as f32, self.y as f32, self.person.seed) * SCALE;
            let cheek = bell(sq((self.across[x].abs() - 2.8) / 2.6) + sq((self.v + 2.6) / 3.0));
            self.height[x] += (self.pores[x] - 0.5) * (0.007 + 0.010 * cheek + 0.008 * self.old) + grain * 0.004;
            let mottle = 0.55 * slow[x] + 0.3 * middle[x] + 0.15 * quick[x] - 0.5;
            self.melanin[x] = scale * (self.melanin[x] + 0.10 * mottle + 0.03 * grain);
        }
    }
}

/// Zones of colour, the person's own colour field, age spots, and where the beard grows.
fn paint_coarse(person: &Identity, old: f32) -> Atlas {
    let (columns, rows) = size(COARSE);
    // One more than the map is wide and high, so that its last texels lie between two.
    let (columns, rows) = (columns + 1, rows + 1);
    let texels = (0..columns * rows)
        .map(|i| {
            let (u, v) = ((i % columns) as f32 * COARSE - HALF_WIDTH, TOP - (i / columns) as f32 * COARSE);
            let patch = vector::fractal2(u * 0.7, v * 0.7, person.seed + 14) - 0.5;
            let (melanin, blood) = zones(person, old, u, v, patch);
            let beard = beard_density(person, u, v) * (0.75 + 0.25 * patch);
            Texel([melanin, blood, 0.0, 0.0, 0.0, beard, 0.0, 0.0])
        })
        .collect();
    Atlas { texel: COARSE, columns, rows, texels }
}

fn zones(person: &Identity, old: f32, u: f32, v: f32, patch: f32) -> (f32, f32) {
    let (eyes, nose, skin, seed) = (&person.eyes, &person.nose, &person.skin, person.seed);
    let a = u.abs();
    let spot = |x: f32, y: f32, rx: f32, ry: f32| bell(sq((a - x) / rx) + sq((v - y) / ry));
    let age_spots = 0.25 * old * (vector::noise2(u * 1.9, v * 1.9, seed + 31) - 0.72).max(0.0);
    let mut melanin = (0.3 + 0.5 * skin.melanin) * (0.10 * patch + age_spots)
        + (0.03 + 0.08 * skin.melanin) * spot(eyes.x - 0.3, eyes.y - 0.1, 1.9, 1.2)
        + 0.16 * skin.under_eye * spot(eyes.x - 0.5, eyes.y - 1.0, 1.4, 0.55);
    let mut blood = 0.07 * (vector::fractal2(u * 1.3, v * 1.3, seed + 20) - 0.5)
        + 0.06 * spot(3.7, -3.1, 2.4, 2.1)
        + 0.08 * spot(0.0, nose.y, 1.5, 1.3)
        + 0.06 * spot(1.3, nose.y + nose.wing_y, 0.8, 0.9)
        + 0.04 * spot(0.0, person.skull.chin_y, 1.6, 1.3)
        + 0.06 * spot(eyes.x, eyes.y + 0.1, 1.7, 0.9);
    for w in &skin.waves {
        let s = sin(w.kx * u + w.ky * v + w.phase);
        melanin += w.melanin * s * (0.3 + 0.7 * skin.melanin);
        blood += w.blood * s;
    }
    (melanin, blood)
}

/// Moustache, chin, cheeks up to the ears, throat; 0..1. One region below an edge, less the lips.
fn beard_density(person: &Identity, u: f32, v: f32) -> f32 {
    let (mouth, a, seed) = (&person.mouth, u.abs(), person.seed);
    let ragged = vector::noise2(u * 1.5, v * 1.5, seed) - 0.5;
    let over_lip = mouth.y + mouth.lip_up + 1.15 - 0.11 * a * a;
    let cheek = mouth.y + 0.25 + person.beard.edge + 0.62 * (a - 3.0) + 3.0 * smooth(5.6, 7.6, a);
    let edge = over_lip.max(cheek) + 0.7 * ragged;
    let soft = lerp(0.25, 1.2, smooth(1.5, 4.0, a));
    let height = if v > mouth.y {
        mouth.lip_up + 0.02
    } else {
        mouth.lip_low + 0.25
    };
    let off_lips = sq(a / (mouth.half_width + 0.25)) + sq((v - mouth.y) / height);
    // Thinner beside the tuft under the lower lip.
    let thin = 0.75 * bell(sq((a - 1.5) / 0.75) + sq((v - mouth.y + mouth.lip_low + 0.55) / 0.5));
    smooth(edge + 0.3 * soft, edge - soft, v)
        * smooth(0.8, 1.15, off_lips)
        * (1.0 - thin)
        * smooth(-14.5, -12.2, v)
}

super::super::tests! {
    #[test]
    fn draw_leaves_the_line_full_and_its_surroundings_bare() {
        let mut canvas = Canvas::new(0.1);
        canvas.draw(
            &Line {
                from: (-1.0, 0.0),
                to: (1.0, 0.0),
                width: 0.2,
                strength: 0.5,
                tip: 0.0,
            },
            Ink::Add,
        );
        let at = |u: f32, v: f32| {
            let (x, y) = (
                ((u + HALF_WIDTH) / 0.1).round() as usize,
                ((TOP - v) / 0.1).round() as usize,
            );
            canvas.value[y * canvas.columns + x]
        };
        assert!(at(0.05, 0.0) > 0.45 && at(0.05, 0.7) == 0.0 && at(2.0, 0.0) == 0.0);
    }

    #[test]
    fn atlas_is_linear_between_texels_and_stays_within_its_bounds() {
        let texels = (0..12).map(|i| Texel([(i % 4) as f32 + 10.0 * (i / 4) as f32; CHANNELS])).collect();
        let map = Atlas { texel: 1.0, columns: 4, rows: 3, texels };
        let at = |u, v| map.at(Fx::splat(u), Fx::splat(v)).beard.0[3];
        assert_eq!(at(-HALF_WIDTH + 1.5, TOP - 0.5), 6.5);
        assert_eq!(at(-HALF_WIDTH - 9.0, TOP + 9.0), 0.0);
    }
}
