/**
 * Accuracy of the face part alone over synthetic people who were not trained on: every picture against every portrait.
 *
 * `node matcher/bench/faces.ts [--people N] [--seed N]`
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { native } from '../native.ts';
import { errorRates } from './error-rates.ts';
import { picturesOf, shots } from './face-set.ts';

/** Dot product of equal vectors: 512 components of root mean square 24. */
const dotOne = 512 * 24 * 24;

const { values } = parseArgs({ options: { people: { type: 'string', default: '200' }, seed: { type: 'string', default: '8001' } } });
const people = Number(values.people);
const seed = Number(values.seed);

interface Face {
  vector: Int8Array;
  /** Largest error of an eye as a share of the eye distance; null when no face was found. */
  error: number | null;
  ms: number;
}

const faces: Face[][] = [];
for (let number = 0; number < people; number++) {
  const own: Face[] = [];
  // One after another, so that the times are of a core alone.
  for (const { jpeg, eyes } of await picturesOf(seed, number)) {
    const found = await native.benchFace(jpeg);
    own.push({ vector: new Int8Array(found.vector), error: found.eyes.length > 0 ? eyeError(found.eyes, eyes) : null, ms: found.ms });
  }
  faces.push(own);
}

process.stdout.write(`${cpus()[0]!.model}, seed ${seed}, ${people} people, ${native.version()}\n`);
const ms = faces.flat().map((face) => face.ms).sort((a, b) => a - b);
process.stdout.write(`JPEG to vector ${quantile(ms, 0.5).toFixed(1)} ms median, ${ms[0]!.toFixed(1)} least, ${quantile(ms, 0.95).toFixed(1)} p95\n`);
shots.forEach(({ preset }, shot) => reportEyes(preset, faces.map((all) => all[shot]!)));
const portraits = faces.map((all) => all[0]!);
const strangers: number[] = [];
shots.slice(1).forEach(({ preset }, k) => reportPairs(preset, faces.map((all) => all[k + 1]!)));
reportTail(strangers.sort((a, b) => b - a));

function reportEyes(preset: string, shown: Face[]): void {
  const errors = shown.flatMap(({ error }) => error ?? []).sort((a, b) => a - b);
  const near = errors.filter((error) => error < 0.15).length;
  process.stdout.write(`${preset.padEnd(9)} eyes found ${errors.length} of ${shown.length}, within 0.15 of their distance ${near}, error median ${quantile(errors, 0.5).toFixed(3)} p95 ${quantile(errors, 0.95).toFixed(3)}\n`);
}

function reportPairs(preset: string, probes: Face[]): void {
  const genuine: number[] = [];
  const impostor: number[] = [];
  let first = 0;
  probes.forEach((probe, i) => {
    const scores = portraits.map((portrait) => likeness(probe.vector, portrait.vector));
    scores.forEach((score, j) => (i === j ? genuine : impostor).push(score));
    if (scores.every((score, j) => j === i || score < scores[i]!)) first++;
  });
  for (const score of impostor) strangers.push(score);
  const rates = errorRates(genuine, impostor);
  const decibels = genuine.map((score) => native.benchFaceScore(score)).sort((a, b) => a - b);
  const percent = (rate: number): string => (100 * rate).toFixed(1);
  process.stdout.write(`${preset.padEnd(9)} rank 1 ${percent(first / people)} %, EER ${percent(rates.eer)} %, FNMR at 1e-2 ${percent(rates.fnmrAt(1e-2))} 1e-3 ${percent(rates.fnmrAt(1e-3))} 1e-4 ${percent(rates.fnmrAt(1e-4))} %; mates' score median ${quantile(decibels, 0.5).toFixed(1)} dB, p10 ${quantile(decibels, 0.1).toFixed(1)} (${genuine.length} mated, ${impostor.length} not)\n`);
}

/** Likeness at which 1 in 10, 100, ... strangers is more alike, and what the calibration says there. */
function reportTail(sorted: number[]): void {
  for (const rate of [1e-1, 1e-2, 1e-3, 1e-4]) {
    const score = sorted[Math.floor(sorted.length * rate)]!;
    process.stdout.write(`strangers reach likeness ${score.toFixed(3)} at a rate of ${rate} (${-10 * Math.log10(rate)} dB; calibrated ${native.benchFaceScore(score).toFixed(1)} dB)\n`);
  }
}

function eyeError([x, y, apart, roll]: number[], truth: [number, number, number, number]): number {
  const half = (d: number, angle: number): [number, number] => [(d / 2) * Math.cos(angle), (d / 2) * Math.sin(angle)];
  const [found, real] = [half(apart!, roll!), half(truth[2], truth[3])];
  const off = (sign: number): number => Math.hypot(x! - truth[0] + sign * (found[0] - real[0]), y! - truth[1] + sign * (found[1] - real[1]));
  return Math.max(off(1), off(-1)) / truth[2];
}

function likeness(a: Int8Array, b: Int8Array): number {
  return a.length === b.length ? a.reduce((sum, v, k) => sum + v * b[k]!, 0) / dotOne : -1;
}

function quantile(sorted: number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}
