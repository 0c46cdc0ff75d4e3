import { quantile } from '../core/quantile.ts';
import { counted } from '../core/words.ts';
import type { Quantiles, Reason, Verdict, VerdictWord } from '../core/verdict.ts';
import type { RunRecord } from '../store/run.ts';
import { classify, missWords, type Fate, type MissKind } from './classify.ts';
import { missShareLimits } from './clopper-pearson.ts';
import { promisesOf, weigh } from './promises.ts';
import { accuracy } from './rules/accuracy.ts';
import { digests } from './rules/digests.ts';
import { fleetLoop } from './rules/fleet-loop.ts';
import { interrupted } from './rules/interrupted.ts';
import { lateness } from './rules/lateness.ts';
import { links } from './rules/links.ts';
import { lost } from './rules/lost.ts';
import { notices } from './rules/notices.ts';
import { officers } from './rules/officers.ts';
import { processes, restarts } from './rules/processes.ts';
import { processor } from './rules/processor.ts';
import { records } from './rules/records.ts';
import type { Rule } from './rules/rule.ts';
import { warmUps } from './rules/warm-ups.ts';

/** The run did what the plan says; anything found makes it INVALID, whatever else it shows. */
export const validityRules: readonly Rule[] = [interrupted, officers, records, lateness, fleetLoop, processes, links, digests];
/** Anything found is a FAIL, however few. */
export const breachRules: readonly Rule[] = [lost, accuracy, notices];
/** Told, but deciding nothing. */
export const warningRules: readonly Rule[] = [restarts, processor, warmUps];

/** Judges one run: INVALID before everything, then FAIL, then INCONCLUSIVE, else PASS. Pure. */
export function judge(run: RunRecord): Verdict {
  const fates = classify(run.plan, run.checks);
  const promises = promisesOf(run.plan, run.checks, fates);
  const { broken, open } = weigh(promises);
  const find = (rules: readonly Rule[]): Reason[] => rules.flatMap((rule) => rule(run));
  const invalid = find(validityRules);
  const breaches = [...find(breachRules), ...broken];
  const [word, reasons]: [VerdictWord, Reason[]] = invalid.length > 0 ? ['INVALID', invalid] : breaches.length > 0 ? ['FAIL', breaches] : open.length > 0 ? ['INCONCLUSIVE', open] : ['PASS', []];
  const inTime = promises[0]!;
  const limits = inTime.checks > 0 ? missShareLimits(inTime.misses, inTime.checks) : null;
  const figures = {
    checks: {
      planned: run.checks.length,
      answered: run.checks.filter((check) => check.shownMs !== null).length,
      inTime: count(fates, 'in-time'),
      missed: inTime.misses,
      offline: count(fates, 'offline'),
    },
    missShareUpper: limits?.upper ?? null,
    missShareLower: limits?.lower ?? null,
    latencyMs: quantiles(run.checks.flatMap((check, k) => (fates[k] === 'offline' ? [] : [check.shownMs === null || check.capturedMs === null ? Number.POSITIVE_INFINITY : check.shownMs - check.capturedMs]))),
    waitMs: quantiles(run.checks.map((check) => (check.captureStartMs === null ? Number.POSITIVE_INFINITY : Math.max(0, check.captureStartMs - check.dueMs)))),
    accuracy: countAccuracy(run, fates),
  };
  return { word, sentence: sentence(word, reasons, fates, figures, run.plan.slo.inTime.share), reasons, warnings: find(warningRules), ...figures };
}

type Figures = Omit<Verdict, 'word' | 'sentence' | 'reasons' | 'warnings'>;

/** The sentence a person reads. */
function sentence(word: VerdictWord, reasons: readonly Reason[], fates: readonly Fate[], figures: Figures, share: number): string {
  const { checks, missShareUpper, latencyMs } = figures;
  const judged = checks.planned - checks.offline;
  const kept = `${checks.inTime} of ${judged} right and in time`;
  const offline = checks.offline > 0 ? `, ${checks.offline} stored offline and answered as promised` : '';
  const slowest = latencyMs.max === null ? '' : `, slowest ${(latencyMs.max / 1000).toFixed(1)} s`;
  const sure = missShareUpper === null ? '' : `95 % sure that at least ${(100 * (1 - missShareUpper)).toFixed(1)} % will be`;
  switch (word) {
    case 'PASS': return `PASS: ${kept}${slowest}${offline}${sure && `; ${sure}`}.`;
    case 'FAIL': return `FAIL: ${kept}${offline}${missesInWords(fates)}; ${reasons[0]!.message}.`;
    case 'INCONCLUSIVE': return `INCONCLUSIVE: ${kept}${slowest}${offline}${missesInWords(fates)}${sure && `; ${sure}`}, ${(100 * share).toFixed(0)} % are promised. More rounds would decide.`;
    case 'INVALID': return `INVALID: the run did not do what the plan says: ${reasons[0]!.message}${reasons.length > 1 ? `, and ${counted(reasons.length - 1, 'more reason')}` : ''}.`;
  }
}

function missesInWords(fates: readonly Fate[]): string {
  const kinds = (Object.keys(missWords) as MissKind[]).filter((kind) => count(fates, kind) > 0);
  return kinds.length === 0 ? '' : ` (${kinds.map((kind) => `${count(fates, kind)} ${missWords[kind]}`).join(', ')})`;
}

function countAccuracy(run: RunRecord, fates: readonly Fate[]): Verdict['accuracy'] {
  const mates = run.checks.filter((check) => check.expected === 'hit');
  return {
    mates: mates.length,
    matesFound: mates.filter((check) => check.outcome === 'hit' && check.detail === check.expectedReference).length,
    nonMates: run.checks.length - mates.length,
    falseHits: count(fates, 'false-hit'),
  };
}

function count(fates: readonly Fate[], fate: Fate): number {
  return fates.filter((candidate) => candidate === fate).length;
}

/** Type-7 quantiles; misses sort as infinite, and a quantile that touches one is null. */
function quantiles(valuesMs: readonly number[]): Quantiles {
  const sorted = [...valuesMs].sort((a, b) => a - b);
  const at = (q: number): number | null => {
    const value = quantile(sorted, q);
    return Number.isFinite(value) ? value : null;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
