//! A plane of f32: an image, or a grid of cells laid over one.

use crate::extract::CELL;
use crate::math;

/// `w` x `h` values, row-major.
#[derive(Clone, Debug)]
pub struct Plane {
    pub w: usize,
    pub h: usize,
    pub d: Vec<f32>,
}

impl Plane {
    /// Zeros.
    pub fn new(w: usize, h: usize) -> Plane {
        Plane { w, h, d: vec![0.0; w * h] }
    }

    /// An empty grid of cells that covers a `w` x `h` image.
    pub fn grid(w: usize, h: usize) -> Plane {
        Plane::new(w.div_ceil(CELL), h.div_ceil(CELL))
    }

    /// Bilinear value of a grid at an image position; at least 2 x 2 cells.
    pub fn sample(&self, x: f32, y: f32) -> f32 {
        let (i, a) = between(x, self.w);
        let (j, b) = between(y, self.h);
        let k = j * self.w + i;
        let top = self.d[k] * (1.0 - a) + self.d[k + 1] * a;
        let bottom = self.d[k + self.w] * (1.0 - a) + self.d[k + self.w + 1] * a;
        top * (1.0 - b) + bottom * b
    }

    /// A grid spread over a `w` x `h` image, bilinear.
    pub fn upsample(&self, w: usize, h: usize) -> Plane {
        let columns: Vec<(usize, f32)> = (0..w).map(|x| between(x as f32, self.w)).collect();
        let mut out = Plane::new(w, h);
        let mut row = vec![0.0; self.w];
        for y in 0..h {
            let (j, b) = between(y as f32, self.h);
            for (x, v) in row.iter_mut().enumerate() {
                *v = self.d[j * self.w + x] * (1.0 - b) + self.d[(j + 1) * self.w + x] * b;
            }
            for (v, &(k, a)) in out.d[y * w..][..w].iter_mut().zip(&columns) {
                *v = row[k] * (1.0 - a) + row[k + 1] * a;
            }
        }
        out
    }

    /// Gaussian blur, sigma in cells, cut at 2.5 sigma; outside counts as 0.
    pub fn smooth(&self, sigma: f32) -> Plane {
        let taps = gaussian(sigma);
        let r = taps.len() / 2;
        let (w, h) = (self.w, self.h);
        let mut across = Plane::new(w, h);
        let mut padded = vec![0.0; w + 2 * r];
        for y in 0..h {
            padded[r..r + w].copy_from_slice(&self.d[y * w..][..w]);
            for (i, &c) in taps.iter().enumerate() {
                for (o, v) in across.d[y * w..][..w].iter_mut().zip(&padded[i..i + w]) {
                    *o += c * v;
                }
            }
        }
        let mut out = Plane::new(w, h);
        for y in 0..h {
            for j in y.saturating_sub(r)..(y + r + 1).min(h) {
                let c = taps[j + r - y];
                for (o, v) in out.d[y * w..][..w].iter_mut().zip(&across.d[j * w..][..w]) {
                    *o += c * v;
                }
            }
        }
        out
    }
}

/// Cell before a px position and the weight of the next one; `n` cells, at least 2.
pub fn between(at: f32, n: usize) -> (usize, f32) {
    let u = ((at + 0.5) / CELL as f32 - 0.5).clamp(0.0, (n - 1) as f32);
    let k = (u as usize).min(n - 2);
    (k, u - k as f32)
}

/// Taps of a Gaussian that sum to 1.
fn gaussian(sigma: f32) -> Vec<f32> {
    let r = (2.5 * sigma).ceil() as i32;
    let sigma = sigma as f64;
    let taps: Vec<f64> = (-r..=r).map(|i| math::exp(-(i * i) as f64 / (2.0 * sigma * sigma))).collect();
    let total: f64 = taps.iter().sum();
    taps.iter().map(|v| (v / total) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smooth_keeps_the_sum_of_an_inner_spot_and_is_symmetric() {
        let mut p = Plane::new(31, 31);
        p.d[15 * 31 + 15] = 1.0;
        let s = p.smooth(2.0);
        assert!((s.d.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert_eq!(s.d[15 * 31 + 12], s.d[15 * 31 + 18]);
        assert_eq!(s.d[12 * 31 + 15].to_bits(), s.d[18 * 31 + 15].to_bits());
    }

    #[test]
    fn sample_is_the_cell_at_its_middle_and_linear_between() {
        let mut p = Plane::new(3, 2);
        p.d = vec![0.0, 10.0, 20.0, 0.0, 10.0, 20.0];
        let middle = CELL as f32 * 1.5 - 0.5;
        assert_eq!(p.sample(middle, middle), 10.0);
        assert_eq!(p.sample(middle + CELL as f32 / 2.0, 3.0), 15.0);
    }
}
