import { linkReturnsAt, linkStateAt, type Plan } from '../core/plan.ts';
import type { StoredCheck } from '../store/run.ts';

/**
 * What became of one planned check. `offline`: submitted while the plan had its site's link down, and answered within the promise for that.
 * Everything that is not right and in time is a miss of some kind, never a missing sample.
 */
export type Fate = 'in-time' | 'offline' | MissKind;

export type MissKind = 'never-captured' | 'fault' | 'error-answer' | 'unanswered' | 'late' | 'missed-mate' | 'false-hit' | 'wrong-mate';

/** Words of each kind of miss, for people. */
export const missWords: Record<MissKind, string> = {
  'never-captured': 'never captured',
  fault: 'ended by a fault at the device',
  'error-answer': 'answered with an error',
  unanswered: 'never answered',
  late: 'late',
  'missed-mate': 'a mate was missed',
  'false-hit': 'a false hit',
  'wrong-mate': 'the wrong record was hit',
};

/** The fate of each check, in the order given. */
export function classify(plan: Plan, checks: readonly StoredCheck[]): Fate[] {
  const sites = new Map(plan.sites.map((site) => [site.id, site]));
  return checks.map((check) => {
    if (check.capturedMs === null) return check.fault === null ? 'never-captured' : 'fault';
    if (check.shownMs === null) return check.fault === null ? 'unanswered' : 'fault';
    const wrong = wrongAnswer(check);
    if (wrong) return wrong;
    const site = sites.get(check.site)!;
    const { limitMs } = plan.slo.inTime;
    if (linkStateAt(site, check.capturedMs) === 'up') return check.shownMs - check.capturedMs <= limitMs ? 'in-time' : 'late';
    return check.shownMs <= linkReturnsAt(site, check.capturedMs)! + limitMs + plan.slo.offline.allowanceMs ? 'offline' : 'late';
  });
}

function wrongAnswer(check: StoredCheck): MissKind | null {
  if (check.outcome === 'error') return 'error-answer';
  if (check.expected === 'hit') {
    if (check.outcome !== 'hit') return 'missed-mate';
    return check.detail === check.expectedReference ? null : 'wrong-mate';
  }
  return check.outcome === 'hit' ? 'false-hit' : null;
}
