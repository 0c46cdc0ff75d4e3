//! A coded print as bytes.
//!
//! Layout: count u8, then 22 bytes a minutia, little-endian: x u16, y u16, direction u8, quality u8 (bit 7: bifurcation), code u128.

use crate::code::{CODED_MAX, Coded, encode};
use crate::error::MatchError;
use crate::extract::extract;
use crate::image::{Grey, SIDE_MAX};
use crate::minutia::{Kind, Minutia};

/// A print ready to be compared: at most 40 coded minutiae, best first.
pub type Template = Vec<Coded>;

/// Resolution of every image that enters by its compressed form, ppi.
pub const PPI: f32 = 500.0;

/// A minutia as bytes: x u16, y u16, direction u8, quality u8 (bit 7: bifurcation), little-endian.
pub(crate) const MINUTIA_BYTES: usize = 6;
const CODED_BYTES: usize = MINUTIA_BYTES + 16;
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
        out.extend(minutia_to(m.minutia));
        out.extend(m.code.to_le_bytes());
    }
}

/// Takes a template off the front of `bytes`.
///
/// # Errors
/// `Template` when there are fewer bytes than it says, more minutiae than a template holds, or one outside every image.
pub fn read(bytes: &mut &[u8]) -> Result<Template, MatchError> {
    let (&count, rest) = bytes.split_first().ok_or_else(|| MatchError::Template("ends before a template".into()))?;
    let size = count as usize * CODED_BYTES;
    if count as usize > CODED_MAX || rest.len() < size {
        return Err(MatchError::Template(format!("a template of {count} minutiae in {} bytes", rest.len())));
    }
    let (body, rest) = rest.split_at(size);
    *bytes = rest;
    let template: Template = body.as_chunks::<CODED_BYTES>().0.iter().map(coded).collect();
    let outside = template.iter().any(|m| m.minutia.x as u32 >= SIDE_MAX || m.minutia.y as u32 >= SIDE_MAX);
    if outside { Err(MatchError::Template("a minutia outside every image".into())) } else { Ok(template) }
}

fn coded(bytes: &[u8; CODED_BYTES]) -> Coded {
    let (minutia, code) = bytes.split_first_chunk().expect("longer than a minutia");
    Coded { minutia: minutia_from(*minutia), code: u128::from_le_bytes(code.try_into().expect("16 bytes")) }
}

/// A minutia as bytes.
pub(crate) fn minutia_to(m: Minutia) -> [u8; MINUTIA_BYTES] {
    let kind = if m.kind == Kind::Bifurcation { BIFURCATION } else { 0 };
    let ([x0, x1], [y0, y1]) = (m.x.to_le_bytes(), m.y.to_le_bytes());
    [x0, x1, y0, y1, m.direction, m.quality | kind]
}

/// A minutia from bytes.
pub(crate) fn minutia_from([x0, x1, y0, y1, direction, quality]: [u8; MINUTIA_BYTES]) -> Minutia {
    Minutia {
        x: u16::from_le_bytes([x0, x1]),
        y: u16::from_le_bytes([y0, y1]),
        direction,
        kind: if quality & BIFURCATION == 0 { Kind::Ending } else { Kind::Bifurcation },
        quality: quality & !BIFURCATION,
    }
}
