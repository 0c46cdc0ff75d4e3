/**
 * Type-7 quantile (Hyndman and Fan 1996; R, numpy and k6 use it): h = (n-1)q, linear between neighbours.
 * @param sorted ascending; a miss is `Infinity`
 * @param q in 0..1
 * @returns the quantile; `Infinity` when it touches a miss; `NaN` of an empty sample
 */
export function quantile(sorted: readonly number[], q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const h = (sorted.length - 1) * q;
  const below = sorted[Math.floor(h)]!;
  const above = sorted[Math.ceil(h)]!;
  const share = h - Math.floor(h);
  return share === 0 ? below : below + share * (above - below);
}
