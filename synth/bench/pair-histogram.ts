/** A minutia as an extractor gives it: px from the top left, direction in 1/256 of a turn (ISO/IEC 19794-2). */
export interface Located {
  x: number;
  y: number;
  direction: number;
}

/** Bounds of the distances of a pair, px at 500 ppi: a ridge period is about nine. */
export const distanceEdgesPx = [0, 8, 16, 24, 32, 40, 48, 64, 80, 100];
/** Equal parts of 0..180 degrees between the directions of a pair. */
export const directionBins = 6;

/**
 * How far apart two minutiae of a print lie and how differently they point (Gottschlich, Huckemann, Separating the real from the synthetic,
 * IET Biometrics 3, 2014), over all pairs up to 100 px; every print counts alike.
 * @returns shares by distance, then direction; together 1
 */
export function pairHistogram(prints: readonly (readonly Located[])[]): number[][] {
  const shares = distanceEdgesPx.slice(1).map(() => new Array<number>(directionBins).fill(0));
  for (const minutiae of prints) {
    const cells = minutiae.flatMap((a, n) => minutiae.slice(n + 1).flatMap((b) => cellOf(a, b)));
    for (const { distance, direction } of cells) shares[distance]![direction]! += 1 / cells.length;
  }
  const total = shares.flat().reduce((sum, share) => sum + share, 0);
  return shares.map((row) => row.map((share) => share / total));
}

function cellOf(a: Located, b: Located): { distance: number; direction: number }[] {
  const px = Math.hypot(a.x - b.x, a.y - b.y);
  const distance = distanceEdgesPx.findIndex((edge) => px < edge) - 1;
  if (distance < 0) return [];
  const turn = Math.abs(a.direction - b.direction) % 256;
  return [{ distance, direction: Math.min(directionBins - 1, Math.floor((Math.min(turn, 256 - turn) * directionBins) / 128)) }];
}

/** Share of pairs 24 to 48 px apart that point the same way, within a quarter turn: neighbours forced by ridges that fan out do. */
export function sameSense(shares: readonly (readonly number[])[]): number {
  const rows = shares.filter((_, n) => distanceEdgesPx[n]! >= 24 && distanceEdgesPx[n + 1]! <= 48);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return sum(rows.map((row) => sum(row.slice(0, directionBins / 2)))) / sum(rows.map(sum));
}

/** Earth mover's distance of two distributions over the same places on a line, in units of the places. */
export function moversDistance(a: readonly number[], b: readonly number[], places: readonly number[]): number {
  let [carried, work] = [0, 0];
  places.forEach((place, n) => {
    if (n > 0) work += Math.abs(carried) * (place - places[n - 1]!);
    carried += a[n]! - b[n]!;
  });
  return work;
}

/** Both ways in which two histograms differ: earth moved along the distance, px, and along the direction, degrees. */
export function histogramDistance(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): { px: number; degrees: number } {
  const sums = (rows: readonly (readonly number[])[]): number[] => rows.map((row) => row.reduce((sum, share) => sum + share, 0));
  const columns = (rows: readonly (readonly number[])[]): number[] => sums(Array.from({ length: directionBins }, (_, k) => rows.map((row) => row[k]!)));
  const middles = distanceEdgesPx.slice(1).map((edge, n) => (edge + distanceEdgesPx[n]!) / 2);
  const turns = Array.from({ length: directionBins }, (_, k) => ((k + 0.5) * 180) / directionBins);
  return { px: moversDistance(sums(a), sums(b), middles), degrees: moversDistance(columns(a), columns(b), turns) };
}
