//! The camera: blur, shake, tone curve, spatially correlated noise.

use super::capture::Capture;
use super::vector::Rgb;
use crate::math::{exp, pow};
use crate::random::Random;

/// One colour of the picture, row-major.
struct Plane {
    width: usize,
    value: Vec<f32>,
}

/// 8-bit sRGB, interleaved, row-major, of linear light.
pub fn expose(image: &[Rgb], c: &Capture) -> Vec<u8> {
    let planes = [0, 1, 2].map(|q| {
        let gain = c.camera.white[q] * c.camera.exposure;
        let mut plane = Plane {
            width: c.camera.width,
            value: image.iter().map(|p| p[q] * gain).collect(),
        };
        plane.blur(c.camera.blur);
        if c.camera.motion.0.abs() + c.camera.motion.1.abs() > 0.4 {
            plane.shake(c.camera.motion);
        }
        plane
    });
    let curve = tone_curve();
    let mut random = Random::stream(u64::from(c.seed), "face.noise", &[]);
    let white: Vec<f32> = (0..image.len())
        .map(|_| random.rough_normal() * 0.41)
        .collect();
    // Demosaicing spreads part of the noise over two or three pixels, colour noise farther.
    let mut grain = Plane {
        width: c.camera.width,
        value: white.clone(),
    };
    grain.blur(0.85);
    let grain = grain.value;
    let width = c.camera.width;
    let mut out = vec![0; image.len() * 3];
    for (i, pixel) in out.chunks_exact_mut(3).enumerate() {
        let pair = ((i / width) & !1) * width + ((i % width) & !1);
        let beside = grain[(pair + width + 1).min(image.len() - 1)];
        let even = 0.35 * white[i] + 1.9 * grain[i];
        let noise = [even + 1.1 * grain[pair], even, even + 1.4 * beside];
        for q in 0..3 {
            let v = planes[q].value[i].clamp(0.0, 1.999) * (CURVE_STEPS as f32 / 2.0);
            let k = v as usize;
            let grey = curve[k] + (curve[k + 1] - curve[k]) * (v - k as f32);
            let shot = 0.45 + 0.75 * (1.0 - (grey / 255.0 - 0.4).abs());
            pixel[q] = (grey + c.camera.noise * shot * noise[q]) as u8;
        }
    }
    out
}

/// Steps of the tone curve over linear 0..2.
const CURVE_STEPS: usize = 1024;

/// Soft shoulder, then the sRGB transfer function (IEC 61966-2-1), in grey levels.
fn tone_curve() -> [f32; CURVE_STEPS + 1] {
    std::array::from_fn(|i| {
        let x = i as f32 / CURVE_STEPS as f32 * 2.0;
        let y = x * (1.0 + 0.06 * x) / (1.0 + 0.17 * x * x + 0.05 * x);
        255.0
            * if y < 0.0031308 {
                12.92 * y
            } else {
                1.055 * pow(y, 1.0 / 2.4) - 0.055
            }
    })
}

impl Plane {
    /// Gaussian of a deviation in pixels; the outermost pixels stay as they are.
    fn blur(&mut self, deviation: f32) {
        let radius = ((deviation * 2.6) as usize + 1).min(5);
        let raw: Vec<f32> = (0..=radius)
            .map(|i| exp(-((i * i) as f32) / (2.0 * deviation * deviation)))
            .collect();
        let sum = raw[0] + 2.0 * raw[1..].iter().sum::<f32>();
        let kernel: Vec<f32> = raw.iter().map(|a| a / sum).collect();
        let width = self.width;
        let height = self.value.len() / width;
        let mut row = vec![0.0; width];
        for line in self.value.chunks_exact_mut(width) {
            convolve(&mut row, line, &kernel);
            line[radius..width - radius].copy_from_slice(&row[radius..width - radius]);
        }
        let source = self.value.clone();
        for y in radius..height - radius {
            let line = |y: usize| &source[y * width..(y + 1) * width];
            let out = &mut self.value[y * width..(y + 1) * width];
            for (o, s) in out.iter_mut().zip(line(y)) {
                *o = kernel[0] * s;
            }
            for (i, k) in kernel.iter().enumerate().skip(1) {
                for ((o, a), b) in out.iter_mut().zip(line(y - i)).zip(line(y + i)) {
                    *o += k * (a + b);
                }
            }
        }
    }

    /// Mean of five samples along the path of the shake.
    fn shake(&mut self, (mx, my): (f32, f32)) {
        let (width, height) = (self.width, self.value.len() / self.width);
        let offsets = [-2i32, -1, 0, 1, 2].map(|k| {
            let round = |v: f32| crate::math::round_even(0.5 * v * k as f32) as i32;
            (round(mx).clamp(-4, 4), round(my).clamp(-4, 4))
        });
        let source = self.value.clone();
        for y in 4..height - 4 {
            for x in 4..width - 4 {
                let at = |&(dx, dy): &(i32, i32)| {
                    source[(y as i32 + dy) as usize * width + (x as i32 + dx) as usize]
                };
                self.value[y * width + x] = 0.2 * offsets.iter().map(at).sum::<f32>();
            }
        }
    }
}

/// Symmetric convolution of a line; places nearer to its ends than the kernel are left unfinished.
fn convolve(out: &mut [f32], line: &[f32], kernel: &[f32]) {
    for (o, s) in out.iter_mut().zip(line) {
        *o = kernel[0] * s;
    }
    for (i, k) in kernel.iter().enumerate().skip(1) {
        let last = line.len() - i;
        for ((o, a), b) in out[i..last]
            .iter_mut()
            .zip(&line[..last - i])
            .zip(&line[2 * i..])
        {
            *o += k * (a + b);
        }
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these values are exact")]
mod tests {
    use super::*;

    #[test]
    fn blur_keeps_an_even_plane_and_spreads_a_point_alike_to_all_sides() {
        let mut even = Plane {
            width: 20,
            value: vec![0.5; 400],
        };
        even.blur(1.2);
        assert!(even.value.iter().all(|v| (v - 0.5).abs() < 1e-6));
        let mut point = Plane {
            width: 21,
            value: vec![0.0; 441],
        };
        point.value[10 * 21 + 10] = 1.0;
        point.blur(0.8);
        let at = |x: usize, y: usize| point.value[y * 21 + x];
        assert!((point.value.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert_eq!((at(9, 10), at(10, 9)), (at(11, 10), at(10, 11)));
        assert!((at(9, 10) - at(10, 9)).abs() < 1e-7 && at(10, 10) > at(9, 10));
    }

    #[test]
    fn tone_curve_rises_from_black_to_nearly_white() {
        let curve = tone_curve();
        assert_eq!(curve[0], 0.0);
        assert!(curve.windows(2).all(|w| w[0] <= w[1] + 0.05));
        assert!(curve[CURVE_STEPS / 2] > 220.0 && curve[CURVE_STEPS] > 255.0);
    }
}
