//! One expression a lane, written out: no loop is left for the optimiser to miss.

macro_rules! written {
    ($i:ident => $e:expr; $($n:literal)*) => {
        [$({ const $i: usize = $n; $e }),*]
    };
}
pub(crate) use written;

/// Eight of them.
macro_rules! eight {
    ($i:ident => $e:expr) => {
        $crate::face::each::written!($i => $e; 0 1 2 3 4 5 6 7)
    };
}
pub(crate) use eight;

/// Sixteen of them.
#[cfg(target_arch = "x86_64")]
macro_rules! sixteen {
    ($i:ident => $e:expr) => {
        $crate::face::each::written!($i => $e; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
}
#[cfg(target_arch = "x86_64")]
pub(crate) use sixteen;
