//! Figures by which prints are held against real ones: how many minutiae, how they lie, how wide the ridges are.
//!
//! Bands for plain impressions at 500 ppi. Counts, density and shares of types: the literature collected in Maltoni, Maio,
//! Jain, Feng, Handbook of Fingerprint Recognition (2022), chapter 3. Spacing: extracted from FVC2002, set B.

use super::impression::Impression;
use super::minutia::{Minutia, MinutiaKind};
use crate::math::{atan2, cos, sin};

/// px in a square millimetre at 500 ppi.
const PX_PER_MM2: f64 = (500.0 / 25.4) * (500.0 / 25.4);
/// Two minutiae nearer than this are one to many examiners, px.
const CLOSE_PX: f32 = 8.0;

/// Figures of a set of impressions.
#[derive(Clone, Copy, Debug)]
pub struct Realism {
    /// Minutiae an impression: mean, 5 % and 95 % quantile. Real: 50-75, within 35-90.
    pub minutiae: (f64, f64, f64),
    /// Minutiae a square millimetre of contact. Real: 0.18-0.28.
    pub density: f64,
    /// Share of bifurcations. Real: 0.35-0.50.
    pub bifurcations: f64,
    /// Ridge period, px: mean, 5 % and 95 % quantile over the contact area. Real: 8.5-9.5, within 7-12.
    pub period_px: (f64, f64, f64),
    /// Mean distance to the nearest minutia against that of points strewn at random over the minutiae's convex hull, without
    /// correction for the rim; above 1 they repel each other. Clark, Evans, Ecology 35 (1954). Real: 1.32-1.40.
    pub clark_evans: f64,
    /// Median distance to the nearest minutia, px. Real: 20-24.
    pub nearest_px: f64,
    /// Share of minutiae with another nearer than 8 px. Real: below 0.02.
    pub close: f64,
}

impl Realism {
    /// Measures impressions; at least one must have two minutiae.
    #[must_use]
    pub fn of(prints: &[Impression]) -> Realism {
        let counts: Vec<f32> = prints.iter().map(|p| p.minutiae.len() as f32).collect();
        let total = sum(&counts);
        let forks = prints.iter().flat_map(|p| &p.minutiae).filter(|m| m.kind == MinutiaKind::Bifurcation).count();
        let contact_px: usize = prints.iter().map(|p| p.contact_px).sum();
        let (mut all_nearest, mut evenness) = (vec![], vec![]);
        for print in prints.iter().filter(|p| p.minutiae.len() > 1) {
            let nearest = nearest(&print.minutiae);
            let at_random = 0.5 * (hull_area(&print.minutiae) / nearest.len() as f64).sqrt();
            evenness.push((sum(&nearest) / nearest.len() as f64 / at_random) as f32);
            all_nearest.extend(nearest);
        }
        let close = all_nearest.iter().filter(|&&d| d < CLOSE_PX).count();
        let periods: Vec<f32> = prints.iter().flat_map(periods).collect();
        Realism {
            minutiae: spread(counts),
            density: total / (contact_px as f64 / PX_PER_MM2),
            bifurcations: forks as f64 / total,
            period_px: spread(periods),
            clark_evans: sum(&evenness) / evenness.len() as f64,
            close: close as f64 / all_nearest.len() as f64,
            nearest_px: quantile(&mut all_nearest, 0.5),
        }
    }
}

fn sum(values: &[f32]) -> f64 {
    values.iter().map(|&v| f64::from(v)).sum()
}

/// Mean, 5 % and 95 % quantile.
fn spread(mut values: Vec<f32>) -> (f64, f64, f64) {
    let mean = sum(&values) / values.len() as f64;
    (mean, quantile(&mut values, 0.05), quantile(&mut values, 0.95))
}

/// Nearest rank; sorts.
fn quantile(values: &mut [f32], q: f64) -> f64 {
    values.sort_unstable_by(f32::total_cmp);
    f64::from(values[((values.len() - 1) as f64 * q + 0.5) as usize])
}

/// Distance from each minutia to the nearest other.
fn nearest(minutiae: &[Minutia]) -> Vec<f32> {
    let distance = |a: &Minutia, b: &Minutia| ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).sqrt();
    let others = |i: usize| minutiae.iter().enumerate().filter(move |&(j, _)| j != i).map(|(_, m)| m);
    (0..minutiae.len()).map(|i| others(i).map(|m| distance(&minutiae[i], m)).fold(f32::MAX, f32::min)).collect()
}

/// Area of the convex hull, px. Andrew's monotone chain, Information Processing Letters 9 (1979).
fn hull_area(minutiae: &[Minutia]) -> f64 {
    let mut points: Vec<(f32, f32)> = minutiae.iter().map(|m| (m.x, m.y)).collect();
    points.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let chain = |points: &mut dyn Iterator<Item = &(f32, f32)>| {
        let mut hull: Vec<(f32, f32)> = vec![];
        for &p in points {
            while let [.., a, b] = hull[..] {
                if (b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0) > 0.0 {
                    break;
                }
                hull.pop();
            }
            hull.push(p);
        }
        hull.pop();
        hull
    };
    let mut hull = chain(&mut points.iter());
    hull.extend(chain(&mut points.iter().rev()));
    let edges = hull.iter().zip(hull.iter().cycle().skip(1));
    0.5 * edges.map(|(a, b)| f64::from(a.0) * f64::from(b.1) - f64::from(b.0) * f64::from(a.1)).sum::<f64>().abs()
}

/// Half the length (across the ridges) and half the width of the window in which a period is read, px.
const WINDOW: (i32, i32) = (24, 6);
/// Spacing of the places at which it is read, px.
const PLACES: usize = 24;

/// Ridge periods on a lattice over the print, read where they are clear: the x-signature of Hong, Wan, Jain, Fingerprint
/// Image Enhancement, IEEE PAMI 20 (1998).
fn periods(print: &Impression) -> Vec<f32> {
    let reach = (WINDOW.0 + WINDOW.1) as usize;
    let mut found = vec![];
    for y in (reach..print.height.saturating_sub(reach)).step_by(PLACES) {
        for x in (reach..print.width.saturating_sub(reach)).step_by(PLACES) {
            found.extend(period_at(print, x as i32, y as i32));
        }
    }
    found
}

fn period_at(print: &Impression, x: i32, y: i32) -> Option<f32> {
    let at = |x: i32, y: i32| f32::from(print.pixels[y as usize * print.width + x as usize]);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for py in y - 12..=y + 12 {
        for px in x - 12..=x + 12 {
            let (gx, gy) = (at(px + 1, py) - at(px - 1, py), at(px, py + 1) - at(px, py - 1));
            (xx, xy, yy) = (xx + gx * gx, xy + gx * gy, yy + gy * gy);
        }
    }
    let coherence = ((xx - yy) * (xx - yy) + 4.0 * xy * xy).sqrt() / (xx + yy + 1.0);
    // Straight, strong ridges only: elsewhere the signature is a mix of periods.
    if coherence < 0.75 || xx + yy < 625.0 * 300.0 {
        return None;
    }
    let across = 0.5 * atan2(2.0 * xy, xx - yy);
    let (c, s) = (cos(across), sin(across));
    let sample = |u: i32| {
        let along = |v: i32| {
            let (px, py) = (c * u as f32 - s * v as f32, s * u as f32 + c * v as f32);
            at(x + px.round() as i32, y + py.round() as i32)
        };
        (-WINDOW.1..=WINDOW.1).map(along).sum::<f32>()
    };
    let profile: Vec<f32> = (-WINDOW.0..=WINDOW.0).map(sample).collect();
    mean_crossing_distance(&profile)
}

/// Distance between crossings of the mean in the same sense, if at least three are there.
fn mean_crossing_distance(profile: &[f32]) -> Option<f32> {
    let mean = profile.iter().sum::<f32>() / profile.len() as f32;
    let crossings: Vec<f32> = (1..profile.len())
        .filter(|&i| profile[i - 1] < mean && profile[i] >= mean)
        .map(|i| i as f32 - (profile[i] - mean) / (profile[i] - profile[i - 1]))
        .collect();
    (crossings.len() >= 3).then(|| (crossings[crossings.len() - 1] - crossings[0]) / (crossings.len() - 1) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waves(period: f32, minutiae: &[(f32, f32)]) -> Impression {
        let height = |k: usize| 128.0 + 100.0 * cos(std::f32::consts::TAU / period * (k / 200) as f32);
        let minutia = |&(x, y)| Minutia { x, y, angle: 0.0, kind: MinutiaKind::Bifurcation };
        Impression {
            width: 200,
            height: 200,
            pixels: (0..40_000).map(|k| height(k) as u8).collect(),
            minutiae: minutiae.iter().map(minutia).collect(),
            contact_px: 40_000,
        }
    }

    #[test]
    fn of_measures_what_is_there() {
        let found = Realism::of(&[waves(9.0, &[(50.0, 50.0), (50.0, 60.0), (150.0, 60.0), (150.0, 66.0)])]);
        assert!((found.period_px.0 - 9.0).abs() < 0.05, "{found:?}");
        assert_eq!((found.minutiae.0, found.bifurcations, found.close), (4.0, 1.0, 0.5));
        // Mean of 10, 10, 6, 6 against 0.5 x sqrt(area of the hull / 4), the hull a trapezium of sides 10 and 6, 100 apart.
        assert!((found.clark_evans - 8.0 / (0.5 * 200f64.sqrt())).abs() < 1e-6);
        assert!((found.density - 4.0 * PX_PER_MM2 / 40_000.0).abs() < 1e-9);
    }
}
