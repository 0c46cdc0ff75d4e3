//! Regions of one finger each, one below the other, and how the hand is tilted.

use super::CELL;
use super::frame::Frame;
use super::mask::Mask;
use super::regions::Region;

/// Furthest tilt of a hand, degrees, and the step of the search for it.
const TILT_MAX_DEG: i32 = 40;
const TILT_STEP_DEG: usize = 2;
/// The core of a region: its cells of at least this share of its greatest depth.
const CORE: (i32, i32) = (3, 4);
/// Two regions are of one finger when one lies at most this far beside the other, px, and that share of their distance along the finger more.
const BESIDE_PX: i32 = 100;
const BESIDE_SHARE: (i32, i32) = (1, 5);

/// All that was pressed of one finger.
pub struct Column {
    /// Its cells.
    pub cells: Vec<usize>,
    /// Mean place across the hand of its uppermost region, px.
    pub across: i32,
    /// Of the hand.
    pub frame: Frame,
    /// Mean place of its lowest region in the hand's frame, px.
    last: (i32, i32),
}

impl Column {
    /// How far a place is beside the way down this finger, px.
    fn beside(&self, (across, along): (i32, i32)) -> i32 {
        (across - self.last.0).abs() - (along - self.last.1) * BESIDE_SHARE.0 / BESIDE_SHARE.1
    }
}

/// The columns from the left.
pub fn columns(mask: &Mask, regions: Vec<Region>) -> Vec<Column> {
    let frame = tilt(mask, &regions);
    let mut placed: Vec<((i32, i32), Region)> = regions.into_iter().map(|region| (mean(mask, &region, frame), region)).collect();
    placed.sort_by_key(|&((_, along), _)| along);
    let mut found: Vec<Column> = vec![];
    for (place, Region { cells, .. }) in placed {
        match found.iter_mut().min_by_key(|column| column.beside(place)).filter(|column| column.beside(place) < BESIDE_PX) {
            Some(above) => {
                above.cells.extend(cells);
                above.last = place;
            }
            None => found.push(Column { cells, across: place.0, frame, last: place }),
        }
    }
    found.sort_by_key(|column| column.across);
    found
}

/// The tilt at which the fingers' cores, seen along the hand, are narrowest and lie furthest apart.
fn tilt(mask: &Mask, regions: &[Region]) -> Frame {
    let core = |region: &Region| region.cells.iter().filter(|&&cell| CORE.1 * mask.depth[cell] >= CORE.0 * region.top).map(|&cell| mask.middle(cell)).collect::<Vec<_>>();
    let cores: Vec<(i32, i32)> = regions.iter().flat_map(core).collect();
    let frames = (-TILT_MAX_DEG..=TILT_MAX_DEG).step_by(TILT_STEP_DEG).map(Frame::turned);
    frames.max_by_key(|&frame| (apart(&cores, frame), -frame.deg.abs(), frame.deg)).expect("there are angles")
}

/// Cells of the hand's width, less twice those with a finger in them.
fn apart(cores: &[(i32, i32)], frame: Frame) -> i32 {
    let mut bins: Vec<i32> = cores.iter().map(|&(x, y)| frame.place(x, y).0.div_euclid(CELL as i32)).collect();
    bins.sort_unstable();
    bins.dedup();
    bins.first().zip(bins.last()).map_or(0, |(first, last)| last - first + 1 - 2 * bins.len() as i32)
}

fn mean(mask: &Mask, region: &Region, frame: Frame) -> (i32, i32) {
    let n = region.cells.len() as i64;
    let places = region.cells.iter().map(|&cell| mask.middle(cell)).map(|(x, y)| frame.place(x, y));
    let (across, along) = places.fold((0, 0), |(u, v), (a, b)| (u + a as i64, v + b as i64));
    ((across / n) as i32, (along / n) as i32)
}
