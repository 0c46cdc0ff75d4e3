import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';

/**
 * One-sided exact limits of a miss share (Clopper and Pearson 1934).
 * @param misses x, 0..n
 * @param checks n, at least 1
 * @param alpha error of each side, e.g. 0.05
 */
export function missShareLimits(misses: number, checks: number, alpha = 0.05): { lower: number; upper: number } {
  return {
    lower: misses === 0 ? 0 : betaQuantile(alpha, misses, checks - misses + 1),
    upper: misses === checks ? 1 : betaQuantile(1 - alpha, misses + 1, checks - misses),
  };
}
