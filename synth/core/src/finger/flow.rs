//! The way of the ridges at single points, where a whole field would be waste.

use super::coarse::Noise;
use super::pattern::{Pattern, Singularity};
use super::wave_field::{ANGLE_NOISE, Grid, axes, shape_gain};
use crate::math::{cos, sin};
use crate::random::Random;

/// The directions of [`super::wave_field::WaveField`], one at a time.
pub(super) struct Flow<'a> {
    pattern: &'a Pattern,
    axes: Vec<(f32, f32)>,
    noise: Noise<3>,
    grid: Grid,
}

impl Flow<'_> {
    pub fn sample<'a>(pattern: &'a Pattern, r: &mut Random) -> Flow<'a> {
        let grid = Grid::of_finger(pattern.size);
        Flow { pattern, axes: axes(pattern), noise: Noise::sample(r, ANGLE_NOISE, &grid), grid }
    }

    /// Cosine and sine of twice the ridge angle, from +x towards +y.
    pub fn double_angle(&self, x: f32, y: f32) -> (f32, f32) {
        let (re, im) = self.pattern.double_angle(&self.pattern.singular, x, y);
        let shaped: f32 = self.pattern.singular.iter().zip(&self.axes).map(|(s, &axis)| shape(s, axis, x, y)).sum();
        let turn = shaped + 2.0 * self.noise.at(x - self.grid.left, y - self.grid.top);
        let (c, s) = (cos(turn), sin(turn));
        (re * c - im * s, re * s + im * c)
    }

    /// A unit vector along the ridges, and how much they spread on the way along it, 1/px.
    pub fn tangent(&self, x: f32, y: f32) -> ((f32, f32), f32) {
        let (c, s) = self.double_angle(x, y);
        // Half of the doubled angle, up to sign.
        let a = (0.5 + 0.5 * c.abs()).sqrt();
        let b = 0.5 * s / a;
        let (tx, ty) = if c >= 0.0 { (a, b) } else { (b, a) };
        // Turn of the ridges on a step across them: to the right of the tangent it is to the right where they spread.
        let (before, after) = (self.double_angle(x + ACROSS * ty, y - ACROSS * tx), self.double_angle(x - ACROSS * ty, y + ACROSS * tx));
        let turn = 0.5 * (before.0 * after.1 - before.1 * after.0);
        ((tx, ty), turn / (2.0 * ACROSS))
    }
}

/// Half of the step over which the spread is read, px.
const ACROSS: f32 = 6.0;

/// What the shape of a singularity adds to the doubled angle.
fn shape(s: &Singularity, axis: (f32, f32), x: f32, y: f32) -> f32 {
    let (dx, dy) = (x - s.x, y - s.y);
    let d2 = dx * dx + dy * dy + 1e-3;
    let scale = 1.0 / d2.sqrt();
    let (ux, uy) = (dx * scale, dy * scale);
    let (vx, vy) = (ux * ux - uy * uy, 2.0 * ux * uy);
    let (qx, qy) = if s.core { (ux, uy) } else { (vx * ux - vy * uy, vx * uy + vy * ux) };
    shape_gain(s) * (qy * axis.0 - qx * axis.1) / (1.0 + d2 / (s.reach * s.reach))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finger::pattern::Class;
    use crate::finger::wave_field::WaveField;

    /// One stream draws both, so they have the same noise; the field's slow part is bilinear on 16 px.
    #[test]
    fn double_angle_is_that_of_the_wave_field() {
        for class in [Class::Arch, Class::LeftLoop, Class::Whorl] {
            let pattern = Pattern::sample(&mut Random::stream(5, "test", &[]), class, (1.0, 1.0), 9.0);
            let stream = || Random::stream(6, "test", &[]);
            let (field, flow) = (WaveField::sample(&pattern, &mut stream()), Flow::sample(&pattern, &mut stream()));
            for k in (0..field.grid.len()).step_by(97) {
                let (x, y) = field.grid.position(k);
                if pattern.singular.iter().any(|s| (s.x - x).abs() + (s.y - y).abs() < 20.0) {
                    continue;
                }
                let (gx, gy) = (field.gx[k], field.gy[k]);
                let n = 1.0 / (gx * gx + gy * gy);
                let (c, s) = ((gy * gy - gx * gx) * n, -2.0 * gx * gy * n);
                let (fc, fs) = flow.double_angle(x, y);
                assert!(c * fc + s * fs > 0.99, "{class:?} {x} {y}: {c} {s}, {fc} {fs}");
            }
        }
    }

    /// Ridges that run out of a point spread by 1 / distance.
    #[test]
    fn tangent_tells_where_ridges_spread() {
        let pattern = Pattern::sample(&mut Random::stream(5, "test", &[]), Class::Whorl, (1.0, 1.0), 9.0);
        let flow = Flow::sample(&pattern, &mut Random::stream(6, "test", &[]));
        let (x, y) = (60.0, 120.0);
        let ((tx, ty), spread) = flow.tangent(x, y);
        let angle = |x, y| {
            let (c, s) = flow.double_angle(x, y);
            0.5 * crate::math::atan2(s, c)
        };
        // To the right of a tangent (tx, ty), y down, lies (-ty, tx).
        let turn = angle(x - 6.0 * ty, y + 6.0 * tx) - angle(x + 6.0 * ty, y - 6.0 * tx);
        assert!((turn / 12.0 - spread).abs() < 2e-3, "{turn} {spread}");
    }
}
