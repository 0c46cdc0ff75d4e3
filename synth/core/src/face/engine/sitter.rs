//! A person at an age with painted skin, kept for the next captures: they differ in nothing that is painted.

use super::ageing::aged;
use super::atlas::Atlas;
use super::identity::Identity;
use super::{FaceRequest, Sex};
use std::sync::{Arc, Mutex, PoisonError};

/// Who sits for captures.
pub struct Sitter {
    key: Key,
    pub person: Identity,
    pub atlas: Atlas,
}

/// All that a sitter depends on: seed, person, sex, bits of age, of tone and of the picture's size.
type Key = (u64, u64, Sex, u32, u32, u32);

/// People kept: as many threads may each take several captures of one. About 5 MB each at 480 by 600.
const KEPT: usize = 4;

static RECENT: Mutex<Vec<Arc<Sitter>>> = Mutex::new(Vec::new());

impl Sitter {
    /// The sitter of a request; the same, whether kept or made anew.
    pub fn of(request: &FaceRequest) -> Arc<Sitter> {
        // Relative to 480 by 600.
        let size = (request.width_px as f32 / 480.0).min(request.height_px as f32 / 600.0);
        let numbers = [request.age_years, request.tone, size].map(f32::to_bits);
        let key = (request.seed, request.person, request.sex, numbers[0], numbers[1], numbers[2]);
        let recent = || RECENT.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = recent().iter().find(|sitter| sitter.key == key) {
            return Arc::clone(kept);
        }
        let person = aged(&Identity::sample(request), request.age_years);
        let atlas = Atlas::build(&person, request.age_years, size);
        let made = Arc::new(Sitter { key, person, atlas });
        let mut recent = recent();
        recent.insert(0, Arc::clone(&made));
        recent.truncate(KEPT);
        made
    }
}
