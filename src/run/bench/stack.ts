/**
 * What a check costs outside capture and link when nothing waits for anything: `npm run bench -- stack [--seed N]`. Plays
 * scenarios/testing/zero-load.yaml (a gallery of 2,000, two fingers and a face, one device) on the full stack and adds up each check's stages.
 */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../core/clock.ts';
import { peopleOf } from '../../core/plan.ts';
import { quantile } from '../../core/quantile.ts';
import { stages, type StageRecord } from '../../core/records.ts';
import { loadOperation } from '../../operation/load.ts';
import { rehearse } from '../rehearse.ts';

/** What is promised of the sum, p99, ms. */
const limitMsP99 = 1_000;

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
const loaded = loadOperation(join(import.meta.dirname, '..', '..', '..', 'scenarios', 'testing', 'zero-load.yaml'));
const told = new Set<string>();
const { run, verdict } = await rehearse(loaded, { seed: Number(values.seed) }, {
  target: null, faceModel: null, clock: systemClock, signal: new AbortController().signal,
  observer: {
    step: (name, done, total) => {
      if (!told.has(name)) process.stderr.write(`${name}: ${done} of ${total}\n`);
      told.add(name);
    },
    play: ({ checks, leftMs }) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${checks.done} of ${checks.total} checks, ${Math.round(leftMs / 1000)} s left  `);
    },
  },
});

const byCheck = Map.groupBy(run.stages.filter(({ stage }) => stage !== 'link'), ({ tcn }) => tcn);
const sums = [...byCheck.values()].map((own) => own.reduce((sum, { durationMs }) => sum + durationMs, 0));
const total = sums.reduce((a, b) => a + b, 0);

process.stdout.write(`\n${cpus()[0]!.model.trim()}, ${run.host.cores} cores; seed ${run.plan.seed}; ${sums.length} checks; gallery ${peopleOf(run.plan.gallery)}\n${verdict.sentence}\n\n`);
process.stdout.write(`${'stage'.padEnd(16)}${['p50 ms', 'p95 ms', 'p99 ms', 'max ms', 'share'].map((head) => head.padStart(9)).join('')}\n`);
for (const stage of stages.filter((name) => name !== 'link')) row(stage, run.stages.filter((record) => record.stage === stage).map((record: StageRecord) => record.durationMs));
row('all', sums);
process.stdout.write(`\nlimit of "all": p99 ${limitMsP99} ms\n`);

function row(name: string, durationsMs: number[]): void {
  if (durationsMs.length === 0) return;
  const sorted = [...durationsMs].sort((a, b) => a - b);
  const cells = [0.5, 0.95, 0.99, 1].map((q) => quantile(sorted, q).toFixed(1));
  const share = sorted.reduce((a, b) => a + b, 0) / total;
  process.stdout.write(`${name.padEnd(16)}${[...cells, `${(100 * share).toFixed(1)} %`].map((cell) => cell.padStart(9)).join('')}\n`);
}
