//! Stray hairs over the outline and the hairline break the edge of the volume.

use super::super::identity::Style;
use super::super::lanes::Vx;
use super::super::picture::Picture;
use super::super::scene::Kind;
use super::super::vector::{Rgb, floor, plus, scaled};
use super::Painter;
use crate::random::Random;

/// A hair's place and direction in the picture, pixels.
struct Stray {
    x: f32,
    y: f32,
    dx: f32,
    dy: f32,
    /// Turn a pixel, radians.
    bend: f32,
    length: f32,
    colour: Rgb,
    strength: f32,
}

impl Painter<'_> {
    pub(super) fn draw_strays(&self, kinds: &[Kind], depths: &[f32], picture: &mut Picture) {
        let c = self.scene.capture;
        // Hairs a pixel of outline of the 480 by 600 picture, and their length there.
        let (rate, length) = match c.look.style {
            Style::Scarf | Style::Bald => return,
            Style::Crop | Style::Receding => (0.30, 4.5),
            Style::Curly => (0.5, 8.0),
            Style::Side => (0.25, 10.0),
            Style::Long | Style::Tied => (0.20, 15.0),
        };
        let scale = c.camera.px_per_cm / 15.3;
        let (width, height) = (c.camera.width, c.camera.height);
        let reach = ((3.0 * scale) as usize).max(1);
        let margin = reach + 3;
        let mut r = Random::stream(u64::from(c.look.hair_seed), "face.strays", &[]);
        let mut strays = Vec::new();
        for y in (margin..height - margin).step_by(2) {
            for x in margin..width - margin {
                let i = y * width + x;
                if kinds[i] != Kind::Hair {
                    continue;
                }
                let bare = |j: usize| if kinds[j] == Kind::Hair { 0.0 } else { 1.0 };
                let out = (
                    bare(i + reach) - bare(i - reach),
                    bare(i + reach * width) - bare(i - reach * width),
                );
                if out == (0.0, 0.0) || !r.chance(rate / scale.max(0.5)) {
                    continue;
                }
                let colour = scaled(picture.at(i), 0.8 + 0.5 * r.unit());
                strays.push(self.stray(&mut r, (x, y), out, length * scale, depths[i], colour));
            }
        }
        for stray in &strays {
            draw(stray, picture);
        }
    }

    /// A hair that leaves the volume: partly along its strands, partly outwards.
    fn stray(
        &self,
        r: &mut Random,
        at: (usize, usize),
        out: (f32, f32),
        length: f32,
        depth: f32,
        colour: Rgb,
    ) -> Stray {
        let style = self.scene.capture.look.style;
        let camera = &self.scene.capture.camera;
        let place = plus(camera.origin(), camera.ray(at.0 as f32, at.1 as f32), depth);
        let head = Vx::splat(self.scene.in_head(place));
        let strand = self.scene.turned(self.scene.strand(head).direction.lane(0));
        let norm = (out.0 * out.0 + out.1 * out.1).sqrt();
        let short = matches!(style, Style::Crop | Style::Receding | Style::Curly);
        let outward = if short { 0.8 } else { 0.25 } + 0.3 * r.rough_normal();
        let (dx, dy) = (
            strand[0] + outward * out.0 / norm,
            outward * out.1 / norm - strand[1],
        );
        let size = (dx * dx + dy * dy).sqrt().max(1e-3);
        let (dx, dy) = (dx / size, dy / size);
        let curl = if style == Style::Curly { 0.20 } else { 0.05 };
        Stray {
            x: at.0 as f32 - 2.0 * dx,
            y: at.1 as f32 - 2.0 * dy,
            dx,
            dy,
            bend: curl * r.rough_normal(),
            length: length * (0.4 + 0.8 * r.unit()),
            colour,
            strength: 0.25 + 0.4 * r.unit(),
        }
    }
}

/// Draws a bent, fading line.
fn draw(stray: &Stray, picture: &mut Picture) {
    let (width, height) = (picture.width, picture.height);
    let Stray {
        mut x,
        mut y,
        mut dx,
        mut dy,
        bend,
        ..
    } = *stray;
    let steps = stray.length as usize;
    for step in 0..steps {
        (x, y) = (x + dx, y + dy);
        (dx, dy) = (dx - bend * dy, dy + bend * dx);
        let (i, j) = (floor(x), floor(y));
        if i < 1.0 || j < 1.0 || i > (width - 3) as f32 || j > (height - 3) as f32 {
            return;
        }
        let fade = stray.strength * (1.0 - step as f32 / steps as f32);
        let corner = j as usize * width + i as usize;
        let (a, b) = (x - i, y - j);
        let weights = [
            (0, (1.0 - a) * (1.0 - b)),
            (1, a * (1.0 - b)),
            (width, (1.0 - a) * b),
            (width + 1, a * b),
        ];
        for (offset, weight) in weights {
            picture.blend(corner + offset, stray.colour, fade * weight);
        }
    }
}
