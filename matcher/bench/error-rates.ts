/** Error rates of a comparison whose scores grow with likeness. A pair matches when its score is at least the threshold. */
export interface ErrorRates {
  /** Where FMR and FNMR cross, their mean. */
  eer: number;
  /** FNMR at the lowest threshold that keeps the FMR at or below `fmr`. */
  fnmrAt(fmr: number): number;
}

/**
 * @param genuine scores of mated pairs
 * @param impostor scores of non-mated pairs
 */
export function errorRates(genuine: number[], impostor: number[]): ErrorRates {
  const mates = Float64Array.from(genuine).sort();
  const others = Float64Array.from(impostor).sort();
  const thresholds = [...new Set([...mates, ...others])].sort((a, b) => a - b);
  const points = thresholds.map((t) => ({ fnmr: below(mates, t) / mates.length, fmr: 1 - below(others, t) / others.length }));
  const crossing = points.reduce((best, point) => (Math.abs(point.fnmr - point.fmr) < Math.abs(best.fnmr - best.fmr) ? point : best));
  return {
    eer: (crossing.fnmr + crossing.fmr) / 2,
    fnmrAt: (fmr) => points.find((point) => point.fmr <= fmr)?.fnmr ?? 1,
  };
}

/** How many of the sorted values lie below `limit`. */
function below(sorted: Float64Array, limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
