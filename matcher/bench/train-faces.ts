/**
 * Makes `matcher/core/src/face/tables.bin` from synthetic faces: the mean face, the mean description, and the metric by which descriptions are
 * compared: likelihood of one person against that of two, both normal (Chen, Cao, Wang, Wen, Sun 2012, Bayesian Face Revisited, whose cross
 * term is kept). The seed must differ from the one that `faces.ts` measures with.
 *
 * `node matcher/bench/train-faces.ts mean|metric [--people N] [--seed N]`
 * `mean` (60 people do) first, then `node bin/setup.cjs`, then `metric`, which needs eyes found with the new mean face, then set-up again.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { native } from '../native.ts';
import { picturesOf } from './face-set.ts';
import { cholesky, inverse, minus, plus, scatter, type Matrix } from './matrix.ts';

const tablesFile = new URL('../core/src/face/tables.bin', import.meta.url);
const windowValues = 48 * 60 * 2;
const dimensions = 512;
/** Share of the mean variance within people added to every one: covariances of few people are too sure of themselves. 0.05 to 0.3 tried: alike. */
const shrinkage = 0.1;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { people: { type: 'string', default: '2000' }, seed: { type: 'string', default: '7001' } } });
const people = Number(values.people);
const seed = Number(values.seed);

if (positionals[0] === 'mean') writeMean(await meanWindow());
else if (positionals[0] === 'metric') writeMetric(await descriptions());
else {
  process.stderr.write('usage: node matcher/bench/train-faces.ts mean|metric [--people N] [--seed N]\n');
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
    if (number % 100 === 99) process.stderr.write(`${number + 1} of ${people} people\n`);
    all.push(faces.filter(({ eyes }, k) => eyes.length > 0 && Math.hypot(eyes[0]! - pictures[k]!.eyes[0], eyes[1]! - pictures[k]!.eyes[1]) < pictures[k]!.eyes[2] / 4).map((face) => face.description));
  }
  return all;
}

function writeMetric(byPerson: Float32Array[][]): void {
  const mean = meanOf(byPerson.flat());
  const within = withinCovariance(byPerson);
  const floor = (shrinkage * within.reduce((sum, row, k) => sum + row[k]!, 0)) / dimensions;
  within.forEach((row, k) => (row[k]! += floor));
  const all = plus(within, betweenCovariance(byPerson, mean));
  // x' (W^-1 - (W + B)^-1) y, as a dot product of L' x and L' y.
  const columns = cholesky(minus(inverse(within), inverse(all)));
  const bytes = readFileSync(tablesFile);
  let at = windowValues;
  mean.forEach((v) => (at = bytes.writeFloatLE(v, at)));
  for (let k = 0; k < dimensions; k++) {
    const column = columns.slice(k).map((row) => row[k]!);
    const scale = column.reduce((most, v) => Math.max(most, Math.abs(v)), 0) / 32_767;
    at = bytes.writeFloatLE(scale, at);
    for (const v of column) at = bytes.writeInt16LE(Math.round(v / scale), at);
  }
  writeFileSync(tablesFile, bytes);
}

function meanOf(vectors: Float32Array[]): Float64Array {
  const mean = new Float64Array(dimensions);
  for (const vector of vectors) vector.forEach((v, k) => (mean[k]! += v / vectors.length));
  return mean;
}

function withinCovariance(byPerson: Float32Array[][]): Matrix {
  const several = byPerson.filter((vectors) => vectors.length > 1);
  const differences = several.flatMap((vectors) => {
    const mean = meanOf(vectors);
    return vectors.map((vector) => mean.map((m, k) => vector[k]! - m));
  });
  return scatter(differences, differences.length - several.length);
}

function betweenCovariance(byPerson: Float32Array[][], mean: Float64Array): Matrix {
  const people = byPerson.filter((vectors) => vectors.length > 0).map((vectors) => meanOf(vectors).map((v, k) => v - mean[k]!));
  return scatter(people, people.length);
}
