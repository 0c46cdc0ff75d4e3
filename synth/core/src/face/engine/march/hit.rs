//! What a ray meets.

use super::super::lanes::{Fx, Vx, WIDTH};
use super::super::scene::Kind;
use super::super::vector::Vec3;

/// How much light reaches a place, 0..1.
#[derive(Clone, Copy, Debug)]
pub struct Shade {
    /// Of the key light.
    pub light: f32,
    /// Of the sky.
    pub open: f32,
}

/// What one pixel sees.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// Along the ray, cm; large where nothing is hit.
    pub t: f32,
    pub kind: Kind,
    pub normal: Vec3,
    /// Place on the resting face.
    pub rest: Vec3,
    pub shade: Shade,
    /// Height over the skin, cm.
    pub over: f32,
    /// The ray reached the surface, or missed it clearly.
    pub sure: bool,
}

/// Numbers that describe a hit: depth, normal, rest, over, light, open.
pub const PLANES: usize = 10;

impl Hit {
    pub const MISS: Hit = Hit {
        t: 1e9,
        kind: Kind::Nothing,
        normal: [0.0, 0.0, 1.0],
        rest: [0.0; 3],
        shade: Shade { light: 1.0, open: 1.0 },
        over: 0.0,
        sure: true,
    };

    pub fn numbers(&self) -> [f32; PLANES] {
        let (n, r) = (self.normal, self.rest);
        [self.t, n[0], n[1], n[2], r[0], r[1], r[2], self.over, self.shade.light, self.shade.open]
    }
}

/// What neighbouring pixels see.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub t: Fx,
    pub normal: Vx,
    pub rest: Vx,
    /// Place on the posed head.
    pub head: Vx,
    pub over: Fx,
    pub light: Fx,
    pub open: Fx,
    pub kinds: [Kind; WIDTH],
}

impl Seen {
    /// The same places with a share of the light given back that their surroundings keep from them.
    #[inline(always)]
    pub fn lifted(&self, share: Fx) -> Seen {
        let one = Fx::splat(1.0);
        Seen { light: self.light.to(one, share), open: self.open.to(one, share), ..*self }
    }
}
