//! Quantities that change slowly over an image: worked out on an 8 px grid, bilinear in between.

/// Cells of the grid, px.
pub(super) const CELL: usize = 8;

/// One quantity at the nodes of the grid.
pub(super) struct SmoothField {
    w: usize,
    nodes: Vec<f32>,
}

impl SmoothField {
    /// Takes quantities that come together at every node over an image of the given size, px.
    pub fn sample<const N: usize>((width, height): (usize, usize), mut at: impl FnMut(f32, f32) -> [f32; N]) -> [SmoothField; N] {
        let (w, h) = (width.div_ceil(CELL) + 1, height.div_ceil(CELL) + 1);
        let mut fields = [(); N].map(|()| SmoothField { w, nodes: Vec::with_capacity(w * h) });
        for k in 0..w * h {
            for (field, value) in fields.iter_mut().zip(at((k % w * CELL) as f32, (k / w * CELL) as f32)) {
                field.nodes.push(value);
            }
        }
        fields
    }

    /// The quantity at the pixels of one row; `out` holds whole cells.
    #[inline(always)]
    pub fn row(&self, y: usize, out: &mut [f32]) {
        let (o, b) = (y / CELL * self.w, (y % CELL) as f32 / CELL as f32);
        let (upper, lower) = (&self.nodes[o..o + self.w], &self.nodes[o + self.w..o + 2 * self.w]);
        let down = |i: usize| upper[i] + (lower[i] - upper[i]) * b;
        let mut left = down(0);
        for (i, cell) in out.chunks_exact_mut(CELL).enumerate() {
            let right = down(i + 1);
            let slope = (right - left) * (1.0 / CELL as f32);
            for (p, out) in cell.iter_mut().enumerate() {
                *out = left + slope * p as f32;
            }
            left = right;
        }
    }
}

/// Length of a row in whole cells, px.
pub(super) fn padded(width: usize) -> usize {
    width.div_ceil(CELL) * CELL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_is_exact_for_a_plane() {
        let [field] = SmoothField::sample((61, 37), |x, y| [3.0 + 0.5 * x - 0.25 * y]);
        let mut out = vec![0.0; padded(61)];
        for y in 0..37 {
            field.row(y, &mut out);
            for (x, v) in out.iter().enumerate() {
                assert!((v - (3.0 + 0.5 * x as f32 - 0.25 * y as f32)).abs() < 1e-4);
            }
        }
    }
}
