//! A minutia as it is stored, compared and shown.

/// Where a ridge ends or forks. ISO/IEC 19794-2 conventions at 500 ppi.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minutia {
    /// px from the left.
    pub x: u16,
    /// px from the top.
    pub y: u16,
    /// 256 a turn, anticlockwise from +x.
    pub direction: u8,
    /// Ending or bifurcation, as one sample of the ridge tells it: not relied on for matching.
    pub kind: Kind,
    /// 0..100.
    pub quality: u8,
}

/// Type of a minutia.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A ridge ends.
    Ending,
    /// A ridge forks: a valley ends.
    Bifurcation,
}

/// Difference of two directions, 0..=128 of 256 a turn.
#[must_use]
pub fn turn_between(a: u8, b: u8) -> u8 {
    let d = a.wrapping_sub(b);
    d.min(d.wrapping_neg())
}
