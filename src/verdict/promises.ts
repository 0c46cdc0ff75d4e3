import type { Plan } from '../core/plan.ts';
import type { Reason } from '../core/verdict.ts';
import type { StoredCheck } from '../store/run.ts';
import type { Fate } from './classify.ts';
import { missShareLimits } from './clopper-pearson.ts';

/** One-sided confidence of every promise is 1 - alpha. */
export const alpha = 0.05;

/** A share of checks that was promised, with what was counted. */
export interface Promised {
  code: 'IN_TIME' | 'WAITING';
  words: string;
  share: number;
  checks: number;
  misses: number;
}

/** The operation's promises counted over its checks. An offline check that kept its own promise is not judged by this one. */
export function promisesOf(plan: Plan, checks: readonly StoredCheck[], fates: readonly Fate[]): Promised[] {
  const online = fates.filter((fate) => fate !== 'offline');
  const { inTime, waiting } = plan.slo;
  const waited = (check: StoredCheck): boolean => check.captureStartMs === null || check.captureStartMs - check.dueMs > waiting!.limitMs;
  return [
    { code: 'IN_TIME', words: `right and within ${inTime.limitMs / 1000} s`, share: inTime.share, checks: online.length, misses: online.filter((fate) => fate !== 'in-time').length },
    ...(waiting ? [{ code: 'WAITING' as const, words: `begun within ${waiting.limitMs / 1000} s of arrival`, share: waiting.share, checks: checks.length, misses: checks.filter(waited).length }] : []),
  ];
}

/**
 * PASS where the interval lies inside the promise, FAIL where it lies outside (corrected by Holm 1979 over the promises), else open.
 * @returns reasons of promises broken, and of those not shown
 */
export function weigh(promises: readonly Promised[]): { broken: Reason[]; open: Reason[] } {
  const judged = promises.filter((promise) => promise.checks > 0);
  const brokenAt = (level: number): Promised[] => judged.filter((promise) => missShareLimits(promise.misses, promise.checks, level).lower > 1 - promise.share);
  const first = brokenAt(alpha / judged.length);
  const broken = first.length > 0 ? brokenAt(alpha / Math.max(1, judged.length - first.length)) : [];
  const open = judged.filter((promise) => !broken.includes(promise) && missShareLimits(promise.misses, promise.checks, alpha).upper > 1 - promise.share);
  return { broken: broken.map((promise) => reason(promise, 'BREACH')), open: open.map((promise) => reason(promise, 'OPEN')) };
}

function reason(promise: Promised, kind: 'BREACH' | 'OPEN'): Reason {
  const { lower, upper } = missShareLimits(promise.misses, promise.checks, alpha);
  const value = kind === 'BREACH' ? lower : upper;
  const words = kind === 'BREACH' ? `95 % sure that more than ${percent(lower)} miss` : `95 % sure only that no more than ${percent(upper)} miss`;
  return { code: `${promise.code}_${kind}`, message: `${promise.misses} of ${promise.checks} not ${promise.words}: ${words}, ${percent(1 - promise.share)} are allowed`, value: Number(value.toFixed(4)), limit: Number((1 - promise.share).toFixed(4)) };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
