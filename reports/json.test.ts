import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { goodRun } from '../src/verdict/testing/good-run.ts';
import { json, summaryOf, summarySchema } from './json.ts';
import { emptyRun, interruptedRun, missesRun } from './testing/broken-runs.ts';
import { reportOf } from './testing/report-of.ts';
import { richRun } from './testing/rich-run.ts';

const golden = join(import.meta.dirname, 'golden');

describe('json', () => {
  test('schema.json is the schema that the summary keeps', async () => {
    await expect(`${JSON.stringify(z.toJSONSchema(summarySchema), null, 2)}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'schema.json'));
  });

  test.each([['good', goodRun()], ['misses', missesRun()], ['interrupted', interruptedRun()]] as const)('json() of a run: %s', async (name, run) => {
    await expect(json(reportOf(run))).toMatchFileSnapshot(join(golden, `${name}.json`));
  });

  test.each([
    ['good', goodRun()], ['misses', missesRun()], ['interrupted', interruptedRun()], ['empty', emptyRun()], ['rich', richRun({ checks: 300, sites: 4, seed: 3 })],
  ] as const)('json() keeps its schema, and every planned check is in time, missed or offline: %s', (_, run) => {
    const { checks } = summarySchema.parse(JSON.parse(json(reportOf(run))));
    expect(checks.inTime + checks.missed + checks.offline).toBe(checks.planned);
  });

  test('summaryOf() names the folder and the report by absolute paths, and states a promise of waiting', () => {
    const run = goodRun();
    run.plan.slo.waiting = { limitMs: 600_000, share: 0.9 };
    const { verdict } = reportOf(run);
    expect(summaryOf(run, verdict, 'runs/x')).toMatchObject({ runDir: join(process.cwd(), 'runs/x'), report: join(process.cwd(), 'runs/x/report.html'), slo: { waiting: { limitMs: 600_000, share: 0.9 } } });
  });
});
