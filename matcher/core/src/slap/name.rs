//! Which finger is which.

use super::Hand;
use super::columns::Column;
use std::cmp::Reverse;

/// One finger more lies between two that are this much further apart than the others.
const GAP: (i32, i32) = (5, 3);

/// The columns that are fingers, from the left, with their FGP.
///
/// # Errors
/// How many fingers were found and how many were expected.
pub fn name(hand: Hand, missing: &[u8], columns: Vec<Column>) -> Result<Vec<(u8, Column)>, String> {
    let expected: Vec<u8> = hand.fingers().iter().copied().filter(|fgp| !missing.contains(fgp)).collect();
    let found = columns.len();
    let columns = without_strays(columns, expected.len());
    let fgps = match inner_gap(&columns) {
        _ if columns.len() == expected.len() => expected,
        Some(gap) if expected.len() == 4 => expected.iter().enumerate().filter(|(k, _)| *k != gap).map(|(_, &fgp)| fgp).collect(),
        _ => return Err(format!("fingers found in the slap: {found}, expected: {}; which is which cannot be told", expected.len())),
    };
    Ok(fgps.into_iter().zip(columns).collect())
}

/// Without the smallest where there are too many and those are less than half of the smallest that stays.
fn without_strays(columns: Vec<Column>, expected: usize) -> Vec<Column> {
    let mut sizes: Vec<usize> = columns.iter().map(|column| column.cells.len()).collect();
    sizes.sort_unstable_by_key(|&size| Reverse(size));
    match (expected.checked_sub(1).and_then(|last| sizes.get(last)), sizes.get(expected)) {
        (Some(&least), Some(&next)) if 2 * next < least => columns.into_iter().filter(|column| column.cells.len() >= least).collect(),
        _ => columns,
    }
}

/// Place, from the left, of the finger that is missing between three of four.
fn inner_gap(columns: &[Column]) -> Option<usize> {
    let [a, b, c] = columns else { return None };
    let (left, right) = (b.across - a.across, c.across - b.across);
    if left * GAP.1 > right * GAP.0 {
        Some(1)
    } else if right * GAP.1 > left * GAP.0 {
        Some(2)
    } else {
        None
    }
}
