//! A coded print as bytes.
//!
//! Layout: count u8, then 22 bytes a minutia, little-endian: x u16, y u16, direction u8, quality u8 (bit 7: bifurcation), code u128.

use crate::code::{CODED_MAX, Coded, encode};
use crate::error::MatchError;
use crate::extract::extract;
use crate::image::Grey;
use crate::minutia::{Kind, Minutia};

/// A print ready to be compared: at most 40 coded minutiae, best first.
pub type Template = Vec<Coded>;

/// Resolution of every image that enters by its compressed form, ppi.
pub const PPI: f32 = 500.0;

const MINUTIA_BYTES: usize = 22;
const BIFURCATION: u8 = 0x80;

/// The template of an image at `ppi`.
#[must_use]
pub fn template_of(image: &Grey, ppi: f32) -> Template {
    encode(&extract(image, ppi))
}

/// Appends a template to a file in the making.
pub fn write(template: &[Coded], out: &mut Vec<u8>) {
    out.push(template.len() as u8);
    for m in template {
        let kind = if m.minutia.kind == Kind::Bifurcation { BIFURCATION } else { 0 };
        out.extend(m.minutia.x.to_le_bytes());
        out.extend(m.minutia.y.to_le_bytes());
        out.extend([m.minutia.direction, m.minutia.quality | kind]);
        out.extend(m.code.to_le_bytes());
    }
}

/// Takes a template off the front of `bytes`.
///
/// # Errors
/// `Cache` when there are fewer bytes than it says, or more minutiae than a template holds.
pub fn read(bytes: &mut &[u8]) -> Result<Template, MatchError> {
    let (&count, rest) = bytes.split_first().ok_or_else(|| MatchError::Cache("ends before a template".into()))?;
    let size = count as usize * MINUTIA_BYTES;
    if count as usize > CODED_MAX || rest.len() < size {
        return Err(MatchError::Cache(format!("a template of {count} minutiae in {} bytes", rest.len())));
    }
    let (body, rest) = rest.split_at(size);
    *bytes = rest;
    Ok(body.chunks_exact(MINUTIA_BYTES).map(coded).collect())
}

fn coded(b: &[u8]) -> Coded {
    let u16_at = |k: usize| u16::from_le_bytes([b[k], b[k + 1]]);
    Coded {
        minutia: Minutia {
            x: u16_at(0),
            y: u16_at(2),
            direction: b[4],
            kind: if b[5] & BIFURCATION == 0 { Kind::Ending } else { Kind::Bifurcation },
            quality: b[5] & !BIFURCATION,
        },
        code: u128::from_le_bytes(std::array::from_fn(|k| b[6 + k])),
    }
}
