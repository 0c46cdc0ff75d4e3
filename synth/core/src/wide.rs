//! Loops compiled twice: once for every machine, once for AVX2. Neither fuses nor reorders, so the bits are the same.

/// Work that gains from wide registers; `run` must be `#[inline(always)]`, as must be all it calls.
pub trait Kernel {
    /// What the work yields.
    type Output;
    /// Does the work.
    fn run(self) -> Self::Output;
}

/// Runs a kernel compiled for AVX2 where the machine has it, else as compiled for every machine; same bits either way.
#[inline]
#[allow(unsafe_code)]
pub fn run_wide<K: Kernel>(kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the feature was detected just above.
        return unsafe { run_avx2(kernel) };
    }
    kernel.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}
