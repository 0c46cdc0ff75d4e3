//! The mean face at many places at once: those of a row lie side by side, so that one instruction does several.

use super::field::Field;

/// Places side by side, each 2 px from the next.
pub const LANES: usize = 16;
/// px of zeros round the field: farther than any point of the window from the place between the eyes.
const MARGIN: usize = 36;

/// A point of the window: its offset from the place, px, and what the template has there.
pub struct Point {
    pub dx: i32,
    pub dy: i32,
    pub t: [f32; 2],
}

/// A field within its margin; every second px of a row in a plane of its own.
pub struct Places {
    stride: usize,
    /// By parity of x: cos 2a, sin 2a, and the sum of their squares.
    planes: [[Vec<f32>; 3]; 2],
}

impl Places {
    pub fn of(field: &Field) -> Places {
        let stride = field.w / 2 + MARGIN + LANES + 1;
        let plane = || vec![0.0; stride * (field.h + 2 * MARGIN)];
        let mut planes = [[plane(), plane(), plane()], [plane(), plane(), plane()]];
        for (i, v) in field.d.iter().enumerate() {
            let (x, y) = (i % field.w + MARGIN, i / field.w + MARGIN);
            let at = y * stride + x / 2;
            for (plane, value) in planes[x % 2].iter_mut().zip([v[0], v[1], v[0] * v[0] + v[1] * v[1]]) {
                plane[at] = value;
            }
        }
        Places { stride, planes }
    }

    /// Dot products with the template, and sums of squares, at (x, y), (x + 2, y), ...
    pub fn correlate(&self, points: &[Point], x: usize, y: usize) -> ([f32; LANES], [f32; LANES]) {
        let (mut dots, mut energies) = ([0.0; LANES], [0.0; LANES]);
        for p in points {
            let (px, py) = (((x + MARGIN) as i32 + p.dx) as usize, ((y + MARGIN) as i32 + p.dy) as usize);
            let at = py * self.stride + px / 2;
            let [cos2, sin2, energy] = self.planes[px % 2].each_ref().map(|plane| &plane[at..at + LANES]);
            for k in 0..LANES {
                dots[k] += p.t[0] * cos2[k] + p.t[1] * sin2[k];
                energies[k] += energy[k];
            }
        }
        (dots, energies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;

    #[test]
    fn correlate_gives_what_each_place_gives_alone_and_zeros_outside() {
        let mut grey = Plane::new(40, 30);
        grey.d.iter_mut().enumerate().for_each(|(k, v)| *v = ((k * 7919) % 251) as f32);
        let field = Field::of(&grey);
        let points: Vec<Point> = [(-32, -32), (0, 0), (3, 1), (31, 20)].map(|(dx, dy)| Point { dx, dy, t: [0.5, -0.25] }).into();
        let value = |x: i32, y: i32| if (0..40).contains(&x) && (0..30).contains(&y) { field.d[(y * 40 + x) as usize] } else { [0.0; 2] };
        for (x, y) in [(0, 0), (9, 12), (28, 18)] {
            let (dots, _) = Places::of(&field).correlate(&points, x, y);
            for (k, dot) in dots.iter().enumerate() {
                let alone = points.iter().fold(0.0, |sum, p| {
                    let v = value((x + 2 * k) as i32 + p.dx, y as i32 + p.dy);
                    sum + (p.t[0] * v[0] + p.t[1] * v[1])
                });
                assert_eq!(*dot, alone, "place {k} from {x}, {y}");
            }
        }
    }
}
