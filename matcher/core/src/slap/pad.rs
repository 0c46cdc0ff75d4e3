//! The pad of a finger's last joint: its axis, its end at the crease, and the upright image of it.

use super::SlapFinger;
use super::columns::Column;
use super::frame::Frame;
use super::mask::Mask;
use super::regions::Region;
use crate::error::MatchError;
use crate::image::Grey;
use crate::math;

/// Longest pad, px: 32 mm from tip to crease; and widest.
const LENGTH_MAX_PX: i32 = 630;
const WIDTH_MAX_PX: i32 = 600;
/// A crease is looked for from here on, px: 13 mm below the tip.
const LENGTH_MIN_PX: i32 = 256;
/// Height of the part of a finger whose axis is measured, px.
const AXIS_PX: i32 = 520;
/// A finger stands off its hand's tilt by at most this, degrees.
const FAN_MAX_DEG: i32 = 25;
/// Weight of the hand's tilt beside the finger's own axis: 1 in so many of the finger's spread.
const TILT_SHARE: i64 = 5;
/// Fewest cells beside one another that are a fingertip.
const TIP_CELLS: usize = 4;
/// Step in which the ink along a finger is sampled, px.
const STEP_PX: i32 = 4;
/// Steps that a crease is long, and its ink as a share of the pad's.
const CREASE_STEPS: usize = 3;
const CREASE_INK: (i64, i64) = (1, 3);
/// Bare plate that is kept about a pad, px.
const MARGIN_PX: i32 = 8;

/// FGP of the finger that each cell belongs to; 0 = none.
pub fn owners(mask: &Mask, regions: &[Region], named: &[(u8, Column)]) -> Vec<u8> {
    let mut owner = vec![0; mask.depth.len()];
    for (fgp, column) in named {
        for cell in column.regions.iter().flat_map(|&k| &regions[k].cells) {
            owner[*cell] = *fgp;
        }
    }
    owner
}

/// Cuts the pad of one finger.
///
/// # Errors
/// `Undecodable` when the pad is out of the limits of an image.
pub fn pad(image: &Grey, mask: &Mask, owners: &[u8], fgp: u8, column: &Column) -> Result<SlapFinger, MatchError> {
    let frame = axis(mask, column);
    let places = places(mask, column, frame);
    let tip = tip(&places);
    let pad: Vec<(i32, i32)> = places.iter().copied().filter(|&(_, v)| v >= tip && v < tip + LENGTH_MAX_PX).collect();
    let (left, right) = (pad.iter().map(|p| p.0).min().unwrap_or(0), pad.iter().map(|p| p.0).max().unwrap_or(0));
    let low = pad.iter().map(|p| p.1).max().unwrap_or(tip);
    let own = |x: i32, y: i32| mask.cell_at(x, y).is_some_and(|cell| owners[cell] == fgp);
    let end = crease(image, mask, frame, (left, right), (tip, low), own);
    let (top, bottom) = (tip - MARGIN_PX, end + MARGIN_PX);
    let (middle, half) = (i32::midpoint(left, right), ((right - left) / 2 + MARGIN_PX).clamp(MARGIN_PX * 4, WIDTH_MAX_PX / 2));
    let (left, right) = (middle - half, middle + half);
    let bottom = bottom.max(top + MARGIN_PX * 8);
    Ok(SlapFinger {
        fgp,
        corners: [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(u, v)| frame.back(u, v)),
        turn_deg: frame.deg,
        image: upright(image, mask, owners, fgp, frame, [left, top, right, bottom])?,
    })
}

fn places(mask: &Mask, column: &Column, frame: Frame) -> Vec<(i32, i32)> {
    column.cells.iter().map(|&cell| mask.middle(cell)).map(|(x, y)| frame.place(x, y)).collect()
}

/// The main axis of the upper part of a finger, drawn a little towards the hand's: a short contact has hardly one of its own.
fn axis(mask: &Mask, column: &Column) -> Frame {
    let places = places(mask, column, column.frame);
    let tip = tip(&places);
    let upper: Vec<(i64, i64)> = places.iter().filter(|p| p.1 < tip + AXIS_PX).map(|&(u, v)| (u as i64, v as i64)).collect();
    let n = upper.len().max(1) as i64;
    let (mu, mv) = upper.iter().fold((0, 0), |(a, b), (u, v)| (a + u, b + v));
    let (mu, mv) = (mu / n, mv / n);
    let [uu, vv, uv] = upper.iter().fold([0_i64; 3], |[uu, vv, uv], (u, v)| [uu + (u - mu) * (u - mu), vv + (v - mv) * (v - mv), uv + (u - mu) * (v - mv)]);
    let along = (vv - uu).max(0) + (uu + vv) / TILT_SHARE;
    let own = math::atan2((-2 * uv) as f64, along as f64) * (90.0 / std::f64::consts::PI);
    Frame::turned(column.frame.deg + (own.round() as i32).clamp(-FAN_MAX_DEG, FAN_MAX_DEG))
}

/// Where a finger begins: the first row with a few of its cells.
fn tip(places: &[(i32, i32)]) -> i32 {
    let mut along: Vec<i32> = places.iter().map(|p| p.1).collect();
    along.sort_unstable();
    along.get(TIP_CELLS - 1).or(along.first()).copied().unwrap_or(0) - super::CELL as i32 / 2
}

/// Where the pad ends: where its middle half is nearly bare between `LENGTH_MIN_PX` and its lowest cell.
fn crease(image: &Grey, mask: &Mask, frame: Frame, (left, right): (i32, i32), (tip, low): (i32, i32), own: impl Fn(i32, i32) -> bool) -> i32 {
    let quarter = (right - left) / 4;
    let ink = |v: i32| -> i64 {
        let row = (left + quarter..right - quarter).step_by(STEP_PX as usize).map(|u| frame.back(u, v)).filter(|&(x, y)| own(x, y));
        row.map(|(x, y)| (mask.background as i64 - at(image, x, y).unwrap_or(u8::MAX) as i64).max(0)).sum()
    };
    let rows: Vec<i64> = (tip..low).step_by(STEP_PX as usize).map(ink).collect();
    let first = (LENGTH_MIN_PX.max(right - left) / STEP_PX) as usize;
    let Some(above) = rows.get(..first) else { return low };
    let mean = above.iter().sum::<i64>() / above.len() as i64;
    let bare = rows.windows(CREASE_STEPS).skip(first).position(|w| w.iter().sum::<i64>() * CREASE_INK.1 < mean * CREASE_INK.0 * CREASE_STEPS as i64);
    bare.map_or(low, |k| tip + (first + k + CREASE_STEPS / 2) as i32 * STEP_PX)
}

/// The image within a box of the finger's frame, bilinear; where it is a neighbour's or off the plate, the plate's grey.
fn upright(image: &Grey, mask: &Mask, owners: &[u8], fgp: u8, frame: Frame, [left, top, right, bottom]: [i32; 4]) -> Result<Grey, MatchError> {
    let foreign = |x: i32, y: i32| mask.cell_at(x, y).is_none_or(|cell| owners[cell] != 0 && owners[cell] != fgp);
    let pixel = |(u, v): (i32, i32)| {
        let (fx, fy) = frame.fine(u, v);
        let (x, y) = ((fx >> 14) as i32, (fy >> 14) as i32);
        let corners = [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)].map(|(x, y)| at(image, x, y).unwrap_or(mask.background) as i64);
        let (a, b) = (fx & 0x3fff, fy & 0x3fff);
        let mix = |p: i64, q: i64, share: i64| (p << 14) + (q - p) * share;
        let (upper, lower) = (mix(corners[0], corners[1], a), mix(corners[2], corners[3], a));
        if foreign(x, y) { mask.background } else { (((upper << 14) + (lower - upper) * b + (1 << 27)) >> 28) as u8 }
    };
    let pixels = (top..bottom).flat_map(|v| (left..right).map(move |u| (u, v))).map(pixel).collect();
    Grey::new((right - left) as u32, (bottom - top) as u32, pixels)
}

fn at(image: &Grey, x: i32, y: i32) -> Option<u8> {
    let (x, y) = (u32::try_from(x).ok().filter(|&x| x < image.width)?, u32::try_from(y).ok().filter(|&y| y < image.height)?);
    Some(image.pixels[(y * image.width + x) as usize])
}
