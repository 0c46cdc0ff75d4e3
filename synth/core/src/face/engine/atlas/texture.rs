//! Pores and mottling of the skin.

use super::super::super::super::hash::{SCALE, raw};
use super::super::identity::Identity;
use super::super::noise::noise_at;
use super::super::vector::{bell, sq};
use super::canvas::Canvas;
use super::{HALF_WIDTH, TOP};
use crate::wide::{Kernel, run_widest};

/// Pores and fine mottling, a row at a time.
pub(super) fn add_texture(person: &Identity, old: f32, melanin: &mut Canvas, height: &mut Canvas) {
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
