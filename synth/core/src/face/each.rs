//! One expression a lane, written out: no loop is left for the optimiser to miss.

/// Eight of them.
macro_rules! eight {
    ($i:ident => $e:expr) => {
        [
            { const $i: usize = 0; $e },
            { const $i: usize = 1; $e },
            { const $i: usize = 2; $e },
            { const $i: usize = 3; $e },
            { const $i: usize = 4; $e },
            { const $i: usize = 5; $e },
            { const $i: usize = 6; $e },
            { const $i: usize = 7; $e },
        ]
    };
}
pub(crate) use eight;

/// Sixteen of them.
#[cfg(target_arch = "x86_64")]
macro_rules! sixteen {
    ($i:ident => $e:expr) => {
        [
            { const $i: usize = 0; $e },
            { const $i: usize = 1; $e },
            { const $i: usize = 2; $e },
            { const $i: usize = 3; $e },
            { const $i: usize = 4; $e },
            { const $i: usize = 5; $e },
            { const $i: usize = 6; $e },
            { const $i: usize = 7; $e },
            { const $i: usize = 8; $e },
            { const $i: usize = 9; $e },
            { const $i: usize = 10; $e },
            { const $i: usize = 11; $e },
            { const $i: usize = 12; $e },
            { const $i: usize = 13; $e },
            { const $i: usize = 14; $e },
            { const $i: usize = 15; $e },
        ]
    };
}
#[cfg(target_arch = "x86_64")]
pub(crate) use sixteen;
