//! Who goes on to the rerank by their fingers: everyone is filtered by the probe's best fingers, the best people by all of them.

use crate::code::Coded;
use crate::filter::{FilterProbe, LANES};
use crate::gallery::Gallery;
use crate::pool::Pool;
use crate::probe::ProbeTemplates;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

/// People a part of the filter's work.
const FILTER_PART: u32 = 2048;
/// Finger comparisons of the rerank at least: 2,000 people of a probe of two fingers.
const RERANK_BUDGET: usize = 4000;
/// People kept of a probe of more fingers than the first.
const KEPT_OF_MANY: usize = 150;
/// Of the gallery, however large, for probes of few fingers: the filter loses 1.7 % of mates of two fingers at 3 %, 2.7 % at 1 % (measured).
const KEPT_SHARE: usize = 100;
/// Fingers of a probe that everyone is filtered by, the best; the others join on the best people.
const FIRST_FINGERS: usize = 4;
/// People whose other fingers join: this share of everyone, and at least so many. Four fingers lose 0.08 % of mates at 1 % (measured).
const JOINED_SHARE: usize = 100;
const JOINED_MIN: usize = 2000;
/// People a part of the filter's second look.
const JOINED_PART: usize = 256;

/// The people whose fingers are most alike, by the sum of the filter's scores.
pub(super) fn by_fingers(gallery: &Arc<Gallery>, pool: &Pool, probe: &Arc<ProbeTemplates>) -> Vec<u32> {
    let probes = Arc::new(by_quality(probe));
    let kept = kept_people(gallery.len(), probes.len());
    let totals = filter_first(gallery, pool, &probes);
    if probes.len() <= FIRST_FINGERS {
        return keep_best(gallery, &totals, kept);
    }
    let joined = keep_best(gallery, &totals, (gallery.len() / JOINED_SHARE).max(JOINED_MIN));
    filter_all(gallery, pool, &probes, joined, kept)
}

/// How many people go on to the rerank by their fingers.
fn kept_people(enrolled: usize, fingers: usize) -> usize {
    match fingers {
        0 => 0,
        1..=FIRST_FINGERS => (RERANK_BUDGET / fingers).max(enrolled / KEPT_SHARE),
        _ => KEPT_OF_MANY,
    }
}

/// The probe's fingers, the best first.
fn by_quality(probe: &ProbeTemplates) -> Vec<(u8, FilterProbe)> {
    let mut fingers: Vec<(u8, &[Coded])> = probe.usable().collect();
    let quality = |finger: &[Coded]| finger.iter().take(LANES).map(|m| u32::from(m.minutia.quality)).sum::<u32>();
    fingers.sort_by_key(|(fgp, finger)| (Reverse(quality(finger)), *fgp));
    fingers.into_iter().map(|(fgp, finger)| (fgp, FilterProbe::new(finger))).collect()
}

/// Scores of everyone, each summed over the first fingers that probe and person share.
fn filter_first(gallery: &Arc<Gallery>, pool: &Pool, probes: &Arc<Vec<(u8, FilterProbe)>>) -> Vec<u32> {
    let (gallery, probes, runs) = (Arc::clone(gallery), Arc::clone(probes), gallery.runs(FILTER_PART));
    let parts = runs.len();
    pool.map(parts, move |k| filter_run(&gallery, &probes, &runs[k])).concat()
}

fn filter_run(gallery: &Gallery, probes: &[(u8, FilterProbe)], run: &Range<u32>) -> Vec<u32> {
    let (mut totals, mut compared) = (vec![0; run.len()], vec![0; run.len()]);
    for (k, (fgp, probe)) in probes.iter().enumerate() {
        if compared.iter().all(|&count| count >= FIRST_FINGERS) {
            break;
        }
        let (places, blocks) = gallery.prints(*fgp, run);
        let mut scores = vec![0; blocks.len()];
        if k < FIRST_FINGERS {
            probe.add_scores(blocks, &mut scores);
        }
        for (row, place) in places.enumerate().filter(|(_, place)| compared[*place] < FIRST_FINGERS).collect::<Vec<_>>() {
            if k >= FIRST_FINGERS {
                probe.add_scores(&blocks[row..=row], &mut scores[row..=row]);
            }
            totals[place] += scores[row];
            compared[place] += 1;
        }
    }
    totals
}

/// The best of some people by the scores of all their fingers.
fn filter_all(gallery: &Arc<Gallery>, pool: &Pool, probes: &Arc<Vec<(u8, FilterProbe)>>, people: Vec<u32>, kept: usize) -> Vec<u32> {
    let people = Arc::new(people);
    let (all, some, probes) = (Arc::clone(gallery), Arc::clone(&people), Arc::clone(probes));
    let part = move |k: usize| some.chunks(JOINED_PART).nth(k).into_iter().flatten().map(|person| total(&all, &probes, *person)).collect::<Vec<_>>();
    let totals = pool.map(people.len().div_ceil(JOINED_PART), part).concat();
    best_of(gallery, people.iter().copied().zip(totals).collect(), kept)
}

fn total(gallery: &Gallery, probes: &[(u8, FilterProbe)], person: u32) -> u32 {
    let mut total = [0];
    for (fgp, probe) in probes {
        if let Some(block) = gallery.block(person, *fgp) {
            probe.add_scores(std::slice::from_ref(block), &mut total);
        }
    }
    total[0]
}

/// The best people by total, ties by reference; nobody who was removed.
pub(super) fn keep_best<T: Ord + Copy>(gallery: &Gallery, totals: &[T], kept: usize) -> Vec<u32> {
    best_of(gallery, gallery.people().filter_map(|person| totals.get(person as usize).map(|total| (person, *total))).collect(), kept)
}

fn best_of<T: Ord>(gallery: &Gallery, mut people: Vec<(u32, T)>, kept: usize) -> Vec<u32> {
    if kept < people.len() {
        people.select_nth_unstable_by(kept, |a, b| b.1.cmp(&a.1).then_with(|| gallery.reference(a.0).cmp(gallery.reference(b.0))));
        people.truncate(kept);
    }
    people.into_iter().map(|(person, _)| person).collect()
}
