//! The prints of one person: images of fingers and slaps to one template a finger.

use crate::error::MatchError;
use crate::fuse;
use crate::image::Grey;
use crate::rerank;
use crate::slap::{self, Hand};
use crate::template::Template;

/// Score from which a single print and a finger of a slap are of the same finger, decibels.
const SAME_FINGER_DB: f64 = 60.0;

/// An image of a finger or a slap.
#[derive(Clone, Debug, Default)]
pub struct PrintImage {
    /// FGP 1..=10; 13..=15 a slap ([`Hand::of`]).
    pub position: u8,
    /// A WSQ stream, 500 ppi.
    pub wsq: Vec<u8>,
    /// FGP of a slap's fingers that are not there.
    pub missing: Vec<u8>,
}

/// A finger, from an image of its own or cut from a slap.
pub(crate) struct FingerPrint<T> {
    pub fgp: u8,
    /// Position of the slap.
    pub slap: Option<u8>,
    pub print: T,
}

/// Every finger of every image: single ones in their order, then those of the slaps.
///
/// # Errors
/// `Slap` naming one that cannot be cut; passed over where each of its fingers has an image of its own.
pub(crate) fn fingers_of(prints: &[PrintImage], images: Vec<Grey>) -> Result<Vec<FingerPrint<Grey>>, MatchError> {
    let (mut fingers, mut slaps) = (vec![], vec![]);
    for (print, image) in prints.iter().zip(images) {
        match Hand::of(print.position) {
            Some(hand) => slaps.push((hand, &print.missing, image)),
            None => fingers.push(FingerPrint { fgp: print.position, slap: None, print: image }),
        }
    }
    for (hand, missing, image) in slaps {
        match slap::cut(&image, hand, missing) {
            Ok(cut) => fingers.extend(cut.into_iter().map(|finger| FingerPrint { fgp: finger.fgp, slap: Some(hand.position()), print: finger.image })),
            Err(_) if hand.fingers().iter().all(|fgp| fingers.iter().any(|finger| finger.fgp == *fgp)) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(fingers)
}

/// One template a finger: its own, else that of a slap.
///
/// # Errors
/// `Sequence` when a finger of a slap is the single print of another finger.
pub(crate) fn one_each(fingers: Vec<FingerPrint<Template>>) -> Result<Vec<(u8, Template)>, MatchError> {
    let (single, cut): (Vec<_>, Vec<_>) = fingers.into_iter().partition(|finger| finger.slap.is_none());
    let swapped = cut.iter().flat_map(|part| single.iter().map(move |own| (part, own))).find(|(part, own)| {
        part.fgp != own.fgp && fuse::finger_score(rerank::score(&own.print, &part.print)) >= SAME_FINGER_DB
    });
    if let Some((part, own)) = swapped {
        let reason = format!("its finger {} is the single print of finger {}", part.fgp, own.fgp);
        return Err(MatchError::Sequence { position: part.slap.unwrap_or_default(), reason });
    }
    let mut found: Vec<(u8, Template)> = vec![];
    for FingerPrint { fgp, print, .. } in single.into_iter().chain(cut) {
        if found.iter().all(|(known, _)| *known != fgp) {
            found.push((fgp, print));
        }
    }
    Ok(found)
}
