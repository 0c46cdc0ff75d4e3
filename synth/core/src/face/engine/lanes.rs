//! What is reckoned with several numbers at once, beyond the few operations that each kind of machine has of its own.

pub use super::super::{Fx, WIDTH, run_wide};
pub(super) use super::super::each;
use crate::math::ROUNDER;
pub use crate::wide::Kernel;
use std::f32::consts::LOG2_E;

macro_rules! lanes {
    ($i:ident => $e:expr) => {
        Fx(each!($i => $e))
    };
}

impl Fx {
    /// The same number in every lane.
    #[inline(always)]
    pub fn splat(x: f32) -> Fx {
        Fx([x; WIDTH])
    }

    /// The first of some numbers, one a lane.
    #[inline(always)]
    pub fn load(numbers: &[f32]) -> Fx {
        let n = &numbers[..WIDTH];
        lanes!(I => n[I])
    }

    /// Product with itself.
    #[inline(always)]
    pub fn sq(self) -> Fx {
        self * self
    }

    /// Nearest whole number, for magnitudes below 2^22.
    #[inline(always)]
    pub fn round(self) -> Fx {
        (self + ROUNDER) - ROUNDER
    }

    /// Largest whole number not above, for magnitudes below 2^22.
    #[inline(always)]
    pub fn floor(self) -> Fx {
        let r = self.round();
        r - (self - r).below(0.0, Fx::splat(1.0), Fx::splat(0.0))
    }

    /// What is above the floor, 0..1.
    #[inline(always)]
    pub fn fraction(self) -> Fx {
        self - self.floor()
    }

    /// e^x as [`crate::math::exp`] has it, to the bit.
    #[inline(always)]
    pub fn exp(self) -> Fx {
        let x = self.at_least(-87.0).at_most(88.0);
        let whole = (x * LOG2_E).round();
        let f = x - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
        let one = Fx::splat(1.0);
        let p = f * 0.001_388_889 + 0.008_333_333;
        let p = f * p + 0.041_666_668;
        let p = f * p + 0.166_666_67;
        let p = f * p + 0.5;
        let p = f * p + one;
        (f * p + one) * whole.power_of_two()
    }

    /// Whole power by repeated squaring.
    #[inline(always)]
    pub fn power(self, exponent: u32) -> Fx {
        let (mut result, mut base, mut left) = (Fx::splat(1.0), self, exponent);
        while left > 0 {
            if left & 1 == 1 {
                result = result * base;
            }
            base = base * base;
            left >>= 1;
        }
        result
    }

    /// From this at 0 to the other at 1.
    #[inline(always)]
    pub fn to(self, other: Fx, t: Fx) -> Fx {
        self + (other - self) * t
    }

    /// Limited to 0..1.
    #[inline(always)]
    pub fn clamp01(self) -> Fx {
        self.max(Fx::splat(0.0)).min(Fx::splat(1.0))
    }

    /// Limited from below.
    #[inline(always)]
    pub fn at_least(self, low: f32) -> Fx {
        self.max(Fx::splat(low))
    }

    /// Limited from above.
    #[inline(always)]
    pub fn at_most(self, high: f32) -> Fx {
        self.min(Fx::splat(high))
    }

    /// As [`crate::math::smooth_step`].
    #[inline(always)]
    pub fn eased(self) -> Fx {
        self * self * (Fx::splat(3.0) - self * 2.0)
    }

    /// From 0 at `a` to 1 at `b` without a kink; `a` may be the larger.
    #[inline(always)]
    pub fn smooth(self, a: f32, b: f32) -> Fx {
        ((self - a) * (1.0 / (b - a))).clamp01().eased()
    }

    /// As [`Fx::smooth`], between bounds that differ by lane.
    #[inline(always)]
    pub fn smooth_between(self, a: Fx, b: Fx) -> Fx {
        ((self - a) / (b - a)).clamp01().eased()
    }

    /// Compact bell of a squared distance: about exp(-s), 0 from s = 4 on.
    #[inline(always)]
    pub fn bell(self) -> Fx {
        (self * 0.25).bump()
    }

    /// The bell of four times this: 0 from 1 on.
    #[inline(always)]
    pub fn bump(self) -> Fx {
        (Fx::splat(1.0) - self).at_least(0.0).sq().sq()
    }

    /// 1 or -1 as this is positive or negative.
    #[inline(always)]
    pub fn sign(self) -> Fx {
        self.below(0.0, Fx::splat(-1.0), Fx::splat(1.0))
    }

    /// 1 where this is above the limit, else 0.
    #[inline(always)]
    pub fn above(self, limit: f32) -> Fx {
        (-self).below(-limit, Fx::splat(1.0), Fx::splat(0.0))
    }

    /// Whether any lane is below the limit.
    #[inline(always)]
    pub fn any_below(self, limit: f32) -> bool {
        self.which_below(limit) != 0
    }

    /// Whether every lane is below the limit.
    #[inline(always)]
    pub fn all_below(self, limit: f32) -> bool {
        self.which_below(limit) == (1 << WIDTH) - 1
    }

    /// Whether any lane is above the limit.
    #[inline(always)]
    pub fn any_above(self, limit: f32) -> bool {
        (-self).any_below(-limit)
    }

}

/// Polynomial smooth minimum: the two are blended where they differ by less than `k`.
/// Source: Inigo Quilez, "Smooth minimum", quadratic kernel.
#[inline(always)]
pub fn smooth_min(a: Fx, b: Fx, k: f32) -> Fx {
    let h = (Fx::splat(k) - (a - b).abs()).at_least(0.0);
    a.min(b) - h * h * (0.25 / k)
}

/// As [`smooth_min`], for the maximum.
#[inline(always)]
pub fn smooth_max(a: Fx, b: Fx, k: f32) -> Fx {
    let h = (Fx::splat(k) - (a - b).abs()).at_least(0.0);
    a.max(b) + h * h * (0.25 / k)
}

/// Points or vectors side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vx {
    /// To the picture's right, cm.
    pub x: Fx,
    /// Up, cm.
    pub y: Fx,
    /// Towards the camera, cm.
    pub z: Fx,
}

impl Vx {
    /// The same point in every lane.
    #[inline(always)]
    pub fn splat(v: [f32; 3]) -> Vx {
        Vx {
            x: Fx::splat(v[0]),
            y: Fx::splat(v[1]),
            z: Fx::splat(v[2]),
        }
    }

    /// Points, one a lane.
    #[inline(always)]
    pub fn gather_from(point: impl Fn(usize) -> [f32; 3]) -> Vx {
        let points = each!(I => point(I));
        let of = |axis: usize| lanes!(I => points[I][axis]);
        Vx { x: of(0), y: of(1), z: of(2) }
    }

    /// Length 1; of a null vector, null.
    #[inline(always)]
    pub fn unit(self) -> Vx {
        self.scaled(Fx::splat(1.0) / self.length().at_least(1e-9))
    }

    /// Times a factor.
    #[inline(always)]
    pub fn scaled(self, k: Fx) -> Vx {
        Vx { x: self.x * k, y: self.y * k, z: self.z * k }
    }

    /// One lane's point.
    #[inline(always)]
    pub fn lane(&self, i: usize) -> [f32; 3] {
        [self.x.0[i], self.y.0[i], self.z.0[i]]
    }

    /// Less the same vector in every lane.
    #[inline(always)]
    pub fn less(self, c: [f32; 3]) -> Vx {
        Vx {
            x: self.x - c[0],
            y: self.y - c[1],
            z: self.z - c[2],
        }
    }

    /// Less another.
    #[inline(always)]
    pub fn minus(self, o: &Vx) -> Vx {
        Vx { x: self.x - o.x, y: self.y - o.y, z: self.z - o.z }
    }

    /// Times another, axis by axis.
    #[inline(always)]
    pub fn times(self, o: &Vx) -> Vx {
        Vx { x: self.x * o.x, y: self.y * o.y, z: self.z * o.z }
    }

    /// Plus a vector times a factor.
    #[inline(always)]
    pub fn plus(self, v: Vx, k: Fx) -> Vx {
        Vx {
            x: self.x + v.x * k,
            y: self.y + v.y * k,
            z: self.z + v.z * k,
        }
    }

    /// Mirrored to the positive x side.
    #[inline(always)]
    pub fn mirrored(self) -> Vx {
        Vx {
            x: self.x.abs(),
            y: self.y,
            z: self.z,
        }
    }

    /// Inner product.
    #[inline(always)]
    pub fn dot(self, o: Vx) -> Fx {
        self.x * o.x + self.y * o.y + self.z * o.z
    }

    /// Length.
    #[inline(always)]
    pub fn length(self) -> Fx {
        self.dot(self).sqrt()
    }

    /// Times a matrix given by rows.
    #[inline(always)]
    pub fn rotated(self, m: &[[f32; 3]; 3]) -> Vx {
        Vx {
            x: self.x * m[0][0] + self.y * m[0][1] + self.z * m[0][2],
            y: self.x * m[1][0] + self.y * m[1][1] + self.z * m[1][2],
            z: self.x * m[2][0] + self.y * m[2][1] + self.z * m[2][2],
        }
    }
}

/// An ellipsoid, spread over the lanes once.
pub struct Ellipsoid {
    centre: Vx,
    /// Second and fourth powers of 1 / radius.
    second: Vx,
    fourth: Vx,
}

impl Ellipsoid {
    /// Of a centre and three radii, cm.
    pub fn new(centre: [f32; 3], radii: [f32; 3]) -> Ellipsoid {
        let second = radii.map(|r| 1.0 / (r * r));
        Ellipsoid { centre: Vx::splat(centre), second: Vx::splat(second), fourth: Vx::splat(second.map(|s| s * s)) }
    }

    /// Exact to first order near its surface.
    #[inline(always)]
    pub fn distance(&self, p: Vx) -> Fx {
        let q = p.minus(&self.centre);
        let q = q.times(&q);
        let k = q.dot(self.second).sqrt();
        k * (k - 1.0) / q.dot(self.fourth).sqrt().at_least(1e-4)
    }
}

/// A capsule whose radius runs from one at its first end to another at its last, spread over the lanes once.
pub struct Capsule {
    from: Vx,
    along: Vx,
    /// 1 / length squared.
    inverse: Fx,
    radius: Fx,
    swell: Fx,
}

impl Capsule {
    /// Of its ends and the radii there, cm.
    pub fn new(a: [f32; 3], b: [f32; 3], (radius_a, radius_b): (f32, f32)) -> Capsule {
        let d = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
        Capsule {
            from: Vx::splat(a),
            along: Vx::splat(d),
            inverse: Fx::splat(1.0 / (d[0] * d[0] + d[1] * d[1] + d[2] * d[2])),
            radius: Fx::splat(radius_a),
            swell: Fx::splat(radius_b - radius_a),
        }
    }

    /// Distance to it.
    #[inline(always)]
    pub fn distance(&self, p: Vx) -> Fx {
        let q = p.minus(&self.from);
        let t = (q.dot(self.along) * self.inverse).clamp01();
        let e = Vx { x: q.x - t * self.along.x, y: q.y - t * self.along.y, z: q.z - t * self.along.z };
        e.length() - (t * self.swell + self.radius)
    }
}

super::super::tests! {
    #[test]
    fn smooth_min_is_the_minimum_where_the_two_are_far_apart() {
        let (a, b) = (Fx::splat(1.0), Fx::splat(5.0));
        assert_eq!(smooth_min(a, b, 2.0), a);
        assert_eq!(smooth_max(a, b, 2.0), b);
        // Equal arguments: k / 4 beyond.
        assert_eq!(smooth_min(a, a, 2.0).0[0], 0.5);
    }

    #[test]
    fn distances_are_zero_on_the_surface_and_signed() {
        let x = [3.0, 1.0, 1.0, 9.0];
        let on = Vx::gather_from(|i| [x[i % 4], if i == 1 { 2.0 } else { 0.0 }, 0.0]);
        let d = Ellipsoid::new([1.0, 0.0, 0.0], [2.0, 2.0, 4.0]).distance(on);
        assert!(d.0[0].abs() < 1e-6 && d.0[1].abs() < 1e-6 && d.0[2] <= 0.0 && d.0[3] > 0.0);
        let d = Capsule::new([0.0, 0.0, 0.0], [2.0, 0.0, 0.0], (1.0, 1.0)).distance(on);
        assert_eq!([d.0[0], d.0[1], d.0[2], d.0[3]], [0.0, 1.0, -1.0, 6.0]);
    }
}
