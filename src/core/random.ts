/**
 * Seeded random streams. One stream a purpose, named by its path, so that a new device or person moves nobody else's draws.
 * Generator: sfc32 (Doty-Humphrey, PractRand); seeding: MurmurHash3's mixing over seed and path. Inversion only: one uniform a variate.
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  unit(): number;
  /** Uniform in [low, high). */
  range(low: number, high: number): number;
  /** Whole number in low..high, both included. */
  int(low: number, high: number): number;
  /** Exponential with the given mean. */
  exponential(mean: number): number;
  /** Normal by inversion. */
  normal(mean: number, deviation: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of the items; not empty. */
  pick<T>(items: readonly T[]): T;
}

/**
 * The stream named by `path` under `seed`.
 * @param seed whole number, 0..2^53-1
 * @param path names and numbers, e.g. `('check', 17, 'capture')`
 */
export function stream(seed: number, ...path: (string | number)[]): Random {
  return fromState(hash128(`${seed}/${path.join('/')}`));
}

/** A derived seed, 0..2^53-1: the same inputs give the same number everywhere. */
export function deriveSeed(seed: number, ...path: (string | number)[]): number {
  const [high, low] = hash128(`${seed}/${path.join('/')}`);
  return (high & 0x1fffff) * 0x1_0000_0000 + (low >>> 0);
}

function fromState(state: [number, number, number, number]): Random {
  let [a, b, c, d] = state;
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t | 0;
    return (t >>> 0) / 0x1_0000_0000;
  };
  for (let k = 0; k < 12; k += 1) next();
  const random: Random = {
    unit: next,
    range: (low, high) => low + (high - low) * next(),
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    exponential: (mean) => -mean * Math.log(1 - next()),
    normal: (mean, deviation) => mean + deviation * normalQuantile((next() * 0x1_0000_0000 + 0.5) / 0x1_0000_0000),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)]!,
  };
  return random;
}

/** 128 bits of a string: four lanes of MurmurHash3's multiply-and-mix. */
function hash128(text: string): [number, number, number, number] {
  let h1 = 1779033703, h2 = 3144134277, h3 = 1013904242, h4 = 2773480762;
  for (let i = 0; i < text.length; i += 1) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ k, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ k, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  return [h1 ^ h2 ^ h3 ^ h4, h2 ^ h1, h3 ^ h1, h4 ^ h1];
}

/** Inverse of the standard normal distribution; Acklam's rational approximation, relative error below 1.15e-9. */
function normalQuantile(p: number): number {
  const low = 0.02425;
  if (p < low) return tail(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - low) return -tail(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  return (((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r + 2.506628277459239) * q
    / (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1);
}

function tail(q: number): number {
  return (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783)
    / ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1);
}
