/**
 * How near the search by faces comes to what the memory gives: one vector against a million, and the same bytes only read, in turn.
 *
 * `npm run bench -- scan [--faces N] [--rounds N]`
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { quantile } from '../../src/core/quantile.ts';
import { native } from '../native.ts';

/** One component, one byte. */
const vectorBytes = 512;

const { values } = parseArgs({ options: { faces: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '20' } } });
const faces = Number(values.faces);
const rounds = Number(values.rounds);

process.stdout.write(`${cpus()[0]!.model.trim()}, load ${loadavg()[0]!.toFixed(1)}, ${native.version()}, ${faces} vectors of ${vectorBytes} bytes, ${rounds} rounds\n`);
for (const threads of new Set([1, availableParallelism()])) {
  const { scan, read } = await native.benchFaceScan(faces, threads, rounds);
  const ratio = read.map((bytesPerS, k) => bytesPerS / scan[k]!);
  process.stdout.write(`${threads} thread(s): scan ${show(scan, (v) => (faces * vectorBytes * 1000) / v)} ms, ${show(scan, gigabytes)} GB/s; read ${show(read, gigabytes)} GB/s; scan / read in time ${show(ratio, (v) => v)} (goal <= 1.1)\n`);
}

/** Least, median and most, in the unit asked for. */
function show(values: Float64Array, unit: (value: number) => number): string {
  const sorted = [...values].map(unit).sort((a, b) => a - b);
  const figure = (q: number): string => Number(quantile(sorted, q).toPrecision(3)).toString();
  return `${figure(0)} / ${figure(0.5)} / ${figure(1)}`;
}

function gigabytes(bytesPerS: number): number {
  return bytesPerS / 1e9;
}
