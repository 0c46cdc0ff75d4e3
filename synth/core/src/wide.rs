//! Loops compiled three times: for every machine, for AVX2, for AVX-512. None fuses or reorders, so the bits are the same.

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

/// As [`run_wide`], and compiled for AVX-512 where the machine has it.
#[inline]
#[allow(unsafe_code)]
pub fn run_widest<K: Kernel>(kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    if has_avx512() {
        // SAFETY: the features were detected just above.
        return unsafe { run_avx512(kernel) };
    }
    run_wide(kernel)
}

/// Whether the machine has the features that [`run_widest`] uses.
#[cfg(target_arch = "x86_64")]
pub fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vl") && is_x86_feature_detected!("avx512bw") && is_x86_feature_detected!("avx512dq")
}

/// Runs a kernel on a machine that [`has_avx512`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq")]
pub fn run_avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

/// Runs a kernel on a machine with AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
pub fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}
