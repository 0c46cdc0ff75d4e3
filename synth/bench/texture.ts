import type { Grey } from './detector.ts';

/** Side of a cell in px and cells a side: the crop is 70 x 70, small enough that sensor noise averages out. */
const cellPx = 10;
const cells = 7;
/** Side of the crop that `describe` expects, px. */
export const cropPx = cellPx * cells;

/** Bin of each 8-bit pattern: 58 that change at most twice round the circle, one for all others. */
const binOf = uniformBins();
const bins = 59;

/**
 * Histograms of local binary patterns (Ahonen, Hadid, Pietikaeinen 2006), radius 1, cell by cell, each of sum 1.
 * @param crop `cropPx` x `cropPx`
 */
export function describe({ width, height, pixels }: Grey): Float64Array {
  const histogram = new Float64Array(cells * cells * bins);
  const round = [-width - 1, -width, -width + 1, 1, width + 1, width, width - 1, -1];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const pattern = round.reduce((code, step, bit) => code | (pixels[at + step]! >= pixels[at]! ? 1 << bit : 0), 0);
      const cell = Math.floor(y / cellPx) * cells + Math.floor(x / cellPx);
      histogram[cell * bins + binOf[pattern]!]! += 1 / (cellPx * cellPx);
    }
  }
  return histogram;
}

/** Chi-square distance of two descriptions, with its sign turned: grows with likeness, 0 at most. */
export function likeness(a: Float64Array, b: Float64Array): number {
  return -a.reduce((sum, v, k) => sum + (v + b[k]! > 0 ? (v - b[k]!) ** 2 / (v + b[k]!) : 0), 0);
}

function uniformBins(): Uint8Array {
  let next = 0;
  return Uint8Array.from({ length: 256 }, (_, pattern) => {
    const turned = ((pattern << 1) | (pattern >> 7)) & 255;
    return bitsOf(pattern ^ turned) <= 2 ? next++ : 58;
  });
}

function bitsOf(pattern: number): number {
  return pattern === 0 ? 0 : (pattern & 1) + bitsOf(pattern >> 1);
}
