//! The matcher for Node: conversions only. `matcher/native.ts` declares what stands here.

#![cfg_attr(test, allow(dead_code, reason = "exports are registered in no test build"))]

mod bench;
mod enrolment;
mod inspect;
mod matcher;
mod task;

use hotspot_matcher::minutia::{Kind, Minutia};
use napi_derive::napi;

/// A minutia at 500 ppi: px from the top left, direction 256 a turn, anticlockwise from +x (ISO/IEC 19794-2).
#[napi(object)]
pub struct JsMinutia {
    /// px from the left.
    pub x: u32,
    /// px from the top.
    pub y: u32,
    /// 0..=255.
    pub direction: u32,
    /// `ending` or `bifurcation`.
    pub r#type: String,
    /// 0..=100.
    pub quality: u32,
}

impl From<&Minutia> for JsMinutia {
    fn from(m: &Minutia) -> JsMinutia {
        let kind = if m.kind == Kind::Ending { "ending" } else { "bifurcation" };
        JsMinutia { x: m.x as u32, y: m.y as u32, direction: m.direction as u32, r#type: kind.into(), quality: m.quality as u32 }
    }
}
