//! Building a gallery: people from images, or from a template file.

use crate::task::{Background, background};
use hotspot_matcher::cache;
use hotspot_matcher::enrol::{self, Images};
use hotspot_matcher::gallery::Person;
use hotspot_matcher::pool::Pool;
use napi::bindgen_prelude::{AsyncTask, Buffer};
use napi_derive::napi;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// An image of a person: FGP 1..10 and WSQ, or 0 and a JPEG portrait.
#[napi(object)]
pub struct JsImage {
    /// 0 = face.
    pub fgp: u32,
    /// The compressed image.
    pub bytes: Buffer,
}

/// A person and their images.
#[napi(object)]
pub struct JsPerson {
    /// personId
    pub reference: String,
    /// In any order.
    pub images: Vec<JsImage>,
}

/// The people of one corpus.
#[napi]
pub struct Enrolment {
    people: Arc<Mutex<Vec<Person>>>,
    pool: Arc<Pool>,
}

#[napi]
impl Enrolment {
    /// Nobody yet.
    #[napi(constructor)]
    #[must_use]
    pub fn new(threads: u32) -> Enrolment {
        Enrolment { people: Arc::default(), pool: Arc::new(Pool::new(threads as usize)) }
    }

    /// Takes everyone from a template file. False when there is none; rejects `CACHE` when it cannot be used.
    #[napi]
    pub fn load(&self, file: String, digest: String) -> AsyncTask<Background<bool>> {
        let people = Arc::clone(&self.people);
        background(move || {
            let loaded = cache::load(Path::new(&file), &digest)?;
            let found = loaded.is_some();
            people.lock().unwrap_or_else(PoisonError::into_inner).extend(loaded.unwrap_or_default());
            Ok(found)
        })
    }

    /// Extracts and adds people. Rejects `UNDECODABLE` naming person and image.
    #[napi]
    pub fn add(&self, batch: Vec<JsPerson>) -> AsyncTask<Background<()>> {
        let (people, pool) = (Arc::clone(&self.people), Arc::clone(&self.pool));
        let batch: Vec<(String, Images)> = batch.into_iter().map(|p| (p.reference, images(p.images))).collect();
        background(move || {
            let added = enrol::enrol(&pool, batch)?;
            people.lock().unwrap_or_else(PoisonError::into_inner).extend(added);
            Ok(())
        })
    }

    /// Writes everyone to a template file.
    #[napi]
    pub fn save(&self, file: String, digest: String) -> AsyncTask<Background<()>> {
        let people = Arc::clone(&self.people);
        background(move || cache::save(Path::new(&file), &digest, &people.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Gives the people away.
    pub(crate) fn take(&self) -> Vec<Person> {
        std::mem::take(&mut self.people.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn images(images: Vec<JsImage>) -> Images {
    images.into_iter().map(|image| (image.fgp as u8, image.bytes.to_vec())).collect()
}
