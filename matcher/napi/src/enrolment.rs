//! Building a gallery file from images.

use crate::task::{Background, background};
use hotspot_matcher::enrol::{self, Enrollee};
use hotspot_matcher::error::MatchError;
use hotspot_matcher::gallery::writer::GalleryWriter;
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
pub struct JsEnrollee {
    /// personId
    pub reference: String,
    /// What is kept with the person.
    pub record: String,
    /// In any order.
    pub images: Vec<JsImage>,
}

/// A gallery file in the making.
#[napi]
pub struct NativeGalleryWriter {
    writer: Arc<Mutex<Option<GalleryWriter>>>,
    pool: Arc<Pool>,
}

#[napi]
impl NativeGalleryWriter {
    /// Starts nothing yet.
    #[napi(constructor)]
    #[must_use]
    pub fn new(threads: u32) -> NativeGalleryWriter {
        NativeGalleryWriter { writer: Arc::default(), pool: Arc::new(Pool::new(threads as usize)) }
    }

    /// Starts the file of the corpus with this digest. Rejects `WRITE`.
    #[napi]
    pub fn create(&self, file: String, digest: String) -> AsyncTask<Background<()>> {
        let writer = Arc::clone(&self.writer);
        background(move || {
            *lock(&writer) = Some(GalleryWriter::create(Path::new(&file), &digest)?);
            Ok(())
        })
    }

    /// Extracts and adds people. Rejects `UNDECODABLE` naming person and image, and `WRITE`.
    #[napi]
    pub fn add(&self, batch: Vec<JsEnrollee>) -> AsyncTask<Background<()>> {
        let (writer, pool, batch) = (Arc::clone(&self.writer), Arc::clone(&self.pool), enrollees(batch));
        background(move || {
            let people = enrol::enrol(&pool, batch)?;
            lock(&writer).as_mut().map_or_else(|| Err(not_open()), |writer| writer.add(people))
        })
    }

    /// Puts the file in its place. Rejects `WRITE`.
    #[napi]
    pub fn finish(&self) -> AsyncTask<Background<()>> {
        let writer = Arc::clone(&self.writer);
        background(move || lock(&writer).take().map_or_else(|| Err(not_open()), GalleryWriter::finish))
    }

    /// Leaves nothing behind.
    #[napi]
    pub fn discard(&self) {
        *lock(&self.writer) = None;
    }
}

/// As the core takes them; positions beyond a byte are as wrong as 11.
pub(crate) fn enrollees(batch: Vec<JsEnrollee>) -> Vec<Enrollee> {
    let images = |images: Vec<JsImage>| images.into_iter().map(|image| (u8::try_from(image.fgp).unwrap_or(u8::MAX), image.bytes.to_vec())).collect();
    batch.into_iter().map(|p| Enrollee { reference: p.reference, record: p.record, images: images(p.images) }).collect()
}

fn lock(writer: &Mutex<Option<GalleryWriter>>) -> std::sync::MutexGuard<'_, Option<GalleryWriter>> {
    writer.lock().unwrap_or_else(PoisonError::into_inner)
}

fn not_open() -> MatchError {
    MatchError::Write("no gallery file is in the making".into())
}
