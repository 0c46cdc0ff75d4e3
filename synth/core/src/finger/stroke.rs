//! A bent line, tapered and uneven: creases of the skin, scratches of the plate, scars.

use crate::math::{cos, sin};
use crate::random::Random;

/// Where a line starts and how it runs; px and radians.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke {
    pub from: (f32, f32),
    pub angle: f32,
    pub length: f32,
    /// Half width in the middle.
    pub radius: f32,
}

/// Calls `put(pixel, cover)` for every pixel of a w x h raster under the line, cover in 0..1; pixels come more than once.
pub(super) fn draw(r: &mut Random, stroke: Stroke, (w, h): (usize, usize), mut put: impl FnMut(usize, f32)) {
    let (mut x, mut y) = stroke.from;
    let mut angle = stroke.angle;
    let (bend, mut swell) = (0.003 * r.normal(), 0.0);
    for s in 0..stroke.length as usize {
        angle += bend + 0.025 * r.normal();
        swell = 0.9 * swell + 0.12 * r.normal();
        x += cos(angle);
        y += sin(angle);
        let t = s as f32 / stroke.length;
        let radius = stroke.radius * (1.0 + swell) * (4.0 * t * (1.0 - t)).sqrt().min(1.0);
        let reach = radius + 2.0;
        if radius < 0.3 || x < reach || y < reach || x > w as f32 - 1.0 - reach || y > h as f32 - 1.0 - reach {
            continue;
        }
        let n = radius as i32 + 1;
        let (outer, left) = (radius + 0.7, x as i32 - n);
        for py in y as i32 - n..=y as i32 + n {
            let ey = py as f32 - y;
            let first = py as usize * w + left as usize;
            for k in 0..=2 * n {
                let ex = (left + k) as f32 - x;
                let squared = ex * ex + ey * ey;
                if squared < outer * outer {
                    put(first + k as usize, (outer - squared.sqrt()).clamp(0.0, 1.0));
                }
            }
        }
    }
}
