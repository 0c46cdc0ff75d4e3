//! The camera: blur, shake, tone curve, spatially correlated noise.

use super::super::super::hash::bits;
use super::capture::Capture;
use super::picture::Picture;
use crate::math::{ROUNDER, exp};
use crate::wide::{Kernel, run_widest};

/// One colour of the picture, row-major.
struct Plane {
    width: usize,
    value: Vec<f32>,
}

/// A shake reaches no farther than this, pixels.
const FARTHEST: usize = 4;
/// Deviation of the noise before it is spread.
const WHITE: f32 = 0.41;

/// 8-bit sRGB, interleaved, row-major, of linear light.
pub fn expose(picture: Picture, c: &Capture) -> Vec<u8> {
    let (width, pixels) = (picture.width, picture.width * picture.height);
    let mut gains = c.camera.white.into_iter();
    let planes = picture.planes.map(|value| {
        let mut plane = Plane { width, value };
        plane.blur(c.camera.blur, gains.next().unwrap_or(1.0) * c.camera.exposure);
        if c.camera.motion.0.abs() + c.camera.motion.1.abs() > 0.4 {
            plane.shake(c.camera.motion);
        }
        plane
    });
    let mut white = vec![0.0; pixels];
    run_widest(White { seed: c.seed, width, out: &mut white });
    // Demosaicing spreads part of the noise over two or three pixels, colour noise farther.
    let mut grain = Plane { width, value: white.clone() };
    grain.blur(0.85, 1.0);
    let mut out = vec![0; pixels * 3];
    run_widest(Develop { planes: &planes, white: &white, grain: &grain.value, noise: c.camera.noise, out: &mut out });
    out
}

/// Noise of each pixel by itself, near normal: sums of four bytes.
struct White<'a> {
    seed: u32,
    width: usize,
    out: &'a mut [f32],
}

impl Kernel for White<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        /// Mean and deviation of a sum of four bytes.
        const MEAN: f32 = 510.0;
        const DEVIATION: f32 = 147.8;
        for (y, line) in self.out.chunks_exact_mut(self.width).enumerate() {
            for (x, out) in line.iter_mut().enumerate() {
                let bits = bits(x as u32, y as u32, self.seed);
                let pairs = (bits & 0x00ff_00ff) + ((bits >> 8) & 0x00ff_00ff);
                let sum = ((pairs & 0xffff) + (pairs >> 16)).cast_signed() as f32;
                *out = (sum - MEAN) * (WHITE / DEVIATION);
            }
        }
    }
}

/// Tone curve and noise, row by row.
struct Develop<'a> {
    planes: &'a [Plane; 3],
    white: &'a [f32],
    grain: &'a [f32],
    noise: f32,
    out: &'a mut [u8],
}

impl Kernel for Develop<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let width = self.planes[0].width;
        let last = self.white.len() / width - 1;
        let mut noises = [(); 3].map(|()| vec![0.0; width]);
        let mut bytes = [(); 3].map(|()| vec![0; width]);
        for (y, line) in self.out.chunks_exact_mut(3 * width).enumerate() {
            let row = |values: &'_ [f32], y: usize| y * width..(y * width + width).min(values.len());
            let (white, grain) = (&self.white[row(self.white, y)], &self.grain[row(self.grain, y)]);
            for noise in &mut noises {
                for ((noise, white), grain) in noise.iter_mut().zip(white).zip(grain) {
                    *noise = 0.35 * white + 1.9 * grain;
                }
            }
            // A block of two by two pixels has one red and one blue cell.
            add_cells(&mut noises[0], &self.grain[row(self.grain, y & !1)], 0, 1.1);
            add_cells(&mut noises[2], &self.grain[row(self.grain, (y | 1).min(last))], 1, 1.4);
            for ((bytes, plane), noise) in bytes.iter_mut().zip(self.planes).zip(&noises) {
                let light = &plane.value[row(&plane.value, y)];
                for ((byte, &light), noise) in bytes.iter_mut().zip(light).zip(noise) {
                    let grey = tone(light);
                    let shot = 0.45 + 0.75 * (1.0 - (grey * (1.0 / 255.0) - 0.4).abs());
                    *byte = level(grey + self.noise * shot * noise);
                }
            }
            interleave(&bytes, line);
        }
    }
}

/// Nearest of 0..=255, without a conversion that the compiler leaves scalar.
#[inline(always)]
fn level(grey: f32) -> u8 {
    let v = if grey > 0.0 { grey } else { 0.0 };
    let v = if v < 255.0 { v } else { 255.0 };
    (v + ROUNDER).to_bits() as u8
}

/// Red, green and blue in turn.
#[inline(always)]
fn interleave(planes: &[Vec<u8>; 3], out: &mut [u8]) {
    let width = out.len() / 3;
    let [red, green, blue] = planes.each_ref().map(|plane| &plane[..width]);
    let out = &mut out[..3 * width];
    for x in 0..width {
        out[3 * x] = red[x];
        out[3 * x + 1] = green[x];
        out[3 * x + 2] = blue[x];
    }
}

/// Grey level of linear light: a soft shoulder, then the sRGB transfer function (IEC 61966-2-1), whose power 1/2.4 is a
/// polynomial in the fourth root, right to 0.02 levels.
#[inline(always)]
fn tone(light: f32) -> f32 {
    let x = if light > 0.0 { light } else { 0.0 };
    let x = if x < 2.0 { x } else { 2.0 };
    let y = x * (1.0 + 0.06 * x) / (1.0 + 0.17 * x * x + 0.05 * x);
    let s = y.sqrt().sqrt();
    let root = -0.010_112_67 + s * (0.194_256_47 + s * (1.040_318_1 + s * (-0.290_001_47 + s * 0.065_513_86)));
    255.0 * if y < 0.0031308 { 12.92 * y } else { 1.055 * root - 0.055 }
}

/// Adds to two pixels at a time what one of two cells has.
#[inline(always)]
fn add_cells(noise: &mut [f32], cells: &[f32], which: usize, share: f32) {
    let (pairs, end) = noise.as_chunks_mut::<2>();
    let (cells, last) = cells.as_chunks::<2>();
    for (pair, cells) in pairs.iter_mut().zip(cells) {
        let more = share * cells[which];
        *pair = [pair[0] + more, pair[1] + more];
    }
    if let (Some(noise), Some(cell)) = (end.first_mut(), last.first()) {
        *noise += share * cell;
    }
}

/// Convolves a plane with a kernel given from its middle to one side, along rows and down columns, times a gain.
struct Blur<'a> {
    plane: &'a mut Plane,
    kernel: &'a [f32],
    gain: f32,
}

impl Kernel for Blur<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let (kernel, gain, width) = (self.kernel, self.gain, self.plane.width);
        let (radius, height) = (kernel.len() - 1, self.plane.value.len() / width);
        // Rows convolved along, as many as the kernel spans, taken in turn.
        let mut ring = vec![0.0; (2 * radius + 1) * width];
        let place = |y: usize| y % (2 * radius + 1) * width;
        for ahead in 0..height + radius {
            if ahead < height {
                let line = &self.plane.value[ahead * width..][..width];
                let out = &mut ring[place(ahead)..][..width];
                convolve(out, line, kernel);
                out[..radius].copy_from_slice(&line[..radius]);
                out[width - radius..].copy_from_slice(&line[width - radius..]);
            }
            let Some(y) = ahead.checked_sub(radius) else { continue };
            let out = &mut self.plane.value[y * width..][..width];
            let line = |y: usize| &ring[place(y)..][..width];
            let inner = y >= radius && y < height - radius;
            let middle = if inner { kernel[0] * gain } else { gain };
            for (o, s) in out.iter_mut().zip(line(y)) {
                *o = middle * s;
            }
            for (i, k) in kernel.iter().enumerate().skip(1).filter(|_| inner) {
                let k = k * gain;
                for ((o, a), b) in out.iter_mut().zip(line(y - i)).zip(line(y + i)) {
                    *o += k * (a + b);
                }
            }
        }
    }
}

impl Plane {
    /// Gaussian of a deviation in pixels, times a gain; the outermost pixels are not blurred.
    fn blur(&mut self, deviation: f32, gain: f32) {
        let radius = ((deviation * 2.6) as usize + 1).min(5);
        let raw: Vec<f32> = (0..=radius).map(|i| exp(-((i * i) as f32) / (2.0 * deviation * deviation))).collect();
        let sum = raw[0] + 2.0 * raw[1..].iter().sum::<f32>();
        let kernel: Vec<f32> = raw.iter().map(|a| a / sum).collect();
        run_widest(Blur { plane: self, kernel: &kernel, gain });
    }

    /// Mean of five samples along the path of the shake.
    fn shake(&mut self, (mx, my): (f32, f32)) {
        let (width, height) = (self.width, self.value.len() / self.width);
        let far = FARTHEST as i32;
        let offsets = [-2i32, -1, 0, 1, 2].map(|k| {
            let round = |v: f32| crate::math::round_even(0.5 * v * k as f32) as i32;
            (round(mx).clamp(-far, far), round(my).clamp(-far, far))
        });
        let source = self.value.clone();
        run_widest(Shake { source: &source, offsets, width, height, out: &mut self.value });
    }
}

/// Mean of five pixels beside each; those next to the picture's edge stay.
struct Shake<'a> {
    source: &'a [f32],
    offsets: [(i32, i32); 5],
    width: usize,
    height: usize,
    out: &'a mut [f32],
}

impl Kernel for Shake<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Shake { source, offsets, width, height, out } = self;
        for y in FARTHEST..height - FARTHEST {
            let out = &mut out[y * width..][FARTHEST..width - FARTHEST];
            let [a, b, c, d, e] = offsets.map(|(dx, dy)| {
                let first = (y as i32 + dy) as usize * width + (FARTHEST as i32 + dx) as usize;
                &source[first..][..width - 2 * FARTHEST]
            });
            for (x, out) in out.iter_mut().enumerate() {
                *out = 0.2 * (a[x] + b[x] + c[x] + d[x] + e[x]);
            }
        }
    }
}

/// Symmetric convolution of a line; places nearer to its ends than the kernel are left unfinished.
#[inline(always)]
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

super::super::tests! {
    #[test]
    fn blur_keeps_an_even_plane_and_spreads_a_point_alike_to_all_sides() {
        let mut even = Plane {
            width: 20,
            value: vec![0.5; 400],
        };
        even.blur(1.2, 1.0);
        assert!(even.value.iter().all(|v| (v - 0.5).abs() < 1e-6));
        let mut point = Plane {
            width: 21,
            value: vec![0.0; 441],
        };
        point.value[10 * 21 + 10] = 1.0;
        point.blur(0.8, 1.0);
        let at = |x: usize, y: usize| point.value[y * 21 + x];
        assert!((point.value.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert_eq!((at(9, 10), at(10, 9)), (at(11, 10), at(10, 11)));
        assert!((at(9, 10) - at(10, 9)).abs() < 1e-7 && at(10, 10) > at(9, 10));
    }

    #[test]
    fn tone_rises_from_black_to_nearly_white_and_follows_the_transfer_function() {
        assert_eq!(tone(0.0), 0.0);
        let levels: Vec<f32> = (0..=2000).map(|i| tone(i as f32 / 1000.0)).collect();
        assert!(levels.windows(2).all(|w| w[0] <= w[1] + 0.05));
        assert!(levels[1000] > 220.0 && levels[2000] > 255.0);
        for k in 1..200 {
            let x = 0.01 * k as f32;
            let y = x * (1.0 + 0.06 * x) / (1.0 + 0.17 * x * x + 0.05 * x);
            let exact = 255.0 * (1.055 * crate::math::pow(y, 1.0 / 2.4) - 0.055);
            assert!((tone(x) - exact).abs() < 0.03, "{x}");
        }
    }
}
