//! What `matcher/bench` needs beyond the facade: prints as pixels at any resolution, all scores of a set, faces step by step, large galleries.

use crate::task::{Background, background};
use hotspot_matcher::code::Coded;
use hotspot_matcher::error::MatchError;
use hotspot_matcher::fuzz::{self, Target};
use hotspot_matcher::image::{Grey, decode_jpeg};
use hotspot_matcher::pool::Pool;
use hotspot_matcher::face::{self, DIMENSIONS, FaceVector, describe, locate};
use hotspot_matcher::{filter, fuse, rerank, template};
use napi::bindgen_prelude::{AsyncTask, Buffer, Float32Array, Float64Array, Uint32Array};
use napi_derive::napi;
use std::sync::Arc;
use std::time::Instant;

/// A template and the time it took.
#[napi(object)]
pub struct TimedTemplate {
    /// The template's bytes.
    pub template: Buffer,
    /// Number of coded minutiae.
    pub minutiae: u32,
    /// Milliseconds of extraction and coding, one thread.
    pub ms: f64,
}

/// Template of 8-bit grey pixels at `ppi`.
#[napi]
pub fn bench_template(pixels: Buffer, width: u32, height: u32, ppi: f64) -> AsyncTask<Background<TimedTemplate>> {
    let pixels = pixels.to_vec();
    background(move || {
        let image = Grey::new(width, height, pixels)?;
        let start = Instant::now();
        let coded = template::template_of(&image, ppi as f32);
        let ms = start.elapsed().as_secs_f64() * 1e3;
        let mut bytes = vec![];
        template::write(&coded, &mut bytes);
        Ok(TimedTemplate { template: bytes.into(), minutiae: coded.len() as u32, ms })
    })
}

/// Scores of all pairs i < j, row by row.
#[napi(object)]
pub struct AllScores {
    /// Rerank scores.
    pub rerank: Uint32Array,
    /// Filter scores, i the probe.
    pub filter: Uint32Array,
    /// Milliseconds of the rerank and of the filter.
    pub ms: Float64Array,
}

/// Compares every template with every later one.
#[napi]
pub fn bench_scores(templates: Vec<Buffer>, threads: u32) -> AsyncTask<Background<AllScores>> {
    let bytes: Vec<Vec<u8>> = templates.iter().map(|t| t.to_vec()).collect();
    background(move || {
        let all: Vec<Vec<Coded>> = bytes.iter().map(|b| template::read(&mut &b[..])).collect::<Result<_, _>>()?;
        let (n, all) = (all.len(), Arc::new(all));
        let pool = Pool::new(threads as usize);
        let start = Instant::now();
        let a = Arc::clone(&all);
        let rows = pool.map(n, move |i| a[i + 1..].iter().map(|b| rerank::score(&a[i], b)).collect::<Vec<_>>());
        let rerank_ms = start.elapsed().as_secs_f64() * 1e3;
        let blocks: Vec<_> = all.iter().map(|t| filter::Block::new(t)).collect();
        let start = Instant::now();
        let filtered: Vec<Vec<u32>> = (0..n)
            .map(|i| {
                let mut scores = vec![0; n - i - 1];
                filter::FilterProbe::new(&all[i]).add_scores(&blocks[i + 1..], &mut scores);
                scores
            })
            .collect();
        let filter_ms = start.elapsed().as_secs_f64() * 1e3;
        Ok(AllScores { rerank: rows.concat().into(), filter: filtered.concat().into(), ms: vec![rerank_ms, filter_ms].into() })
    })
}

/// Milliseconds in which every template is filtered against a gallery of `fingers`, the templates over and over; one thread.
#[napi]
pub fn bench_filter(templates: Vec<Buffer>, fingers: u32) -> AsyncTask<Background<f64>> {
    let bytes: Vec<Vec<u8>> = templates.iter().map(|t| t.to_vec()).collect();
    background(move || {
        let all: Vec<Vec<Coded>> = bytes.iter().map(|b| template::read(&mut &b[..])).collect::<Result<_, _>>()?;
        let blocks: Vec<_> = all.iter().cycle().take(fingers as usize).map(|t| filter::Block::new(t)).collect();
        let mut scores = vec![0; blocks.len()];
        let start = Instant::now();
        for probe in &all {
            filter::FilterProbe::new(probe).add_scores(&blocks, &mut scores);
        }
        Ok(start.elapsed().as_secs_f64() * 1e3)
    })
}

/// A face and the steps to it.
#[napi(object)]
pub struct BenchFace {
    /// Middle between the eyes found (x, y), their distance, px, and the roll in radians; empty when no face was found.
    pub eyes: Vec<f64>,
    /// The 512 numbers before they are evened out.
    pub description: Float32Array,
    /// The 512 components; empty when no face was found.
    pub vector: Buffer,
    /// Milliseconds from JPEG to vector, one thread.
    pub ms: f64,
}

/// Finds and describes the face of a JPEG portrait.
#[napi]
pub fn bench_face(jpeg: Buffer) -> AsyncTask<Background<BenchFace>> {
    let jpeg = jpeg.to_vec();
    background(move || {
        let start = Instant::now();
        let vector = face::vector_of(&jpeg)?;
        let ms = start.elapsed().as_secs_f64() * 1e3;
        let picture = decode_jpeg(&jpeg)?;
        let eyes = locate::locate(&picture);
        Ok(BenchFace {
            eyes: eyes.map(|e| [e.x, e.y, e.apart, e.roll].map(f64::from).to_vec()).unwrap_or_default(),
            description: eyes.map(|e| describe::describe(&picture, &e).to_vec()).unwrap_or_default().into(),
            vector: vector.map(|v| v.to_bytes().to_vec()).unwrap_or_default().into(),
            ms,
        })
    })
}

/// The window round eyes that are known (middle x, y, distance px, roll radians): what the mean face is made of. Empty for a strip.
#[napi]
pub fn bench_face_window(jpeg: Buffer, eyes: Vec<f64>) -> AsyncTask<Background<Float32Array>> {
    let jpeg = jpeg.to_vec();
    background(move || {
        let eyes = locate::Eyes { x: eyes[0] as f32, y: eyes[1] as f32, apart: eyes[2] as f32, roll: eyes[3] as f32 };
        let window = locate::sample(&decode_jpeg(&jpeg)?, &eyes).unwrap_or_default();
        Ok(window.concat().into())
    })
}

/// Score of a likeness of two faces, decibels.
#[napi]
#[must_use]
pub fn bench_face_score(likeness: f64) -> f64 {
    fuse::face_score(likeness, fuse::FaceTail::default())
}

/// Bytes a second, round by round.
#[napi(object)]
pub struct FaceScan {
    /// Of dot products of one face with all.
    pub scan: Float64Array,
    /// Of adding up the same bytes: what the memory gives.
    pub read: Float64Array,
}

/// Compares one vector with `faces` others, and reads the same memory, in turn.
#[napi]
pub fn bench_face_scan(faces: u32, threads: u32, rounds: u32) -> AsyncTask<Background<FaceScan>> {
    background(move || {
        let (faces, parts) = (faces as usize, 4 * threads as usize);
        let words: Arc<Vec<u64>> = Arc::new((0..(faces * DIMENSIONS / 8) as u64).map(|k| k.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect());
        let pool = Pool::new(threads as usize);
        let bytes = (faces * DIMENSIONS) as f64;
        let (mut scan, mut read) = (vec![], vec![]);
        for round in 0..rounds as usize {
            let all = Arc::clone(&words);
            let start = Instant::now();
            let best = pool.map(parts, move |k| {
                let vectors: &[FaceVector] = bytemuck::cast_slice(&all);
                face::dots(&vectors[round % faces], part(vectors, k, parts)).into_iter().max()
            });
            scan.push(bytes / start.elapsed().as_secs_f64());
            let all = Arc::clone(&words);
            let start = Instant::now();
            let sums = pool.map(parts, move |k| sum(part(&all, k, parts)));
            read.push(bytes / start.elapsed().as_secs_f64());
            std::hint::black_box((best, sums));
        }
        Ok(FaceScan { scan: scan.into(), read: read.into() })
    })
}

/// Part `k` of `parts`.
fn part<T>(all: &[T], k: usize, parts: usize) -> &[T] {
    &all[k * all.len() / parts..(k + 1) * all.len() / parts]
}

/// From the start and from the middle in turn, in sums side by side: the fastest way to read found, and the way of [`face::dots`].
fn sum(words: &[u64]) -> u64 {
    let (first, second) = words.split_at(words.len() / 2);
    let mut sums = [[0_u64; 8]; 2];
    for (a, b) in first.as_chunks::<8>().0.iter().zip(second.as_chunks::<8>().0) {
        for (sums, eight) in sums.iter_mut().zip([a, b]) {
            sums.iter_mut().zip(eight).for_each(|(sum, word)| *sum = sum.wrapping_add(*word));
        }
    }
    sums.as_flattened().iter().fold(0, |all, sum| all.wrapping_add(*sum))
}

/// What became of mutants.
#[napi(object)]
pub struct JsTally {
    /// Read in spite of the change.
    pub taken: f64,
    /// Answered by an error.
    pub refused: f64,
    /// Numbers of those that made something panic.
    pub panicked: Vec<f64>,
    /// Milliseconds of the slowest.
    pub slowest_ms: f64,
    /// Its number.
    pub slowest_number: f64,
}

/// Gives a target (`wsq`, `jpeg`, `bmp`, `template`) the mutants `from..to` of the originals. Rejects `UNDECODABLE` for an unknown target.
#[napi]
pub fn bench_fuzz(target: String, originals: Vec<Buffer>, seed: f64, from: f64, to: f64) -> AsyncTask<Background<JsTally>> {
    let originals: Vec<Vec<u8>> = originals.iter().map(|bytes| bytes.to_vec()).collect();
    background(move || {
        let named = Target::named(&target).ok_or_else(|| MatchError::Undecodable(format!("no target is called {target}")))?;
        let tally = fuzz::run(named, &originals, seed as u64, from as u64..to as u64);
        Ok(JsTally {
            taken: tally.taken as f64,
            refused: tally.refused as f64,
            panicked: tally.panicked.iter().map(|&number| number as f64).collect(),
            slowest_ms: tally.slowest.as_secs_f64() * 1e3,
            slowest_number: tally.slowest_number as f64,
        })
    })
}
