import type { StoredCheck } from '../src/store/run.ts';
import { missWords, type Fate, type MissKind } from '../src/verdict/classify.ts';
import type { Report } from './report.ts';
import { duration } from './units.ts';

export interface Miss {
  check: StoredCheck;
  kind: MissKind;
  /** What went wrong, in words. */
  words: string;
}

/** The checks that were not answered right and in time, by due time. */
export function missesOf({ run, fates }: Report): Miss[] {
  return run.checks.flatMap((check, k) => {
    const fate = fates[k]!;
    return isMiss(fate) ? [{ check, kind: fate, words: wordsOf(check, fate) }] : [];
  });
}

export function isMiss(fate: Fate): fate is MissKind {
  return fate !== 'in-time' && fate !== 'offline';
}

function wordsOf(check: StoredCheck, kind: MissKind): string {
  const plain = missWords[kind];
  switch (kind) {
    case 'fault': return `${plain}: ${check.fault}`;
    case 'error-answer': return `${plain}: ${check.detail}`;
    case 'late': return `${plain}: shown ${duration(check.shownMs! - check.capturedMs!)} after submission`;
    case 'unanswered': return `${plain}: ${check.acknowledgedMs === null ? 'the target never acknowledged it' : 'the target acknowledged it'}, ${check.attempts} attempt(s)`;
    case 'never-captured': return check.calledMs === null ? `${plain}: the officer never began` : plain;
    case 'missed-mate': return `${plain}: ${check.expectedReference} should have been hit`;
    case 'false-hit': return `${plain}: ${check.detail}, of a person who is in no record`;
    case 'wrong-mate': return `${plain}: ${check.detail} instead of ${check.expectedReference}`;
  }
}

/** Result time, ms; null where there is none. */
export function resultMs(check: StoredCheck): number | null {
  return check.shownMs === null || check.capturedMs === null ? null : check.shownMs - check.capturedMs;
}
