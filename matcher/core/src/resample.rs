//! Area average to a working resolution.

use crate::image::Grey;
use crate::plane::Plane;

/// `step` = source px a working px.
pub fn resample(source: &Grey, step: f32) -> Plane {
    let (width, height) = (source.width as usize, source.height as usize);
    let columns = spans((width as f32 / step) as usize, width, step);
    let rows = spans((height as f32 / step) as usize, height, step);
    let mut out = Plane::new(columns.len(), rows.len());
    let mut sum = vec![0.0; width];
    for (y, row) in rows.iter().enumerate() {
        sum.fill(0.0);
        for (k, &c) in row.weights.iter().enumerate() {
            for (o, &v) in sum.iter_mut().zip(&source.pixels[(row.first + k) * width..][..width]) {
                *o += c * v as f32;
            }
        }
        let w = out.w;
        for (o, column) in out.d[y * w..][..w].iter_mut().zip(&columns) {
            *o = column.weights.iter().zip(&sum[column.first..]).map(|(c, v)| c * v).sum();
        }
    }
    out
}

/// The source px under one working px, and their shares.
struct Span {
    first: usize,
    weights: Vec<f32>,
}

fn spans(n: usize, limit: usize, step: f32) -> Vec<Span> {
    let span = |i: usize| {
        let (from, to) = (i as f32 * step, (i + 1) as f32 * step);
        let (first, last) = (from as usize, (to.ceil() as usize).min(limit));
        let share = |k: usize| (((k + 1) as f32).min(to) - (k as f32).max(from)) / step;
        Span { first, weights: (first..last).map(share).collect() }
    };
    (0..n).map(span).collect()
}
