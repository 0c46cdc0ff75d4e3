/**
 * Makes `matcher/core/src/face/tables.bin` from synthetic faces: the mean face, the mean description, and the covariance of descriptions
 * within people (Hatch, Kajarekar, Stolcke 2006). The seed must differ from the one that `faces.ts` measures with.
 *
 * `node matcher/bench/train-faces.ts mean|covariance [--people N] [--seed N]`
 * `mean` first, then `node bin/setup.cjs`, then `covariance`, which needs eyes found with the new mean face, then set-up again.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { native } from '../native.ts';
import { picturesOf } from './face-set.ts';

const tablesFile = new URL('../core/src/face/tables.bin', import.meta.url);
const windowValues = 48 * 60 * 2;
const dimensions = 512;
/** Share of the mean variance added to every variance: the covariance of few people is too sure of itself. 0.3 to 3 tried, 0.3 best. */
const shrinkage = 0.3;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { people: { type: 'string', default: '120' }, seed: { type: 'string', default: '7001' } } });
const people = Number(values.people);
const seed = Number(values.seed);

if (positionals[0] === 'mean') writeMean(await meanWindow());
else if (positionals[0] === 'covariance') writeCovariance(await descriptions());
else {
  process.stderr.write('usage: node matcher/bench/train-faces.ts mean|covariance [--people N] [--seed N]\n');
  process.exit(2);
}

async function meanWindow(): Promise<Float64Array> {
  const sum = new Float64Array(windowValues);
  for (let number = 0; number < people; number++) {
    for (const { jpeg, eyes } of await picturesOf(seed, number)) (await native.benchFaceWindow(jpeg, eyes)).forEach((v, k) => (sum[k]! += v));
  }
  return sum;
}

function writeMean(sum: Float64Array): void {
  const largest = sum.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const bytes = readFileSync(tablesFile);
  sum.forEach((v, k) => bytes.writeInt8(Math.round((v / largest) * 127), k));
  writeFileSync(tablesFile, bytes);
}

/** By person, of the pictures in which a face was found within a quarter of the true eye distance. */
async function descriptions(): Promise<Float32Array[][]> {
  const all: Float32Array[][] = [];
  for (let number = 0; number < people; number++) {
    const pictures = await picturesOf(seed, number);
    const faces = await Promise.all(pictures.map(({ jpeg }) => native.benchFace(jpeg)));
    all.push(faces.filter(({ eyes }, k) => eyes.length > 0 && Math.hypot(eyes[0]! - pictures[k]!.eyes[0], eyes[1]! - pictures[k]!.eyes[1]) < pictures[k]!.eyes[2] / 4).map((face) => face.description));
  }
  return all;
}

function writeCovariance(byPerson: Float32Array[][]): void {
  const mean = meanOf(byPerson.flat());
  const rows = invertTriangle(cholesky(shrunk(withinCovariance(byPerson))));
  const bytes = readFileSync(tablesFile);
  let at = windowValues;
  mean.forEach((v) => (at = bytes.writeFloatLE(v, at)));
  rows.forEach((row, k) => {
    const scale = row.reduce((most, v) => Math.max(most, Math.abs(v)), 0) / 32_767;
    at = bytes.writeFloatLE(scale, at);
    for (let j = 0; j <= k; j++) at = bytes.writeInt16LE(Math.round(row[j]! / scale), at);
  });
  writeFileSync(tablesFile, bytes);
}

function meanOf(vectors: Float32Array[]): Float64Array {
  const mean = new Float64Array(dimensions);
  for (const vector of vectors) vector.forEach((v, k) => (mean[k]! += v / vectors.length));
  return mean;
}

/** Lower triangle by rows. */
function withinCovariance(byPerson: Float32Array[][]): Float64Array[] {
  const sum = Array.from({ length: dimensions }, () => new Float64Array(dimensions));
  let free = 0;
  for (const vectors of byPerson.filter((all) => all.length > 1)) {
    const mean = meanOf(vectors);
    free += vectors.length - 1;
    for (const vector of vectors) {
      const d = mean.map((m, k) => vector[k]! - m);
      for (let i = 0; i < dimensions; i++) for (let j = 0; j <= i; j++) sum[i]![j]! += d[i]! * d[j]!;
    }
  }
  return sum.map((row) => row.map((v) => v / free));
}

function shrunk(covariance: Float64Array[]): Float64Array[] {
  const mean = covariance.reduce((sum, row, k) => sum + row[k]!, 0) / dimensions;
  return covariance.map((row, i) => row.map((v, j) => (i === j ? v + shrinkage * mean : v)));
}

/** L with L L' = the matrix; lower triangles. */
function cholesky(matrix: Float64Array[]): Float64Array[] {
  const lower = matrix.map(() => new Float64Array(dimensions));
  for (let i = 0; i < dimensions; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]![j]!;
      for (let k = 0; k < j; k++) rest -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = i === j ? Math.sqrt(rest) : rest / lower[j]![j]!;
    }
  }
  return lower;
}

/** Inverse of a lower triangle. */
function invertTriangle(lower: Float64Array[]): Float64Array[] {
  const inverse = lower.map(() => new Float64Array(dimensions));
  for (let j = 0; j < dimensions; j++) {
    inverse[j]![j] = 1 / lower[j]![j]!;
    for (let i = j + 1; i < dimensions; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= lower[i]![k]! * inverse[k]![j]!;
      inverse[i]![j] = sum / lower[i]![i]!;
    }
  }
  return inverse;
}
