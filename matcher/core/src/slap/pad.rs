//! The pad of a finger's last joint: from the tip to the first crease, along the finger's own axis.

use super::columns::Column;
use super::frame::Frame;
use super::owned::Owned;
use super::CELL;
use crate::math;

/// Longest pad, px: 32 mm from tip to crease; and widest.
const LENGTH_MAX_PX: i32 = 630;
const WIDTH_MAX_PX: i32 = 600;
/// A crease is looked for from here on, px: 13 mm below the tip.
const LENGTH_MIN_PX: i32 = 256;
/// Least side of a box, px: that of an image.
const SIDE_MIN_PX: i32 = 64;
/// Height of the part of a finger whose axis is measured, px.
const AXIS_PX: i32 = 520;
/// A finger stands off its hand's tilt by at most this, degrees.
const FAN_MAX_DEG: i32 = 25;
/// Weight of the hand's tilt beside the finger's own axis: 1 in so many of the finger's spread.
const TILT_SHARE: i64 = 5;
/// Fewest cells beside one another that are a fingertip.
const TIP_CELLS: usize = 4;
/// Step in which the ink along a finger is sampled, px.
const STEP_PX: usize = 4;
/// Steps that a crease is long, and its ink as a share of the pad's.
const CREASE_STEPS: usize = 3;
const CREASE_INK: (i64, i64) = (1, 3);
/// Bare plate that is kept about a pad, px.
const MARGIN_PX: i32 = 8;

/// A box in the frame of a finger, px.
#[derive(Clone, Copy)]
pub struct Pad {
    pub frame: Frame,
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl Pad {
    /// The pad of the finger that a column is.
    pub fn of(owned: &Owned, fgp: u8, column: &Column) -> Pad {
        let frame = axis(owned, column);
        let mut places = places(owned, column, frame);
        let tip = tip(&places);
        places.retain(|&(_, along)| (tip..tip + LENGTH_MAX_PX).contains(&along));
        let bounds = |of: fn(&(i32, i32)) -> i32| (places.iter().map(of).min().unwrap_or(tip), places.iter().map(of).max().unwrap_or(tip));
        let ((left, right), (_, low)) = (bounds(|p| p.0), bounds(|p| p.1));
        let end = crease(owned, fgp, frame, (left, right), (tip, low));
        let half = ((right - left) / 2 + MARGIN_PX).clamp(SIDE_MIN_PX / 2, WIDTH_MAX_PX / 2);
        let (middle, top) = (i32::midpoint(left, right), tip - MARGIN_PX);
        Pad { frame, left: middle - half, top, right: middle + half, bottom: (end + MARGIN_PX).max(top + SIDE_MIN_PX) }
    }

    /// Its corners in the slap: top left, top right, bottom right, bottom left.
    pub fn corners(&self) -> [(i32, i32); 4] {
        let Pad { frame, left, top, right, bottom } = *self;
        [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(across, along)| frame.back(across, along))
    }
}

fn places(owned: &Owned, column: &Column, frame: Frame) -> Vec<(i32, i32)> {
    column.cells.iter().map(|&cell| owned.mask.middle(cell)).map(|(x, y)| frame.place(x, y)).collect()
}

/// The main axis of the upper part of a finger, drawn a little towards the hand's: a short contact has hardly one of its own.
fn axis(owned: &Owned, column: &Column) -> Frame {
    let places = places(owned, column, column.frame);
    let tip = tip(&places);
    let upper: Vec<(i64, i64)> = places.iter().filter(|p| p.1 < tip + AXIS_PX).map(|&(u, v)| (u as i64, v as i64)).collect();
    let n = upper.len().max(1) as i64;
    let (mu, mv) = upper.iter().fold((0, 0), |(a, b), (u, v)| (a + u, b + v));
    let (mu, mv) = (mu / n, mv / n);
    let spread = upper.iter().map(|(u, v)| (u - mu, v - mv)).fold([0_i64; 3], |[uu, vv, uv], (u, v)| [uu + u * u, vv + v * v, uv + u * v]);
    let [uu, vv, uv] = spread;
    let along = (vv - uu).max(0) + (uu + vv) / TILT_SHARE;
    let own = math::atan2((-2 * uv) as f64, along as f64) * (90.0 / std::f64::consts::PI);
    Frame::turned(column.frame.deg + (own.round() as i32).clamp(-FAN_MAX_DEG, FAN_MAX_DEG))
}

/// Where a finger begins: at the first few of its cells.
fn tip(places: &[(i32, i32)]) -> i32 {
    let mut along: Vec<i32> = places.iter().map(|p| p.1).collect();
    along.sort_unstable();
    along.get(TIP_CELLS - 1).or(along.last()).copied().unwrap_or(0) - CELL as i32 / 2
}

/// Where the pad ends: where its middle half is nearly bare at least `LENGTH_MIN_PX` and its own width below the tip, else at its lowest cell.
fn crease(owned: &Owned, fgp: u8, frame: Frame, (left, right): (i32, i32), (tip, low): (i32, i32)) -> i32 {
    let quarter = (right - left) / 4;
    let ink = |along: i32| -> i64 {
        let row = (left + quarter..right - quarter).step_by(STEP_PX).map(|across| frame.back(across, along));
        row.filter(|&(x, y)| owned.owner(x, y) == Some(fgp)).map(|(x, y)| owned.ink(x, y)).sum()
    };
    let rows: Vec<i64> = (tip..low).step_by(STEP_PX).map(ink).collect();
    let first = LENGTH_MIN_PX.max(right - left) as usize / STEP_PX;
    let Some(above) = rows.get(..first) else { return low };
    let mean = above.iter().sum::<i64>() / first as i64;
    let is_bare = |window: &[i64]| window.iter().sum::<i64>() * CREASE_INK.1 < mean * CREASE_INK.0 * CREASE_STEPS as i64;
    let bare = rows[first..].windows(CREASE_STEPS).position(is_bare);
    bare.map_or(low, |k| tip + ((first + k + CREASE_STEPS / 2) * STEP_PX) as i32)
}
