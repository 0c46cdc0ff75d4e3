import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Verdict } from '../src/core/verdict.ts';
import type { RunRecord } from '../src/store/run.ts';
import type { Report } from './report.ts';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const promised = z.strictObject({ limitMs: z.number().min(0), share });
const quantiles = z.strictObject({ p50: z.number().nullable(), p95: z.number().nullable(), p99: z.number().nullable(), max: z.number().nullable() })
  .describe('ms; null where the quantile touches a miss, or there was nothing to measure');

/** What `--json` prints. `reports/schema.json` is this schema written out. */
export const summarySchema = z.strictObject({
  schemaVersion: z.literal(1),
  verdict: z.enum(['PASS', 'FAIL', 'INCONCLUSIVE', 'INVALID']),
  reasons: z.array(z.strictObject({
    code: z.string(),
    message: z.string(),
    value: z.union([z.number(), z.string(), z.null()]),
    limit: z.union([z.number(), z.string(), z.null()]),
  })).describe('empty on PASS; value and limit in the unit that the code implies'),
  operation: z.string(),
  seed: count,
  rounds: count,
  target: z.string().describe('"reference", or the URL of the system tested'),
  runId: z.string(),
  runDir: z.string().describe('absolute path'),
  report: z.string().describe('absolute path of the HTML report'),
  slo: z.strictObject({
    inTime: promised,
    waiting: promised.optional(),
    offline: z.strictObject({ allowanceMs: z.number().min(0) }),
    accuracy: z.strictObject({ missedMatesMax: count, falseHitsMax: count }),
  }),
  checks: z.strictObject({ planned: count, answered: count, inTime: count, missed: count, offline: count }).describe('planned = inTime + missed + offline'),
  missShareUpper: share.nullable().describe('one-sided 95 % upper limit of the miss share (Clopper-Pearson); null when nothing was judged'),
  latencyMs: quantiles,
  waitMs: quantiles,
  accuracy: z.strictObject({ mates: count, matesFound: count, nonMates: count, falseHits: count }),
  versions: z.record(z.string(), z.string()),
});

export type Summary = z.output<typeof summarySchema>;

/** The object that `--json` prints. @param runDir folder of the run */
export function summaryOf(run: RunRecord, verdict: Verdict, runDir: string): Summary {
  const { inTime, waiting, offline, accuracy } = run.plan.slo;
  return {
    schemaVersion: 1,
    verdict: verdict.word,
    reasons: verdict.reasons,
    operation: run.plan.operation,
    seed: run.plan.seed,
    rounds: run.plan.rounds,
    target: run.target,
    runId: run.runId,
    runDir: resolve(runDir),
    report: join(resolve(runDir), 'report.html'),
    slo: { inTime, ...(waiting && { waiting }), offline, accuracy },
    checks: verdict.checks,
    missShareUpper: verdict.missShareUpper,
    latencyMs: verdict.latencyMs,
    waitMs: verdict.waitMs,
    accuracy: verdict.accuracy,
    versions: run.versions,
  };
}

/** The same as a file. */
export function json({ run, verdict, runDir }: Report): string {
  return `${JSON.stringify(summaryOf(run, verdict, runDir), null, 2)}\n`;
}
