//! Contact sheet of faces: `cargo run --release --example faces -- OUT.png [FIRST] [PEOPLE] [PRESETS] [WIDTH] [AGE]`.
//!
//! One column a person, one row a capture; PRESETS has one letter each: p portrait, m mild, f field, h hard. Prints the
//! time an image takes.

use hotspot_synth::face::{Face, FaceRequest, Preset, Sex, make_face};
use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = args.first() else {
        panic!("usage: faces OUT.png [FIRST] [PEOPLE] [PRESETS] [WIDTH] [AGE]")
    };
    let number = |i: usize, default: u64| {
        args.get(i)
            .map_or(default, |a| a.parse().expect("a number"))
    };
    let (first, people, width) = (number(1, 0), number(2, 8), number(4, 240) as usize);
    let age = args.get(5).map(|a| a.parse().expect("an age in years"));
    let presets = args.get(3).map_or("pmmh", String::as_str);
    let mut times_ms = Vec::new();
    let mut rows: Vec<Vec<Face>> = presets.chars().map(|_| Vec::new()).collect();
    for person in first..first + people {
        for (capture, letter) in presets.chars().enumerate() {
            let request = request(person, capture as u64, preset(letter), width, age);
            let clock = Instant::now();
            let face = make_face(&request).expect("a valid request");
            times_ms.push(clock.elapsed().as_secs_f64() * 1e3);
            rows[capture].push(face);
        }
    }
    std::fs::write(path, png(&rows)).expect("the folder of OUT.png must exist");
    report(&mut times_ms);
}

fn preset(letter: char) -> Preset {
    match letter {
        'p' => Preset::Portrait,
        'm' => Preset::Mild,
        'f' => Preset::Field,
        'h' => Preset::Hard,
        other => panic!("no preset is called {other}"),
    }
}

/// A varied crowd: sex alternates, age and tone walk through their ranges at unrelated paces.
fn request(
    person: u64,
    capture: u64,
    preset: Preset,
    width: usize,
    age: Option<f32>,
) -> FaceRequest {
    let walk = |step: f32| (person as f32 * step).fract();
    FaceRequest {
        seed: 2019,
        person,
        capture,
        preset,
        sex: if person.is_multiple_of(2) {
            Sex::Female
        } else {
            Sex::Male
        },
        age_years: age.unwrap_or(19.0 + 50.0 * walk(0.618_034) * walk(0.618_034).sqrt()),
        tone: walk(0.414_214),
        width_px: width,
        height_px: width * 5 / 4,
    }
}

fn report(times_ms: &mut [f64]) {
    times_ms.sort_by(f64::total_cmp);
    let at = |q: f64| times_ms[((times_ms.len() - 1) as f64 * q) as usize];
    let mean = times_ms.iter().sum::<f64>() / times_ms.len() as f64;
    eprintln!(
        "{} images: mean {mean:.1}, p5 {:.1}, median {:.1}, p95 {:.1} ms an image",
        times_ms.len(),
        at(0.05),
        at(0.5),
        at(0.95)
    );
}

/// An uncompressed PNG (stored deflate blocks, RFC 1950, 1951) of equally large faces in rows.
fn png(rows: &[Vec<Face>]) -> Vec<u8> {
    let (w, h) = (rows[0][0].width, rows[0][0].height);
    let mut raw = Vec::new();
    for row in rows {
        for y in 0..h {
            raw.push(0);
            for face in row {
                raw.extend(&face.rgb[y * w * 3..(y + 1) * w * 3]);
            }
        }
    }
    let mut header = Vec::new();
    header.extend(((w * rows[0].len()) as u32).to_be_bytes());
    header.extend(((h * rows.len()) as u32).to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut out, *b"IHDR", &header);
    chunk(&mut out, *b"IDAT", &stored(&raw));
    chunk(&mut out, *b"IEND", &[]);
    out
}

fn stored(raw: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let count = raw.len().div_ceil(65_535);
    for (i, block) in raw.chunks(65_535).enumerate() {
        out.push(u8::from(i + 1 == count));
        out.extend((block.len() as u16).to_le_bytes());
        out.extend((!(block.len() as u16)).to_le_bytes());
        out.extend(block);
    }
    let (a, b) = raw.iter().fold((1u32, 0u32), |(a, b), &v| {
        let a = (a + u32::from(v)) % 65_521;
        (a, (b + a) % 65_521)
    });
    out.extend(((b << 16) | a).to_be_bytes());
    out
}

fn chunk(out: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    out.extend((data.len() as u32).to_be_bytes());
    let start = out.len();
    out.extend(kind);
    out.extend(data);
    let crc = out[start..].iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |c, _| {
            if c & 1 == 1 {
                (c >> 1) ^ 0xedb8_8320
            } else {
                c >> 1
            }
        })
    });
    out.extend((!crc).to_be_bytes());
}
