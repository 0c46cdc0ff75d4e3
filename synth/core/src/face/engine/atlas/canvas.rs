//! A channel of the map that lines are drawn on.

use super::super::vector::{bell, sq};
use super::{HALF_WIDTH, TOP, size};

/// One channel that lines are drawn on.
pub(super) struct Canvas {
    pub texel: f32,
    pub columns: usize,
    pub rows: usize,
    pub value: Vec<f32>,
}

/// How a line changes what it crosses.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Ink {
    /// Adds.
    Add,
    /// Covers what is left uncovered.
    Cover,
}

/// A line with a bell profile, cm; `tip` thins and fades the far end, 0..1.
pub(super) struct Line {
    pub from: (f32, f32),
    pub to: (f32, f32),
    pub width: f32,
    pub strength: f32,
    pub tip: f32,
}

impl Line {
    pub fn dot(at: (f32, f32), width: f32, strength: f32) -> Line {
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
    pub fn new(texel: f32) -> Canvas {
        let (columns, rows) = size(texel);
        Canvas {
            texel,
            columns,
            rows,
            value: vec![0.0; columns * rows],
        }
    }

    pub fn draw(&mut self, line: &Line, ink: Ink) {
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

super::super::super::tests! {
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
}
