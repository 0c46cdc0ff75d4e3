//! From what each pixel sees to linear light.

mod background;
mod cloth;
mod edges;
mod eye;
mod glasses;
mod hair;
mod light;
mod mouth;
mod skin;
mod strays;

use super::atlas::Atlas;
use super::identity::Style;
use super::lanes::V8;
use super::march::Hit;
use super::scene::{Kind, Scene};
use super::vector::{Rgb, Vec3, lerp, mix, plus, scaled, smooth};

/// One scene with its paint.
pub struct Painter<'a> {
    scene: &'a Scene<'a>,
    atlas: &'a Atlas,
    hair_colour: Rgb,
    brow_colour: Rgb,
    beard_colour: Rgb,
    /// Share of grey hair, 0..1.
    grey: f32,
}

impl<'a> Painter<'a> {
    pub fn new(scene: &'a Scene<'a>, atlas: &'a Atlas, grey: f32) -> Painter<'a> {
        let hair_colour = scene.person.hair.colour;
        let beard_colour = mix(scaled(hair_colour, 0.85), [0.24, 0.23, 0.22], 0.8 * grey);
        let brow_colour = mix(
            scaled(hair_colour, 0.62),
            [0.25, 0.24, 0.23],
            0.6 * grey * grey,
        );
        Painter {
            scene,
            atlas,
            hair_colour,
            brow_colour,
            beard_colour,
            grey,
        }
    }

    /// The picture in linear light, row-major.
    pub fn paint(&self, hits: &[Hit]) -> Vec<Rgb> {
        let width = self.scene.capture.camera.width;
        let mut image: Vec<Rgb> = hits
            .iter()
            .enumerate()
            .map(|(i, hit)| self.pixel((i % width) as f32, (i / width) as f32, hit))
            .collect();
        edges::soften(hits, width, &mut image);
        self.draw_strays(hits, &mut image);
        if let Some(model) = self.scene.capture.look.glasses {
            self.draw_glasses(&glasses::MODELS[model], hits, &mut image);
        }
        image
    }

    fn pixel(&self, x: f32, y: f32, hit: &Hit) -> Rgb {
        let capture = self.scene.capture;
        if hit.kind == Kind::Nothing {
            return self.background(x, y);
        }
        let ray = capture.camera.ray(x, y);
        let view = scaled(ray, -1.0);
        match hit.kind {
            Kind::Inner if hit.rest[1] < -3.0 => self.teeth(hit, view),
            Kind::Inner => self.eye(hit, view),
            Kind::Cloth => self.cloth(hit, plus(capture.camera.origin(), ray, hit.t), view),
            Kind::Hair if capture.look.style == Style::Scarf => self.scarf(hit, view),
            _ => self.skin_and_hair(hit, view),
        }
    }

    /// Skin, hair, or the broken line between them.
    fn skin_and_hair(&self, hit: &Hit, view: Vec3) -> Rgb {
        let style = self.scene.capture.look.style;
        if style == Style::Scarf {
            return self.skin(hit, view);
        }
        let of_hair = hit.kind == Kind::Hair;
        let line = if of_hair && hit.over > 0.9 {
            3.0
        } else {
            self.scene.above_hairline(V8::splat(hit.head)).0[0]
        };
        let ear = !of_hair && hit.head[0].abs() > 6.9 && hit.head[1] < 2.6;
        if ear || line < -1.0 || !of_hair && hit.head[1] < -9.0 {
            return if of_hair {
                self.hair(hit, view).0
            } else {
                self.skin(hit, view)
            };
        }
        let (hair, strand) = self.hair(hit, view);
        let cover = self.hair_cover(hit, line, strand);
        if cover > 0.985 {
            hair
        } else {
            mix(self.skin(hit, view), hair, cover)
        }
    }

    /// Share of the skin that hair hides at a height above the hairline; `strand` breaks the edge.
    fn hair_cover(&self, hit: &Hit, line: f32, strand: f32) -> f32 {
        let style = self.scene.capture.look.style;
        let ragged = match style {
            Style::Long => 1.5,
            Style::Tied => 1.0,
            Style::Side => 1.3,
            _ => 1.7,
        };
        let mut cover = smooth(-0.4, 1.0, line + (strand - 0.5) * ragged);
        let height = hit.head[1];
        match style {
            Style::Bald => {
                let shaved = self.scene.capture.look.stubble.max(0.25);
                cover *= 0.42
                    * (1.0 - 0.75 * smooth(3.0, 7.0, height))
                    * shaved
                    * smooth(0.35, 0.7, strand);
            }
            Style::Receding => {
                cover *= lerp(1.0, 0.45 + 0.9 * strand, smooth(5.0, 9.0, height)).min(1.0);
            }
            _ => {}
        }
        if matches!(style, Style::Crop | Style::Receding) {
            cover *= lerp(
                0.72 + 0.28 * smooth(0.4, 0.6, strand),
                1.0,
                smooth(-1.0, 4.0, height),
            );
        }
        if hit.kind == Kind::Hair {
            let proud = if style == Style::Long {
                smooth(0.02, 0.25, hit.over)
            } else {
                smooth(0.35, 0.9, hit.over)
            };
            cover = cover.max(proud);
        }
        cover
    }
}
