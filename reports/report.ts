import { join } from 'node:path';
import type { Verdict } from '../src/core/verdict.ts';
import { readRun } from '../src/store/reader.ts';
import type { RunRecord } from '../src/store/run.ts';
import { classify, type Fate } from '../src/verdict/classify.ts';
import { judge } from '../src/verdict/judge.ts';

/** What every exporter is given. */
export interface Report {
  run: RunRecord;
  verdict: Verdict;
  /** What became of each check, in the order of `run.checks`. */
  fates: Fate[];
  /** Folder of the run; its evidence lies beneath. */
  runDir: string;
}

/**
 * Reads a run for its reports. A run that was killed before its verdict is judged here, on what it had recorded.
 * @throws AppError RUN_STORE_MISSING, RUN_STORE_CORRUPT
 */
export function readReport(runDir: string): Report {
  const run = readRun(join(runDir, 'run.sqlite'));
  return { run, verdict: run.verdict ?? judge(run), fates: classify(run.plan, run.checks), runDir };
}
