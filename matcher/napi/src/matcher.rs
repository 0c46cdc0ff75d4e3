//! Searching a gallery.

use crate::JsMinutia;
use crate::enrolment::{JsEnrollee, components, enrollees, print_image};
use crate::task::{Background, background, js_error};
use hotspot_matcher::code::Coded;
use hotspot_matcher::enrol;
use hotspot_matcher::extract::extract;
use hotspot_matcher::face::Portrait;
use hotspot_matcher::gallery::store::Store;
use hotspot_matcher::gallery::{Gallery, Segment, file};
use hotspot_matcher::pool::Pool;
use hotspot_matcher::probe::{self, PrepareTimes, Probe};
use hotspot_matcher::search::{self, Candidate, Limits, SearchTimes};
use hotspot_matcher::{fuse, image, template, version_with};
use napi::bindgen_prelude::{AsyncTask, Buffer};
use napi_derive::napi;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// A finger or a slap of a probe.
#[napi(object)]
pub struct JsFinger {
    /// 1..10; 13..15 a slap.
    pub fgp: u32,
    /// A WSQ stream.
    pub wsq: Buffer,
    /// FGP of a slap's fingers that are not there.
    pub missing: Option<Vec<u32>>,
}

/// Score of one finger or of the portraits.
#[napi(object)]
pub struct JsScore {
    /// `finger` or `face`.
    pub kind: String,
    /// 0 for a face.
    pub fgp: u32,
    /// Decibels.
    pub score: f64,
}

/// One entry of the candidate list.
#[napi(object)]
pub struct JsCandidate {
    /// personId
    pub person_id: String,
    /// From 1.
    pub rank: u32,
    /// What was kept with the person.
    pub record: String,
    /// Decibels.
    pub score: f64,
    /// What it is made of.
    pub scores: Vec<JsScore>,
}

/// Milliseconds of each stage of a search.
#[napi(object)]
pub struct JsStages {
    /// From the call to its start.
    pub queue: f64,
    /// Bytes to pixels.
    pub decode: f64,
    /// Pixels to minutiae and codes.
    pub extract: f64,
    /// Everyone.
    pub filter: f64,
    /// The best.
    pub rerank: f64,
    /// Portraits.
    pub face: f64,
    /// Fusion and order.
    pub decide: f64,
    /// From the call to the result.
    pub total: f64,
}

/// Result of a search.
#[napi(object)]
pub struct JsIdentified {
    /// Best first.
    pub candidates: Vec<JsCandidate>,
    /// Where the time went.
    pub stages_ms: JsStages,
}

/// How the minutiae of one finger of a probe fall on a person's.
#[napi(object)]
pub struct JsPairing {
    /// 1..10
    pub fgp: u32,
    /// The probe's coded minutiae.
    pub probe: Vec<JsMinutia>,
    /// The person's.
    pub mate: Vec<JsMinutia>,
    /// Indices into both.
    pub pairs: Vec<Vec<u32>>,
    /// Decibels.
    pub score: f64,
}

/// 8-bit grey, row-major.
#[napi(object)]
pub struct JsGrey {
    /// px
    pub width: u32,
    /// px
    pub height: u32,
    /// width * height
    pub pixels: Buffer,
}

/// Minutiae of an image.
#[napi(object)]
pub struct JsPrint {
    /// px
    pub width: u32,
    /// px
    pub height: u32,
    /// Best first.
    pub minutiae: Vec<JsMinutia>,
}

/// A gallery: files that stay as they are, and, where it has a store, who came and went since.
#[napi]
pub struct NativeMatcher {
    base: Arc<Mutex<Vec<Arc<Segment>>>>,
    store: Arc<RwLock<Arc<Store>>>,
    pool: Arc<Pool>,
    /// Digest of the model of the user's own that describes the portraits.
    face_model: Option<String>,
}

#[napi]
impl NativeMatcher {
    /// Nobody yet, until `openStore`. `face_model`: digest of the model of the user's own that describes the portraits, if one does.
    #[napi(constructor)]
    #[must_use]
    pub fn new(threads: u32, face_model: Option<String>) -> NativeMatcher {
        NativeMatcher { face_model, base: Arc::default(), store: Arc::default(), pool: Arc::new(Pool::new(threads as usize)) }
    }

    /// Takes everyone of a gallery file. False when there is none; rejects `GALLERY` when it cannot be used.
    #[napi]
    pub fn open_file(&self, file: String, digest: String) -> AsyncTask<Background<bool>> {
        let (base, pool, version) = (Arc::clone(&self.base), Arc::clone(&self.pool), self.version());
        background(move || {
            let opened = file::open(Path::new(&file), &version, &digest, &pool)?;
            let found = opened.is_some();
            base.lock().unwrap_or_else(PoisonError::into_inner).extend(opened.unwrap_or_default());
            Ok(found)
        })
    }

    /// Begins to serve the files opened, and `PATH.gallery` with `PATH.log` where there is a path. Gives the bytes of an unfinished write
    /// that were cut off the log. Likenesses by a model of the user's own are judged by how alike those enrolled now are. Rejects `GALLERY`, `TWICE`, `WRITE`.
    #[napi]
    pub fn open_store(&self, path: Option<String>) -> AsyncTask<Background<u32>> {
        let (base, store, pool) = (Arc::clone(&self.base), Arc::clone(&self.store), Arc::clone(&self.pool));
        let (version, calibrated) = (self.version(), self.face_model.is_none());
        background(move || {
            let segments = std::mem::take(&mut *base.lock().unwrap_or_else(PoisonError::into_inner));
            let opened = match path {
                None => Store::fixed(segments)?,
                Some(path) => Store::open(segments, Path::new(&path), &version, &pool)?,
            };
            if !calibrated {
                opened.calibrate_faces();
            }
            let torn = opened.torn() as u32;
            *store.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(opened);
            Ok(torn)
        })
    }

    /// Version of extractor and matcher, and of the face model where there is one.
    #[napi(getter)]
    #[must_use]
    pub fn version(&self) -> String {
        version_with(self.face_model.as_deref())
    }

    /// Number of people.
    #[napi(getter)]
    #[must_use]
    pub fn size(&self) -> u32 {
        self.gallery().len() as u32
    }

    /// personIds in no order that means anything, but the same as long as nobody comes or goes.
    #[napi]
    #[must_use]
    pub fn references(&self, offset: u32, limit: u32) -> Vec<String> {
        let gallery = self.gallery();
        gallery.people().skip(offset as usize).take(limit as usize).map(|person| gallery.reference(person).to_owned()).collect()
    }

    /// What was kept with a person; null for an unknown one.
    #[napi]
    #[must_use]
    pub fn record(&self, person_id: String) -> Option<String> {
        let gallery = self.gallery();
        gallery.find(&person_id).map(|person| gallery.record(person).to_owned())
    }

    /// Extracts and enrols people, all or none; they are on disk before it resolves. Rejects `UNDECODABLE`,
    /// `PROBE_QUALITY`, `SLAP`, `SEQUENCE`, `TWICE`, `TEMPLATE`, `WRITE`.
    #[napi]
    pub fn enrol(&self, batch: Vec<JsEnrollee>) -> AsyncTask<Background<()>> {
        let (store, pool, batch) = (self.store(), Arc::clone(&self.pool), enrollees(batch));
        background(move || store.enrol(enrol::enrol_searchable(&pool, batch?)?))
    }

    /// Removes a person, on disk before it resolves; false for an unknown one. Rejects `WRITE`.
    #[napi]
    pub fn remove(&self, person_id: String) -> AsyncTask<Background<bool>> {
        let store = self.store();
        background(move || store.remove(&person_id))
    }

    /// Drops the gallery once searches in hand are done; later ones find nobody.
    #[napi]
    pub fn close(&self) {
        *self.store.write().unwrap_or_else(PoisonError::into_inner) = Arc::default();
    }

    fn store(&self) -> Arc<Store> {
        Arc::clone(&self.store.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn gallery(&self) -> Arc<Gallery> {
        self.store().gallery()
    }

    /// Searches everyone; `vector` is the portrait's where a model of the user's own made it. Rejects `PROBE_UNDECODABLE`, `PROBE_QUALITY`, `SLAP`,
    /// `SEQUENCE`, and `TEMPLATE` for a vector of another length.
    #[napi]
    pub fn identify(&self, fingers: Vec<JsFinger>, face: Option<Buffer>, vector: Option<Buffer>, candidates_max: u32, threshold: f64) -> AsyncTask<Background<JsIdentified>> {
        let called = Instant::now();
        let (gallery, pool, probe) = (self.gallery(), Arc::clone(&self.pool), probe_of(fingers, face));
        let vector = vector.map(|bytes| bytes.to_vec());
        background(move || {
            let queue = called.elapsed();
            let vector = vector.map(|bytes| components(&bytes)).transpose()?.map(|vector| Portrait::Vector(Box::new(vector)));
            let (templates, prepared) = probe::prepare(&pool, Probe { face: vector.or(probe.face), prints: probe.prints })?;
            let limits = Limits { candidates_max: candidates_max as usize, threshold };
            let (candidates, searched) = search::search(&gallery, &pool, &Arc::new(templates), limits)?;
            let candidates = candidates.iter().zip(1..).map(|ranked| js_candidate(&gallery, ranked)).collect();
            Ok(JsIdentified { candidates, stages_ms: stages(queue, prepared, searched, called.elapsed()) })
        })
    }

    /// How a probe falls on one person, finger by finger; empty for an unknown person.
    #[napi]
    pub fn explain(&self, fingers: Vec<JsFinger>, person_id: String) -> AsyncTask<Background<Vec<JsPairing>>> {
        let (gallery, pool, probe) = (self.gallery(), Arc::clone(&self.pool), probe_of(fingers, None));
        background(move || {
            let (templates, _) = probe::prepare(&pool, probe)?;
            let Some(person) = gallery.find(&person_id) else { return Ok(vec![]) };
            let pairing = |(fgp, agreement): (u8, hotspot_matcher::rerank::Agreement)| JsPairing {
                fgp: fgp as u32,
                probe: templates.fingers.iter().find(|(f, _)| *f == fgp).map(|(_, t)| minutiae(t)).unwrap_or_default(),
                mate: gallery.finger(person, fgp).map(|print| minutiae(&print)).unwrap_or_default(),
                pairs: agreement.paired.iter().map(|&(a, b)| vec![a as u32, b as u32]).collect(),
                score: fuse::finger_score(agreement.score),
            };
            Ok(search::explain(&gallery, &templates, person).into_iter().map(pairing).collect())
        })
    }
}

/// Minutiae of a WSQ stream. Rejects `UNDECODABLE`.
#[napi]
pub fn extract_minutiae(wsq: Buffer) -> AsyncTask<Background<JsPrint>> {
    let bytes = wsq.to_vec();
    background(move || {
        let grey = image::decode_wsq(&bytes)?;
        Ok(JsPrint { width: grey.width, height: grey.height, minutiae: extract(&grey, template::PPI).iter().map(JsMinutia::from).collect() })
    })
}

/// Pixels of a WSQ stream. Throws `UNDECODABLE`.
#[napi(catch_unwind)]
pub fn decode_wsq(wsq: Buffer) -> napi::Result<JsGrey> {
    let grey = image::decode_wsq(&wsq).map_err(|fault| js_error(&fault))?;
    Ok(JsGrey { width: grey.width, height: grey.height, pixels: grey.pixels.into() })
}

/// Version of extractor and matcher, and of the face model with this digest where there is one.
#[napi]
#[must_use]
pub fn version(face_model: Option<String>) -> String {
    version_with(face_model.as_deref())
}

fn probe_of(fingers: Vec<JsFinger>, face: Option<Buffer>) -> Probe {
    let prints = fingers.iter().map(|f| print_image(f.fgp, &f.wsq, f.missing.as_deref())).collect();
    Probe { prints, face: face.map(|bytes| Portrait::Jpeg(bytes.to_vec())) }
}

fn js_candidate(gallery: &Gallery, (candidate, rank): (&Candidate, u32)) -> JsCandidate {
    let finger = |&(fgp, score): &(u8, f64)| JsScore { kind: "finger".into(), fgp: fgp as u32, score };
    let face = candidate.face.map(|score| JsScore { kind: "face".into(), fgp: 0, score });
    JsCandidate {
        person_id: candidate.reference.clone(),
        rank,
        record: gallery.find(&candidate.reference).map(|person| gallery.record(person).to_owned()).unwrap_or_default(),
        score: candidate.score,
        scores: candidate.fingers.iter().map(finger).chain(face).collect(),
    }
}

fn minutiae(template: &[Coded]) -> Vec<JsMinutia> {
    template.iter().map(|m| (&m.minutia).into()).collect()
}

fn stages(queue: Duration, prepared: PrepareTimes, searched: SearchTimes, total: Duration) -> JsStages {
    let ms = |d: Duration| d.as_secs_f64() * 1e3;
    JsStages {
        queue: ms(queue),
        decode: ms(prepared.decode),
        extract: ms(prepared.extract),
        filter: ms(searched.filter),
        rerank: ms(searched.rerank),
        face: ms(prepared.face + searched.face),
        decide: ms(searched.decide),
        total: ms(total),
    }
}
