//! Holds prints against the figures of real ones.
//!
//! `cargo run --release -p hotspot-synth --example realism -- [FINGERS] [IMPRESSIONS] [SEED]`

use std::collections::BTreeMap;

use hotspot_synth::finger::{Class, Condition, Finger, Pattern, Preset, Realism, direction_spread};

/// Shares of arch, tented arch, left loop, right loop and whorl in the population, %: FBI files.
const MARGINALS: [(Class, f64); 5] = [
    (Class::Arch, 3.7),
    (Class::TentedArch, 2.9),
    (Class::LeftLoop, 33.8),
    (Class::RightLoop, 31.7),
    (Class::Whorl, 27.9),
];
/// Chi-square with four degrees of freedom reaches this in one of a hundred fair samples.
const CHI_SQUARE_LIMIT: f64 = 13.28;

fn main() {
    let args: Vec<u64> = std::env::args().skip(1).map(|s| s.parse().expect("a number")).collect();
    let number = |i: usize, other: u64| args.get(i).copied().unwrap_or(other);
    let (fingers, impressions, seed) = (number(0, 200), number(1, 2), number(2, 2019));
    println!("seed {seed}, {fingers} fingers x {impressions} impressions of 416x560; real prints in brackets");
    for preset in [Preset::Easy, Preset::Field, Preset::Hard] {
        let mut prints = vec![];
        for f in 0..fingers {
            let finger = Finger::new(seed, f / 10, (f % 10) as u8 + 1).expect("FGP is in 1..10");
            for k in 0..impressions {
                prints.push(finger.impression(k, preset, Condition::Normal, 416, 560).expect("the size is allowed"));
            }
        }
        report(preset, &Realism::of(&prints));
    }
    classes(seed);
    diversity(seed);
}

/// One finger of each of 300 persons.
fn diversity(seed: u64) {
    let spread = |&(class, _): &(Class, f64)| {
        let degrees = direction_spread(seed, 300, class)?;
        Some(format!("{class:?} {degrees:.1}"))
    };
    let found: Vec<String> = MARGINALS.iter().filter_map(spread).collect();
    println!("Ridges of two fingers of a class run apart by, degrees (0 all alike, 45 at random): {}", found.join(", "));
}

fn report(preset: Preset, found: &Realism) {
    let (mean, low, high) = found.minutiae;
    println!("{preset:?}");
    println!("  minutiae      {mean:.1}, 5-95 % {low:.0}-{high:.0} [plain: 50-75, 35-90]");
    println!("  density       {:.3} /mm2 [0.18-0.28]", found.density);
    println!("  bifurcations  {:.2} [0.35-0.50]", found.bifurcations);
    let (mean, low, high) = found.period_px;
    println!("  period        {mean:.2} px, 5-95 % {low:.1}-{high:.1} [8.5-9.5, 7-12]");
    println!("  Clark-Evans   {:.3} [1.32-1.40]", found.clark_evans);
    println!("  nearest       {:.1} px, median [20-24]", found.nearest_px);
    println!("  below 8 px    {:.2} % [< 2]", 100.0 * found.close);
}

/// One finger of each of 5,000 persons, for fingers of one person hang together.
fn classes(seed: u64) {
    let (mut counts, mut unbalanced) = (BTreeMap::new(), 0);
    let n = 5_000;
    for person in 0..n {
        let pattern = Pattern::of_finger(seed, person, (person % 10) as u8 + 1).expect("FGP is in 1..10");
        *counts.entry(format!("{:?}", pattern.class)).or_insert(0.0) += 1.0;
        let cores = pattern.singular.iter().filter(|s| s.core).count();
        unbalanced += u32::from(2 * cores != pattern.singular.len());
    }
    let share = |class: Class| counts.get(&format!("{class:?}")).copied().unwrap_or(0.0);
    let chi2: f64 = MARGINALS
        .iter()
        .map(|&(class, percent)| {
            let expected = percent * n as f64 / 100.0;
            (share(class) - expected) * (share(class) - expected) / expected
        })
        .sum();
    let found: Vec<String> = MARGINALS.iter().map(|&(c, e)| format!("{c:?} {:.1} [{e}]", share(c) * 100.0 / n as f64)).collect();
    println!("Classes of {n} fingers, %: {}", found.join(", "));
    println!("  chi-square {chi2:.1} [p = 0.01 at {CHI_SQUARE_LIMIT}]; fingers whose cores are not as many as deltas: {unbalanced}");
}
