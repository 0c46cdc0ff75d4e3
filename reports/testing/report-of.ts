import type { RunRecord } from '../../src/store/run.ts';
import { classify } from '../../src/verdict/classify.ts';
import { judge } from '../../src/verdict/judge.ts';
import type { Report } from '../report.ts';

/** The report of a run that is in memory only. */
export function reportOf(run: RunRecord): Report {
  return { run, verdict: judge(run), fates: classify(run.plan, run.checks), runDir: '/runs/small-1' };
}
