//! From what each pixel sees to linear light, a group of pixels at a time.

mod background;
mod cloth;
mod edges;
mod eye;
mod glasses;
mod hair;
mod light;
mod lids;
mod mouth;
mod skin;
mod strays;

use super::atlas::Atlas;
use super::identity::Style;
use super::lanes::{Fx, Kernel, Vx, WIDTH, each, run_wide};
use super::march::{Row, Seen, View};
use super::picture::{Picture, Rgbx, flat, mixed, rgb};
use super::scene::{Kind, Scene};
use super::vector::{Rgb, mix, scaled};

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
        let brow_colour = mix(scaled(hair_colour, 0.62), [0.25, 0.24, 0.23], 0.6 * grey * grey);
        Painter { scene, atlas, hair_colour, brow_colour, beard_colour, grey }
    }

    /// The picture in linear light.
    pub fn paint(&self, view: &View) -> Picture {
        let camera = &self.scene.capture.camera;
        let (width, height) = (camera.width, camera.height);
        let mut picture = Picture::new(width, height);
        let mut depths = Vec::with_capacity(width * height);
        let (mut row, mut traced) = (Row::new(width), 0);
        for y in 0..height {
            view.row(y, width, &mut traced, &mut row);
            depths.extend_from_slice(&row.depths()[..width]);
            run_wide(PictureRow { painter: self, y, kinds: &view.kinds[y * width..(y + 1) * width], row: &row, picture: &mut picture });
        }
        edges::soften(&view.kinds, &depths, &mut picture);
        self.draw_strays(&view.kinds, &depths, &mut picture);
        picture
    }

    #[inline(always)]
    fn paint_row(&self, y: usize, kinds: &[Kind], row: &Row, picture: &mut Picture) {
        let first = y * kinds.len();
        let (groups, rest) = kinds.as_chunks::<WIDTH>();
        for (k, kinds) in groups.iter().enumerate() {
            let x = k * WIDTH;
            let colour = self.group(x, y, *kinds, row);
            for (plane, value) in picture.planes.iter_mut().zip(&colour) {
                let (place, _) = plane[first + x..].as_chunks_mut();
                place[0] = value.0;
            }
        }
        if !rest.is_empty() {
            let mut kinds = [rest[0]; WIDTH];
            kinds[..rest.len()].copy_from_slice(rest);
            let x = groups.len() * WIDTH;
            let colour = self.group(x, y, kinds, row);
            for (plane, value) in picture.planes.iter_mut().zip(&colour) {
                plane[first + x..][..rest.len()].copy_from_slice(&value.0[..rest.len()]);
            }
        }
    }

    /// A group of pixels of a row, whatever they see.
    #[inline(always)]
    fn group(&self, x: usize, y: usize, kinds: [Kind; WIDTH], row: &Row) -> Rgbx {
        let first = kinds[0];
        let of_one_kind = kinds == [first; WIDTH];
        let (across, y) = (Fx(RAMP) + x as f32, y as f32);
        if of_one_kind && first == Kind::Nothing {
            return run_wide(Background(self, across, y));
        }
        let camera = &self.scene.capture.camera;
        let (t, rays) = (Fx::load(&row.depths()[x..]), camera.rays(across, Fx::splat(y)));
        let seen = row.group(x, kinds, t, self.scene.head(Vx::splat(camera.origin()).plus(rays, t)));
        let view = Vx { x: -rays.x, y: -rays.y, z: -rays.z };
        let mut out = flat([0.0; 3]);
        for kind in [Kind::Nothing, Kind::Skin, Kind::Hair, Kind::Cloth, Kind::Inner] {
            if !kinds.contains(&kind) {
                continue;
            }
            let colour = if kind == Kind::Nothing { run_wide(Background(self, across, y)) } else { self.of_kind(kind, &seen, view) };
            if of_one_kind {
                out = colour;
                break;
            }
            for (o, c) in out.iter_mut().zip(&colour) {
                *o = Fx(std::array::from_fn(|i| if kinds[i] == kind { c.0[i] } else { o.0[i] }));
            }
        }
        match self.scene.capture.look.glasses {
            Some(model) => self.behind_glasses(&glasses::MODELS[model], &seen, rays, out),
            None => out,
        }
    }

    /// A group of pixels as if all saw one kind, which is not nothing.
    #[inline(always)]
    fn of_kind(&self, kind: Kind, seen: &Seen, view: Vx) -> Rgbx {
        match kind {
            Kind::Inner => self.inner(seen, view),
            Kind::Cloth => run_wide(Cloth(self, seen, view)),
            _ if self.scene.capture.look.style == Style::Scarf => {
                if kind == Kind::Hair { run_wide(Scarf(self, seen, view)) } else { run_wide(Skin(self, seen, view)) }
            }
            _ => self.skin_and_hair(kind == Kind::Hair, seen, view),
        }
    }

    /// Eyeballs and teeth.
    #[inline(always)]
    fn inner(&self, seen: &Seen, view: Vx) -> Rgbx {
        let low = seen.rest.y;
        if !low.any_below(-3.0) {
            return run_wide(Eye(self, seen, view));
        }
        let teeth = run_wide(Teeth(self, seen, view));
        if low.all_below(-3.0) {
            return teeth;
        }
        let eye = run_wide(Eye(self, seen, view));
        rgb!(Q => low.below(-3.0, teeth[Q], eye[Q]))
    }

    /// Skin, hair, or the broken line between them.
    #[inline(always)]
    fn skin_and_hair(&self, of_hair: bool, seen: &Seen, view: Vx) -> Rgbx {
        let line = run_wide(Hairline(self, seen));
        let near_line = line.any_above(-1.0);
        if of_hair && !near_line {
            return run_wide(Hair(self, seen, view)).0;
        }
        if !(of_hair || near_line && seen.head.y.any_above(-9.0)) {
            return run_wide(Skin(self, seen, view));
        }
        let (hair, strand) = run_wide(Hair(self, seen, view));
        let cover = run_wide(Cover { painter: self, of_hair, seen, line, strand });
        if !cover.any_below(0.985) {
            return hair;
        }
        let broken = mixed(&run_wide(Skin(self, seen, view)), &hair, cover);
        rgb!(Q => cover.below(0.985, broken[Q], hair[Q]))
    }
}

/// Number of each lane.
const RAMP: [f32; WIDTH] = each!(I => I as f32);

struct PictureRow<'a> {
    painter: &'a Painter<'a>,
    y: usize,
    kinds: &'a [Kind],
    row: &'a Row,
    picture: &'a mut Picture,
}
/// Background of a row at places side by side.
struct Background<'a>(&'a Painter<'a>, Fx, f32);
/// What is seen, and the direction back to the camera.
struct Cloth<'a>(&'a Painter<'a>, &'a Seen, Vx);
struct Scarf<'a>(&'a Painter<'a>, &'a Seen, Vx);
struct Eye<'a>(&'a Painter<'a>, &'a Seen, Vx);
struct Teeth<'a>(&'a Painter<'a>, &'a Seen, Vx);
struct Skin<'a>(&'a Painter<'a>, &'a Seen, Vx);
struct Hair<'a>(&'a Painter<'a>, &'a Seen, Vx);
struct Hairline<'a>(&'a Painter<'a>, &'a Seen);
struct Cover<'a> {
    painter: &'a Painter<'a>,
    of_hair: bool,
    seen: &'a Seen,
    line: Fx,
    strand: Fx,
}

/// Implements [`Kernel`] by a method of the painter.
macro_rules! kernel {
    ($name:ident, $output:ty, $self:ident => $body:expr) => {
        impl Kernel for $name<'_> {
            type Output = $output;
            #[inline(always)]
            fn run($self) -> $output {
                $body
            }
        }
    };
}
kernel!(PictureRow, (), self => self.painter.paint_row(self.y, self.kinds, self.row, self.picture));
kernel!(Background, Rgbx, self => self.0.background(self.1, self.2));
kernel!(Cloth, Rgbx, self => self.0.cloth(self.1, self.2));
kernel!(Scarf, Rgbx, self => self.0.scarf(self.1, self.2));
kernel!(Eye, Rgbx, self => self.0.eye(self.1, self.2));
kernel!(Teeth, Rgbx, self => self.0.teeth(self.1, self.2));
kernel!(Skin, Rgbx, self => self.0.skin(self.1, self.2));
kernel!(Hair, (Rgbx, Fx), self => self.0.hair(self.1, self.2));
kernel!(Hairline, Fx, self => self.0.scene.above_hairline(self.1.head));
kernel!(Cover, Fx, self => self.painter.hair_cover(self.of_hair, self.seen, self.line, self.strand));
