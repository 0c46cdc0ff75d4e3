//! An enrolled print in two parts: the block that the filter reads, and the rest, with which the whole print is put together again.
//!
//! The rest: number of minutiae u8; lanes, 5 bytes, bit k = the code of minutia k stands in the block's next lane; 6 bytes a minutia;
//! the other codes, 16 bytes each, little-endian. About 270 bytes for 35 minutiae, beside the block's 576.

use crate::code::{CODED_MAX, Coded};
use crate::filter::{BITS_MIN, Block, LANES};
use crate::image::SIDE_MAX;
use crate::template::{MINUTIA_BYTES, Template, minutia_from, minutia_to};

const LANES_BYTES: usize = CODED_MAX.div_ceil(8);
const HEAD_BYTES: usize = 1 + LANES_BYTES;
const CODE_BYTES: usize = 16;

/// What the block does not hold of a print.
pub fn rest_of(print: &[Coded]) -> Vec<u8> {
    let lanes = lanes_of(print);
    let mut rest = vec![print.len() as u8];
    rest.extend(&lanes.to_le_bytes()[..LANES_BYTES]);
    for m in print {
        rest.extend(minutia_to(m.minutia));
    }
    for (_, m) in print.iter().enumerate().filter(|(k, _)| lanes >> k & 1 == 0) {
        rest.extend(m.code.to_le_bytes());
    }
    rest
}

/// The print again. `rest` has passed [`fault_of`].
pub fn whole(block: &Block, rest: &[u8]) -> Template {
    let (count, lanes) = head_of(rest);
    let (minutiae, codes) = rest[HEAD_BYTES..].split_at(count * MINUTIA_BYTES);
    let mut next_lane = 0..LANES;
    let mut codes = codes.chunks_exact(CODE_BYTES);
    let mut code = |k: usize| {
        if lanes >> k & 1 == 1 {
            let lane = next_lane.next().expect("no more lanes than a block has");
            std::array::from_fn(|row| block.codes[row][lane])
        } else {
            codes.next().expect("a code for every minutia").try_into().expect("16 bytes")
        }
    };
    let minutiae = minutiae.as_chunks::<MINUTIA_BYTES>().0;
    minutiae.iter().enumerate().map(|(k, m)| Coded { minutia: minutia_from(*m), code: u128::from_le_bytes(code(k)) }).collect()
}

/// What is wrong with a rest, if anything.
pub fn fault_of(rest: &[u8]) -> Option<&'static str> {
    if rest.len() < HEAD_BYTES {
        return Some("ends within its head");
    }
    let (count, lanes) = head_of(rest);
    let in_lanes = lanes.count_ones() as usize;
    if count > CODED_MAX || in_lanes > LANES.min(count) || lanes >> count != 0 {
        return Some("has more minutiae or lanes than a print");
    }
    if rest.len() != HEAD_BYTES + count * MINUTIA_BYTES + (count - in_lanes) * CODE_BYTES {
        return Some("is not as long as its minutiae need");
    }
    let minutiae = rest[HEAD_BYTES..].as_chunks::<MINUTIA_BYTES>().0;
    let outside = minutiae[..count].iter().map(|m| minutia_from(*m)).any(|m| m.x as u32 >= SIDE_MAX || m.y as u32 >= SIDE_MAX);
    outside.then_some("has a minutia outside every image")
}

fn head_of(rest: &[u8]) -> (usize, u64) {
    let mut lanes = [0; 8];
    lanes[..LANES_BYTES].copy_from_slice(&rest[1..HEAD_BYTES]);
    (rest[0] as usize, u64::from_le_bytes(lanes))
}

/// Bit k: the filter sees minutia k, so that its code stands in the block.
fn lanes_of(print: &[Coded]) -> u64 {
    let seen = print.iter().enumerate().filter(|(_, m)| m.bits() >= BITS_MIN).take(LANES);
    seen.fold(0, |lanes, (k, _)| lanes | 1 << k)
}

#[cfg(test)]
mod tests {
    use super::{fault_of, rest_of, whole};
    use crate::filter::Block;
    use crate::testing::{any_codes, coded_print};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whole_puts_the_print_together_again(print in prop_oneof![coded_print(), any_codes()]) {
            let rest = rest_of(&print);
            prop_assert_eq!(fault_of(&rest), None);
            prop_assert_eq!(whole(&Block::new(&print), &rest), print);
        }

        #[test]
        fn whole_takes_everything_in_which_fault_of_finds_nothing(mut rest in any_codes().prop_map(|print| rest_of(&print)), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let k = at.index(rest.len());
            rest[k] = byte;
            if fault_of(&rest).is_none() {
                let _ = whole(&Block::new(&[]), &rest);
            }
        }
    }
}
