/**
 * Hostile bytes against everything that reads bytes from outside: WSQ streams, JPEG and BMP pictures, slaps, templates (in Rust, `core/src/fuzz.rs`)
 * and INT-I files (in TypeScript). Mutants are made from good bytes by a seed, each named by its number.
 *
 * `npm run bench -- fuzz [--mutants N] [--seed N] [--target NAME] [--from N]`
 * N mutants over all targets together. Each batch runs in a process of its own, so that a crash, a hang or an endless need of memory shows as
 * such. `--target` and
 * `--from` make named ones again. Exit 1 when anything but an answer or an error came of a mutant: this bench is a check as well.
 */
import { fork } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Batch, Tally, TargetName } from './fuzz-target.ts';

/** Share of the mutants, by what they cost. */
const shares: Record<TargetName, number> = { wsq: 0.3, jpeg: 0.1, bmp: 0.098, slap: 0.002, template: 0.3, 'int-i': 0.2 };
const batchSize = 25_000;
/** A batch takes seconds; what has not ended after this has hung, ms. */
const batchMsMax = 600_000;

const { values } = parseArgs({ options: { mutants: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' }, target: { type: 'string' }, from: { type: 'string', default: '0' } } });
const first = Number(values.from);
const mutants = Number(values.mutants);
const targets = (Object.keys(shares) as TargetName[]).filter((name) => values.target === undefined || values.target === name);
if (targets.length === 0 || !Number.isSafeInteger(mutants) || mutants < 1) {
  process.stderr.write(`usage: npm run bench -- fuzz [--mutants N] [--seed N] [--target ${Object.keys(shares).join('|')}] [--from N]\n`);
  process.exit(2);
}

interface Ended extends Tally {
  /** Batches that crashed or hung. */
  broken: string[];
}

process.stdout.write(`${cpus()[0]!.model}, seed ${values.seed}\n`);
process.stdout.write(`${'target'.padEnd(9)} ${'mutants'.padStart(9)} ${'read'.padStart(9)} ${'refused'.padStart(9)} panics  hangs, crashes  slowest (its number)  memory of a process\n`);
const all: Ended[] = [];
for (const target of targets) {
  const total = Math.round(values.target === undefined ? mutants * shares[target] : mutants);
  let sum: Ended = { taken: 0, refused: 0, panicked: [], slowestMs: 0, slowestNumber: 0, baseMB: 0, peakMB: 0, broken: [] };
  for (let from = first; from < first + total; from += batchSize) sum = added(sum, await runBatch({ target, seed: Number(values.seed), from, to: Math.min(first + total, from + batchSize) }));
  all.push(sum);
  process.stdout.write(`${target.padEnd(9)} ${String(total).padStart(9)} ${String(sum.taken).padStart(9)} ${String(sum.refused).padStart(9)} ${String(sum.panicked.length).padStart(6)} ${String(sum.broken.length).padStart(15)}  ${`${sum.slowestMs.toFixed(1)} ms (${sum.slowestNumber})`.padEnd(20)}  ${sum.peakMB.toFixed(0)} MB, ${sum.baseMB.toFixed(0)} before the first\n`);
  if (sum.panicked.length > 0) process.stdout.write(`  panics at ${sum.panicked.slice(0, 8).join(', ')}\n`);
  for (const words of sum.broken) process.stdout.write(`  ${words}\n`);
}
const failed = all.filter(({ panicked, broken }) => panicked.length + broken.length > 0).length;
process.stdout.write(failed === 0 ? 'every mutant was read or refused\n' : `${failed} targets broke\n`);
process.exitCode = failed === 0 ? 0 : 1;

function added(sum: Ended, batch: Ended): Ended {
  const slower = batch.slowestMs > sum.slowestMs ? batch : sum;
  return {
    taken: sum.taken + batch.taken, refused: sum.refused + batch.refused, panicked: [...sum.panicked, ...batch.panicked], broken: [...sum.broken, ...batch.broken],
    slowestMs: slower.slowestMs, slowestNumber: slower.slowestNumber, baseMB: Math.max(sum.baseMB, batch.baseMB), peakMB: Math.max(sum.peakMB, batch.peakMB),
  };
}

function runBatch(batch: Batch): Promise<Ended> {
  const child = fork(new URL('fuzz-target.ts', import.meta.url), [JSON.stringify(batch)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], timeout: batchMsMax, killSignal: 'SIGKILL' });
  let tally: Tally | null = null;
  child.on('message', (message) => { tally = message as Tally; });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      const empty = { taken: 0, refused: 0, panicked: [], slowestMs: 0, slowestNumber: 0, baseMB: 0, peakMB: 0 };
      resolve({ ...(tally ?? empty), broken: tally ? [] : [`mutants ${batch.from} to ${batch.to} of ${batch.target}: ended by ${signal ?? `exit ${code}`}`] });
    });
  });
}
