//! What was learnt from synthetic faces by `matcher/bench/train-faces.ts`: the mean face, and how descriptions are compared.
//!
//! Layout of `tables.bin`, little-endian: the mean face, 48 x 60 x (cos 2a, sin 2a) i8; the mean description, 512 f32; 512 rows of an
//! upper triangle, each a scale f32 and 512 - row values i16.

use super::DIMENSIONS;
use super::field::WINDOW;
use std::sync::LazyLock;

static BYTES: &[u8] = include_bytes!("tables.bin");
const TEMPLATE_BYTES: usize = WINDOW.0 * WINDOW.1 * 2;

/// Gradient directions of the mean face, row-major.
pub struct Template {
    pub d: Vec<[f32; 2]>,
    /// Root of the sum of squares.
    size: f32,
}

impl Template {
    fn new(d: Vec<[f32; 2]>) -> Template {
        let size = d.iter().map(|v| v[0] * v[0] + v[1] * v[1]).sum::<f32>().sqrt();
        Template { d, size }
    }

    /// -1..=1: a dot product with a window over both sizes. `energy`: the window's sum of squares.
    pub fn scaled(&self, dot: f32, energy: f32) -> f32 {
        dot / (self.size * (energy + 1e-6).sqrt())
    }
}

/// The mean face sampled every unit or every second one.
pub fn mean_face(step: usize) -> &'static Template {
    static FULL: LazyLock<Template> = LazyLock::new(|| {
        Template::new(BYTES[..TEMPLATE_BYTES].chunks_exact(2).map(|v| [v[0] as i8 as f32, v[1] as i8 as f32]).collect())
    });
    static HALF: LazyLock<Template> = LazyLock::new(|| {
        let at = |x: usize, y: usize| FULL.d[y * WINDOW.0 + x];
        let mean = |x: usize, y: usize| std::array::from_fn(|c| [at(x, y), at(x + 1, y), at(x, y + 1), at(x + 1, y + 1)].iter().map(|v| v[c]).sum());
        Template::new((0..WINDOW.1 / 2).flat_map(|y| (0..WINDOW.0 / 2).map(move |x| mean(2 * x, 2 * y))).collect())
    });
    if step == 1 { &FULL } else { &HALF }
}

/// Upper triangle times the distance from the mean. Dot products of the results weigh up what tells people apart, and down what changes
/// between pictures of one: both covariances learnt (Chen, Cao, Wang, Wen, Sun 2012, Bayesian Face Revisited: the cross term).
pub fn even_out(description: &[f32; DIMENSIONS]) -> [f32; DIMENSIONS] {
    let d: [f32; DIMENSIONS] = std::array::from_fn(|k| description[k] - LEARNT.mean[k]);
    std::array::from_fn(|row| LEARNT.rows[row].iter().zip(&d[row..]).map(|(a, b)| a * b).sum())
}

struct Learnt {
    mean: Vec<f32>,
    rows: Vec<Vec<f32>>,
}

static LEARNT: LazyLock<Learnt> = LazyLock::new(|| {
    let mut rest = &BYTES[TEMPLATE_BYTES..];
    let mean = (0..DIMENSIONS).map(|_| f32::from_le_bytes(take(&mut rest))).collect();
    let row = |k: usize| {
        let scale = f32::from_le_bytes(take(&mut rest));
        (k..DIMENSIONS).map(|_| scale * i16::from_le_bytes(take(&mut rest)) as f32).collect()
    };
    Learnt { mean, rows: (0..DIMENSIONS).map(row).collect() }
});

fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    let (head, after) = rest.split_first_chunk().expect("tables.bin is whole: it is part of the program");
    *rest = after;
    *head
}
