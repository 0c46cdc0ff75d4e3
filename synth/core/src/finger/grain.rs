//! Fine grain between skin and plate: a table of noise, made once, read from another place by every impression.

use std::sync::OnceLock;

use super::noise::Lattice;
use crate::random::Random;

/// Side of the table, px.
const SIDE: usize = 512;
/// Correlation length, px.
const CELL: f32 = 2.7;
/// Levels of the table in one deviation of its lattice.
const LEVELS: f32 = 24.0;

/// The table as one impression sees it.
pub(super) struct Grain {
    table: &'static [i8],
    from: (usize, usize),
}

impl Grain {
    pub fn sample(r: &mut Random) -> Grain {
        Grain { table: table(), from: (r.index(SIDE), r.index(SIDE)) }
    }

    /// The grain along a row of pixels, deviation about 0.7; repeats every 512 px.
    #[inline(always)]
    pub fn row(&self, y: usize, out: &mut [f32]) {
        let row = &self.table[(y + self.from.1) % SIDE * SIDE..][..SIDE];
        let (first, rest) = out.split_at_mut((SIDE - self.from.0).min(out.len()));
        fill(&row[self.from.0..], first);
        for part in rest.chunks_mut(SIDE) {
            fill(row, part);
        }
    }
}

#[inline(always)]
fn fill(levels: &[i8], out: &mut [f32]) {
    for (out, &level) in out.iter_mut().zip(levels) {
        *out = f32::from(level) * (1.0 / LEVELS);
    }
}

fn table() -> &'static [i8] {
    static TABLE: OnceLock<Vec<i8>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let side = SIDE as f32;
        let lattice = Lattice::sample(&mut Random::stream(0, "finger.grain", &[]), CELL, side, side);
        let at = |k: usize| lattice.at((k % SIDE) as f32, (k / SIDE) as f32);
        (0..SIDE * SIDE).map(|k| (at(k) * LEVELS).clamp(-127.0, 127.0) as i8).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_goes_on_across_the_end_of_the_table() {
        let grain = Grain { table: table(), from: (500, 510) };
        let mut out = vec![0.0; 1100];
        grain.row(3, &mut out);
        assert!((out[12] - f32::from(table()[SIDE]) / LEVELS).abs() < 1e-5);
        assert_eq!(out[..300], out[SIDE..SIDE + 300]);
        let variance = out.iter().map(|v| v * v).sum::<f32>() / 1100.0;
        assert!((0.3..0.7).contains(&variance), "{variance}");
    }
}
