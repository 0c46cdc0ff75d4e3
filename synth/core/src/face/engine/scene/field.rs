//! Distances to the four kinds of surface at places side by side.

use super::super::identity::Style;
use super::super::lanes::{Fx, Kernel, Vx, run_wide};
use super::Scene;

/// Kind of surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Nothing,
    Skin,
    /// Hair or headscarf.
    Hair,
    Cloth,
    /// Eyeballs and teeth.
    Inner,
}

/// Signed distances, cm; bounds from below away from the surface.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub skin: Fx,
    pub hair: Fx,
    pub cloth: Fx,
    pub inner: Fx,
}

/// Stands for "far away".
pub(super) const FAR: f32 = 99.0;

/// Farther than this from the head and its hair, the head's outline is all there is; nearer, occlusion is measured. cm.
pub(super) const ROOM: f32 = 2.1;

impl Field {
    /// Distance to whatever is nearest.
    #[inline(always)]
    pub fn nearest(&self) -> Fx {
        self.skin.min(self.hair).min(self.cloth.min(self.inner))
    }

    /// What is nearest in one lane, where the nearest is so far.
    pub fn kind(&self, lane: usize, nearest: f32) -> Kind {
        let reaches = |distance: &Fx| distance.0[lane] <= nearest;
        match self {
            Field { skin, .. } if reaches(skin) => Kind::Skin,
            Field { hair, .. } if reaches(hair) => Kind::Hair,
            Field { cloth, .. } if reaches(cloth) => Kind::Cloth,
            _ => Kind::Inner,
        }
    }
}

struct FieldAt<'a, 'b>(&'a Scene<'b>, Vx);

impl Kernel for FieldAt<'_, '_> {
    type Output = Field;
    #[inline(always)]
    fn run(self) -> Field {
        self.0.field_inlined(self.1)
    }
}

impl Scene<'_> {
    /// Distances at world places side by side.
    #[inline(never)]
    pub fn field(&self, world: Vx) -> Field {
        run_wide(FieldAt(self, world))
    }

    #[inline(always)]
    fn field_inlined(&self, world: Vx) -> Field {
        let far = Fx::splat(FAR);
        let mut out = Field {
            skin: far,
            hair: far,
            cloth: far,
            inner: far,
        };
        let head = self.head(world);
        let bound = self.head_solids.bound.distance(head);
        let mut skull = far;
        let near = self.hair.reach + ROOM;
        if bound.any_below(near) {
            self.add_face(self.rest(head), &mut out, &mut skull);
            self.add_ears(head, &mut out);
        }
        out.skin = bound.below(near, out.skin, bound);
        out.inner = bound.below(near, out.inner, far);
        skull = bound.below(near, skull, bound);
        self.add_body(world, &mut out);
        if self.capture.look.style != Style::Bald {
            self.add_hair(head, world, skull, &mut out);
        }
        out
    }
}
