//! Rows of flags.

use crate::wide::Kernel;

/// Spreads values to every second place, others between them.
pub struct Spread<'a, T> {
    pub even: &'a [T],
    pub odd: &'a [T],
    pub out: &'a mut [T],
}

impl<T: Copy> Kernel for Spread<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let (pairs, end) = self.out.as_chunks_mut::<2>();
        for ((pair, even), odd) in pairs.iter_mut().zip(self.even).zip(self.odd) {
            *pair = [*even, *odd];
        }
        if let (Some(out), Some(even)) = (end.first_mut(), self.even.last()) {
            *out = *even;
        }
    }
}

/// Places of what is false, where most is true.
pub fn falses(flags: &[bool]) -> impl Iterator<Item = usize> {
    const MANY: usize = 16;
    flags.chunks(MANY).enumerate().filter(|(_, chunk)| **chunk != [true; MANY]).flat_map(|(k, chunk)| {
        chunk.iter().enumerate().filter(|(_, flag)| !**flag).map(move |(i, _)| k * MANY + i)
    })
}

super::super::tests! {
    #[test]
    fn falses_are_found_wherever_they_are() {
        let mut flags = vec![true; 37];
        for place in [0, 15, 16, 35, 36] {
            flags[place] = false;
        }
        assert_eq!(falses(&flags).collect::<Vec<_>>(), [0, 15, 16, 35, 36]);
    }

    #[test]
    fn spread_leaves_out_the_last_between_where_the_count_is_odd() {
        for count in [5, 6] {
            let mut out = vec![0; count];
            Spread { even: &[1, 2, 3], odd: &[7, 8, 9], out: &mut out }.run();
            assert_eq!(out, &[1, 7, 2, 8, 3, 9][..count]);
        }
    }
}
