//! One search: filter everyone by fingers, scan everyone by face, rerank the best of both, decide.

mod shortlist;

use crate::code::Coded;
use crate::error::MatchError;
use crate::face;
use crate::fuse;
use crate::gallery::{Gallery, USABLE_MINUTIAE};
use crate::pool::Pool;
use crate::probe::ProbeTemplates;
use crate::rerank::{self, Agreement};
use crate::simd;
use shortlist::keep_best;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// People kept by their faces, whatever their fingers.
const KEPT_BY_FACE: usize = 100;
/// People a part of the face scan: 8 MB of vectors.
const FACE_PART: u32 = 16_384;
/// People a part of the rerank's work.
const RERANK_PART: usize = 64;

/// One entry of the candidate list.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// personId
    pub reference: String,
    /// Decibels: -10 log10 of the rate at which different people match at this score (see [`fuse`]).
    pub score: f64,
    /// Score of every finger compared, decibels, by FGP.
    pub fingers: Vec<(u8, f64)>,
    /// Score of the portraits, decibels; none when one of the two is missing.
    pub face: Option<f64>,
}

/// How long the stages took.
#[derive(Clone, Copy, Debug, Default)]
pub struct SearchTimes {
    /// Filter over everyone.
    pub filter: Duration,
    /// Rerank of the kept.
    pub rerank: Duration,
    /// Portraits.
    pub face: Duration,
    /// Fusion, order, cut.
    pub decide: Duration,
}

/// What is asked of a search.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Longest candidate list.
    pub candidates_max: usize,
    /// Least score, decibels.
    pub threshold: f64,
}

/// Candidates by score descending, then reference: whatever the threads and the order of enrolment.
///
/// # Errors
/// `Quality` when no finger of the probe holds enough minutiae and it has no face.
pub fn search(gallery: &Arc<Gallery>, pool: &Pool, probe: &Arc<ProbeTemplates>, limits: Limits) -> Result<(Vec<Candidate>, SearchTimes), MatchError> {
    if probe.usable().count() == 0 && probe.face.is_none() {
        let counts: Vec<String> = probe.fingers.iter().map(|(fgp, t)| format!("finger {fgp}: {}", t.len())).collect();
        return Err(MatchError::Quality(format!("no face, and fewer than {USABLE_MINUTIAE} minutiae ({})", counts.join(", "))));
    }
    let mut times = SearchTimes::default();
    let by_fingers = timed(&mut times.filter, || shortlist::by_fingers(gallery, pool, probe));
    let faces = timed(&mut times.face, || scan_faces(gallery, pool, probe));
    let kept = with_faces(gallery, by_fingers, &faces);
    let compared = timed(&mut times.rerank, || rerank(gallery, pool, probe, kept));
    let candidates = timed(&mut times.decide, || decide(gallery, compared, &faces, limits));
    Ok((candidates, times))
}

/// Pairing of every finger that probe and person share.
#[must_use]
pub fn explain(gallery: &Gallery, probe: &ProbeTemplates, person: u32) -> Vec<(u8, Agreement)> {
    let compare = |(fgp, template): (u8, &[Coded])| gallery.finger(person, fgp).map(|mate| (fgp, rerank::agree(template, &mate)));
    probe.usable().filter_map(compare).collect()
}

/// Dot product of the probe's face with everyone's; None where one is missing, empty when the probe has none.
fn scan_faces(gallery: &Arc<Gallery>, pool: &Pool, probe: &Arc<ProbeTemplates>) -> Vec<Option<i32>> {
    let Some(face) = probe.face else { return vec![] };
    let (gallery, runs) = (Arc::clone(gallery), gallery.runs(FACE_PART));
    let parts = runs.len();
    let run = move |k: usize| {
        let mut dots = vec![None; runs[k].len()];
        let (places, vectors) = gallery.faces(&runs[k]);
        for (place, dot) in places.zip(simd::face_dots(&face, vectors)) {
            dots[place] = Some(dot);
        }
        dots
    };
    pool.map(parts, run).concat()
}

/// Those kept by their fingers and those whose faces are most alike, each once.
fn with_faces(gallery: &Gallery, mut kept: Vec<u32>, faces: &[Option<i32>]) -> Vec<u32> {
    kept.extend(keep_best(gallery, faces, KEPT_BY_FACE).into_iter().filter(|person| faces[*person as usize].is_some()));
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// A person's rerank scores by finger.
struct Compared {
    person: u32,
    fingers: Vec<(u8, u32)>,
}

fn rerank(gallery: &Arc<Gallery>, pool: &Pool, probe: &Arc<ProbeTemplates>, kept: Vec<u32>) -> Vec<Compared> {
    let (gallery, probe) = (Arc::clone(gallery), Arc::clone(probe));
    let parts = kept.len().div_ceil(RERANK_PART);
    let part = move |k: usize| -> Vec<Compared> {
        let people = &kept[k * RERANK_PART..((k + 1) * RERANK_PART).min(kept.len())];
        people.iter().map(|&person| compare(&gallery, &probe, person)).collect()
    };
    pool.map(parts, part).into_iter().flatten().collect()
}

fn compare(gallery: &Gallery, probe: &ProbeTemplates, person: u32) -> Compared {
    let score = |(fgp, template): (u8, &[Coded])| gallery.finger(person, fgp).map(|mate| (fgp, rerank::score(template, &mate)));
    Compared { person, fingers: probe.usable().filter_map(score).collect() }
}

fn decide(gallery: &Gallery, compared: Vec<Compared>, faces: &[Option<i32>], limits: Limits) -> Vec<Candidate> {
    let tail = gallery.face_tail();
    let likeness = |c: &Compared| faces.get(c.person as usize).copied().flatten().map(face::likeness);
    let score = |c: Compared| {
        let fingers: Vec<f64> = c.fingers.iter().map(|(_, score)| fuse::finger_p_ln(*score)).collect();
        (fuse::person_score(&fingers, likeness(&c).map(|likeness| fuse::face_p_ln(likeness, tail))), c)
    };
    let mut scored: Vec<(f64, Compared)> = compared.into_iter().map(score).filter(|(score, _)| *score >= limits.threshold).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| gallery.reference(a.1.person).cmp(gallery.reference(b.1.person))));
    scored.truncate(limits.candidates_max);
    let candidate = |(score, c): (f64, Compared)| Candidate {
        reference: gallery.reference(c.person).to_owned(),
        score,
        fingers: c.fingers.iter().map(|(fgp, score)| (*fgp, fuse::finger_score(*score))).collect(),
        face: likeness(&c).map(|likeness| fuse::face_score(likeness, tail)),
    };
    scored.into_iter().map(candidate).collect()
}

fn timed<T>(duration: &mut Duration, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    *duration = start.elapsed();
    result
}

#[cfg(test)]
mod tests;
