//! Makes prints, measures them, and writes sheets to look at.
//!
//! `cargo run --release -p hotspot-synth --example prints -- [DIR] [FINGERS] [IMPRESSIONS] [PRESET] [CONDITION] [SEED]`
//!
//! DIR (made if missing; `-` writes nothing) gets one PPM sheet a preset: eight prints above, the same prints below with
//! their ground truth: endings blue, bifurcations red, a line along the direction; and three slaps, and a sheet of rolled
//! prints.

use std::io::Write;
use std::time::Instant;

use hotspot_synth::finger::{Condition, Finger, Impression, MinutiaKind, Preset, Slap};

const PRINTS_A_SHEET: usize = 8;
const SIZE: (usize, usize) = (416, 560);

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let arg = |i: usize| args.get(i).map(String::as_str);
    let number = |i: usize, other: usize| arg(i).map_or(other, |s| s.parse().expect("a number"));
    let (fingers, impressions) = (number(1, 40), number(2, 4));
    let presets = match arg(3) {
        Some("easy") => vec![Preset::Easy],
        Some("field") => vec![Preset::Field],
        Some("hard") => vec![Preset::Hard],
        Some("latent") => vec![Preset::Latent],
        _ => vec![Preset::Easy, Preset::Field, Preset::Hard],
    };
    let condition = match arg(4) {
        Some("dry") => Condition::Dry,
        Some("wet") => Condition::Wet,
        Some("worn") => Condition::Worn,
        Some("scarred") => Condition::Scarred,
        Some("cut") => Condition::Cut,
        Some("bandaged") => Condition::Bandaged,
        _ => Condition::Normal,
    };
    let seed = number(5, 2019) as u64;
    for preset in presets {
        let prints = measure(seed, fingers, impressions, preset, condition);
        if let Some(dir) = arg(0).filter(|&dir| dir != "-") {
            std::fs::create_dir_all(dir)?;
            write_sheet(&format!("{dir}/{preset:?}-{condition:?}.ppm").to_lowercase(), &prints)?;
        }
    }
    if let Some(dir) = arg(0).filter(|&dir| dir != "-") {
        write_slaps(dir, condition)?;
        write_sheet(&format!("{dir}/rolled.ppm"), &rolled(seed, condition))?;
    }
    Ok(())
}

/// Both hands and the thumbs on a FAP 60 platen.
fn write_slaps(dir: &str, condition: Condition) -> std::io::Result<()> {
    for (name, fingers) in [("right", &[2, 3, 4, 5][..]), ("left", &[10, 9, 8, 7]), ("thumbs", &[6, 1])] {
        let fingers: Vec<(u8, Condition)> = fingers.iter().map(|&fgp| (fgp, condition)).collect();
        let slap = Slap::capture((2019, 3), &fingers, 0, Preset::Field, 0.0, (1600, 1500)).expect("the size is allowed");
        let rgb: Vec<u8> = slap.pixels.iter().flat_map(|&grey| [grey; 3]).collect();
        let mut file = std::fs::File::create(format!("{dir}/slap-{name}.ppm"))?;
        write!(file, "P6\n1600 1500\n255\n")?;
        file.write_all(&rgb)?;
    }
    Ok(())
}

/// Eight fingers rolled on a box of 1.6 x 1.5 inches.
fn rolled(seed: u64, condition: Condition) -> Vec<Impression> {
    let one = |n| Impression::rolled((seed, 0, n as u8 + 1), 0, Preset::Field, condition, (800, 750)).expect("the size is allowed");
    (0..PRINTS_A_SHEET).map(one).collect()
}

/// Makes the prints on one thread, prints times and counts, and keeps the first few.
fn measure(seed: u64, fingers: usize, impressions: usize, preset: Preset, condition: Condition) -> Vec<Impression> {
    let (mut grow_s, mut capture_s) = (0.0, 0.0);
    let (mut steps, mut counts, mut forks, mut contact_px) = ((0, 0), vec![], 0, 0);
    let mut kept = vec![];
    for f in 0..fingers {
        let started = Instant::now();
        let finger = Finger::new(seed, f as u64 / 10, (f % 10) as u8 + 1).expect("FGP is in 1..10");
        grow_s += started.elapsed().as_secs_f64();
        steps = (steps.0 + finger.steps.0, steps.1 + finger.steps.1);
        for k in 0..impressions {
            let started = Instant::now();
            let print = finger.impression(k as u64, preset, condition, SIZE.0, SIZE.1).expect("the size is allowed");
            capture_s += started.elapsed().as_secs_f64();
            counts.push(print.minutiae.len());
            forks += print.minutiae.iter().filter(|m| m.kind == MinutiaKind::Bifurcation).count();
            contact_px += print.contact_px;
            if kept.len() < PRINTS_A_SHEET && k == 0 {
                kept.push(print);
            }
        }
    }
    let total: usize = counts.iter().sum();
    counts.sort_unstable();
    let quantile = |q: f64| counts[((counts.len() - 1) as f64 * q) as usize];
    let (nf, ni) = (fingers as f64, (fingers * impressions) as f64);
    println!(
        "{preset:?} {condition:?}, {fingers} fingers x {impressions}: finger {:.2} ms ({:.0} coarse + {:.0} fine steps), \
         impression {:.2} ms",
        grow_s * 1e3 / nf,
        steps.0 as f64 / nf,
        steps.1 as f64 / nf,
        capture_s * 1e3 / ni
    );
    // 500 ppi: 19.685 px a mm.
    println!(
        "  minutiae an impression: mean {:.1}, 5-95 % {}-{}; {:.3} /mm2; bifurcations {:.2}",
        total as f64 / ni,
        quantile(0.05),
        quantile(0.95),
        total as f64 / (contact_px as f64 / 387.5),
        forks as f64 / total as f64
    );
    kept
}

fn write_sheet(path: &str, prints: &[Impression]) -> std::io::Result<()> {
    let columns = prints.len().div_ceil(2);
    let (across, down) = prints.first().map_or(SIZE, |print| (print.width, print.height));
    let (w, h) = (columns * across, 4 * down);
    let mut rgb = vec![255u8; w * h * 3];
    for (n, print) in prints.iter().enumerate() {
        for marked in [false, true] {
            let (left, top) = (n % columns * across, (2 * (n / columns) + usize::from(marked)) * down);
            for (k, &grey) in print.pixels.iter().enumerate() {
                let o = 3 * ((top + k / across) * w + left + k % across);
                rgb[o..o + 3].fill(grey);
            }
            if marked {
                mark(print, |x, y, colour| {
                    let o = 3 * ((top + y) * w + left + x);
                    rgb[o..o + 3].copy_from_slice(&colour);
                });
            }
        }
    }
    let mut file = std::fs::File::create(path)?;
    write!(file, "P6\n{w} {h}\n255\n")?;
    file.write_all(&rgb)
}

/// A ring at every minutia and a line along its direction.
fn mark(print: &Impression, mut put: impl FnMut(usize, usize, [u8; 3])) {
    for m in &print.minutiae {
        let colour = if m.kind == MinutiaKind::Bifurcation { [220, 30, 30] } else { [30, 60, 230] };
        let mut dot = |x: f32, y: f32| {
            if x >= 0.0 && y >= 0.0 && (x as usize) < print.width && (y as usize) < print.height {
                put(x as usize, y as usize, colour);
            }
        };
        for q in 0..32 {
            let a = q as f32 * std::f32::consts::TAU / 32.0;
            dot(m.x + 5.0 * a.cos(), m.y + 5.0 * a.sin());
        }
        for q in 5..15 {
            dot(m.x + q as f32 * m.angle.cos(), m.y + q as f32 * m.angle.sin());
        }
    }
}
