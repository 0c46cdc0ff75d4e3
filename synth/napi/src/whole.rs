//! Whole numbers from JavaScript.

/// Largest integer that a JavaScript number holds exactly.
const SAFE_MAX: f64 = 9_007_199_254_740_991.0;

/// A seed or count; anything but a whole number in 0..2^53-1 would silently become another one.
pub fn whole(name: &str, value: f64) -> Result<u64, String> {
    if value.fract() == 0.0 && (0.0..=SAFE_MAX).contains(&value) {
        Ok(value as u64)
    } else {
        Err(format!("{name} {value}: expected a whole number, 0..2^53-1"))
    }
}
