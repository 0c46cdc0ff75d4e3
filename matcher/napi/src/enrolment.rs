//! Building a gallery file from images.

use crate::task::{Background, background, js_error};
use hotspot_matcher::enrol::{self, Enrollee};
use hotspot_matcher::error::MatchError;
use hotspot_matcher::face::{self, DIMENSIONS, FaceVector, Portrait};
use hotspot_matcher::gallery::Person;
use hotspot_matcher::gallery::writer::GalleryWriter;
use hotspot_matcher::pool::Pool;
use hotspot_matcher::prints::PrintImage;
use hotspot_matcher::{template, version_with};
use napi::bindgen_prelude::{AsyncTask, Buffer, Float32Array};
use napi_derive::napi;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// An image of a person: a finger 1..10 or a slap 13..15 and WSQ, or 0 and a JPEG portrait.
#[napi(object)]
pub struct JsImage {
    /// 0 = face.
    pub fgp: u32,
    /// The compressed image.
    pub bytes: Buffer,
    /// FGP of a slap's fingers that are not there.
    pub missing: Option<Vec<u32>>,
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
    /// Components of the portrait's vector where a model of the user's own made it.
    pub face: Option<Buffer>,
}

/// A person as templates, without images.
#[napi(object)]
pub struct JsTemplates {
    /// personId
    pub reference: String,
    /// What is kept with the person.
    pub record: String,
    /// FGP 1..10, in the order of `templates`.
    pub fingers: Vec<u32>,
    /// One template after another, each as [`template::write`] writes it.
    pub templates: Buffer,
    /// Components of the portrait's vector.
    pub face: Option<Buffer>,
}

/// Vector of a JPEG portrait, 512 components; none when there is no face in it. Rejects `UNDECODABLE`.
#[napi]
#[must_use]
pub fn face_vector(jpeg: Buffer) -> AsyncTask<Background<Option<Buffer>>> {
    let jpeg = jpeg.to_vec();
    background(move || Ok(face::vector_of(&jpeg)?.map(|vector| vector.to_bytes().to_vec().into())))
}

/// What a face model that takes `channels` x `height` x `width` sees of a JPEG portrait; none when there is no face in it. Rejects `UNDECODABLE`
/// and, for another shape than the core's [`face::model`] makes, `FACE_MODEL`.
#[napi]
#[must_use]
pub fn face_model_input(jpeg: Buffer, channels: u32, height: u32, width: u32) -> AsyncTask<Background<Option<Float32Array>>> {
    let jpeg = jpeg.to_vec();
    background(move || Ok(face::model::input_of(&jpeg, channels as usize, height as usize, width as usize)?.map(Into::into)))
}

/// A picture of no face in the shape that a face model takes. Throws `FACE_MODEL` for another shape than [`face::model`] makes.
#[napi(catch_unwind)]
pub fn face_model_trial(channels: u32, height: u32, width: u32) -> napi::Result<Float32Array> {
    let input = face::model::trial_input(channels as usize, height as usize, width as usize).map_err(|fault| js_error(&fault))?;
    Ok(input.into())
}

/// Vector of what a face model gave, 512 components. Throws `FACE_MODEL` when it is no direction.
#[napi(catch_unwind)]
pub fn face_model_vector(embedding: Float32Array) -> napi::Result<Buffer> {
    let vector = face::model::vector_of(&embedding).map_err(|fault| js_error(&fault))?;
    Ok(vector.to_bytes().to_vec().into())
}

/// A gallery file in the making.
#[napi]
pub struct NativeGalleryWriter {
    version: String,
    writer: Arc<Mutex<Option<GalleryWriter>>>,
    pool: Arc<Pool>,
}

#[napi]
impl NativeGalleryWriter {
    /// Starts nothing yet. `face_model`: digest of the model of the user's own that describes the portraits, if one does.
    #[napi(constructor)]
    #[must_use]
    pub fn new(threads: u32, face_model: Option<String>) -> NativeGalleryWriter {
        NativeGalleryWriter { version: version_with(face_model.as_deref()), writer: Arc::default(), pool: Arc::new(Pool::new(threads as usize)) }
    }

    /// Starts the file of the corpus with this digest. Rejects `WRITE`.
    #[napi]
    pub fn create(&self, file: String, digest: String) -> AsyncTask<Background<()>> {
        let (writer, version) = (Arc::clone(&self.writer), self.version.clone());
        background(move || {
            *lock(&writer) = Some(GalleryWriter::create(Path::new(&file), &version, &digest)?);
            Ok(())
        })
    }

    /// Extracts and adds people. Rejects `UNDECODABLE` naming person and image, and `WRITE`.
    #[napi]
    pub fn add(&self, batch: Vec<JsEnrollee>) -> AsyncTask<Background<()>> {
        let (writer, pool, batch) = (Arc::clone(&self.writer), Arc::clone(&self.pool), enrollees(batch));
        background(move || {
            let people = enrol::enrol(&pool, batch?)?;
            lock(&writer).as_mut().map_or_else(|| Err(not_open()), |writer| writer.add(people))
        })
    }

    /// Adds people who come as templates. Rejects `TEMPLATE` naming the person, and `WRITE`.
    #[napi]
    pub fn add_templates(&self, batch: Vec<JsTemplates>) -> AsyncTask<Background<()>> {
        let writer = Arc::clone(&self.writer);
        let batch: Vec<_> = batch.into_iter().map(|p| (p.reference, p.record, p.fingers, p.templates.to_vec(), p.face.map(|face| face.to_vec()))).collect();
        background(move || {
            let people = batch.into_iter().map(person).collect::<Result<Vec<_>, _>>()?;
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

/// As the core takes them. Where several portraits are given the last one counts; a vector of the portrait outdoes them.
///
/// # Errors
/// `Template` naming a person whose vector has another length.
pub(crate) fn enrollees(batch: Vec<JsEnrollee>) -> Result<Vec<Enrollee>, MatchError> {
    let enrollee = |JsEnrollee { reference, record, images, face }: JsEnrollee| {
        let vector = face.map(|face| components(&face)).transpose().map_err(|fault| named(&reference, &fault))?;
        let (faces, prints): (Vec<JsImage>, Vec<JsImage>) = images.into_iter().partition(|image| image.fgp == 0);
        let prints = prints.iter().map(|image| print_image(image.fgp, &image.bytes, image.missing.as_deref())).collect();
        let jpeg = faces.last().map(|face| Portrait::Jpeg(face.bytes.to_vec()));
        Ok(Enrollee { reference, record, prints, face: vector.map(|vector| Portrait::Vector(Box::new(vector))).or(jpeg) })
    };
    batch.into_iter().map(enrollee).collect()
}

/// An image as the core takes it; positions beyond a byte are as wrong as 0.
pub(crate) fn print_image(fgp: u32, wsq: &[u8], missing: Option<&[u32]>) -> PrintImage {
    let byte = |fgp: u32| u8::try_from(fgp).unwrap_or(0);
    PrintImage { position: byte(fgp), wsq: wsq.to_vec(), missing: missing.unwrap_or_default().iter().map(|&fgp| byte(fgp)).collect() }
}

fn person((reference, record, fingers, templates, face): (String, String, Vec<u32>, Vec<u8>, Option<Vec<u8>>)) -> Result<Person, MatchError> {
    let fault = |reason: &str| MatchError::Template(format!("{reference}: {reason}"));
    let mut person = Person::default();
    let mut rest = &templates[..];
    for fgp in fingers {
        let place = person.fingers.get_mut((fgp as usize).wrapping_sub(1)).ok_or_else(|| fault("fingers are 1 to 10"))?;
        *place = Some(template::read(&mut rest)?);
    }
    if !rest.is_empty() {
        return Err(fault("more templates than fingers"));
    }
    person.face = face.map(|face| components(&face)).transpose().map_err(|fault| named(&reference, &fault))?;
    Ok(Person { reference, record, ..person })
}

/// # Errors
/// `Template` for another number of them.
pub(crate) fn components(bytes: &[u8]) -> Result<FaceVector, MatchError> {
    let bytes: [u8; DIMENSIONS] = bytes.try_into().map_err(|_| MatchError::Template(format!("a face has {DIMENSIONS} components")))?;
    Ok(FaceVector::from_bytes(bytes))
}

fn named(reference: &str, fault: &MatchError) -> MatchError {
    MatchError::Template(format!("{reference}: {fault}"))
}

fn lock(writer: &Mutex<Option<GalleryWriter>>) -> std::sync::MutexGuard<'_, Option<GalleryWriter>> {
    writer.lock().unwrap_or_else(PoisonError::into_inner)
}

fn not_open() -> MatchError {
    MatchError::Write("no gallery file is in the making".into())
}
