import { describe, expect, test } from 'vitest';
import type { EventRecord } from '../core/records.ts';
import type { RunRecord, StoredCheck } from '../store/run.ts';
import { judge } from './judge.ts';
import { goodRun } from './testing/good-run.ts';

/** A good run with one thing broken. */
function broken(change: (run: RunRecord) => void, checks = 100): RunRecord {
  const run = goodRun(checks);
  change(run);
  return run;
}

/** Breaks the first `count` checks that are submitted while the link is up, the mate apart. */
function breakChecks(run: RunRecord, count: number, change: Partial<StoredCheck>): void {
  const online = run.checks.filter((check) => !check.stored && check.expected === 'no-hit').slice(0, count);
  for (const check of online) Object.assign(check, change);
}

const died = (subject: string): EventRecord => ({ atMs: 5_000, kind: 'process-died', subject, data: { code: null, signal: 'SIGKILL' } });

describe('judge', () => {
  test('judge() passes a run in which all went as planned, and says how sure it is', () => {
    const verdict = judge(goodRun());
    expect(verdict.reasons).toEqual([]);
    expect(verdict.word).toBe('PASS');
    expect(verdict.checks).toEqual({ planned: 100, answered: 100, inTime: 80, missed: 0, offline: 20 });
    expect(verdict.sentence).toBe('PASS: 80 of 80 right and in time, slowest 2.0 s, 20 stored offline and answered as promised; 95 % sure that at least 96.3 % will be.');
    expect(verdict.latencyMs).toEqual({ p50: 2000, p95: 2000, p99: 2000, max: 2000 });
    expect(verdict.accuracy).toEqual({ mates: 1, matesFound: 1, nonMates: 99, falseHits: 0 });
  });

  const invalid: [string, string, (run: RunRecord) => void][] = [
    ['INTERRUPTED', 'a person ended the run', (run) => { run.interrupted = true; }],
    ['K6_NEVER_ENDED', 'k6 left no word', (run) => { run.k6 = null; }],
    ['K6_ENDED', 'k6 was killed', (run) => { run.k6 = { ...run.k6!, exitCode: null, signal: 'SIGKILL' }; }],
    ['K6_SUMMARY_MISSING', 'k6 wrote no summary, though it exited 0', (run) => { run.k6 = { exitCode: 0, signal: null, summary: null }; }],
    ['K6_SCHEDULED', 'k6 scheduled fewer checks than planned', (run) => { run.k6!.summary!.scheduled = 99; run.k6!.summary!.sent = 99; }],
    ['K6_DROPPED', 'k6 dropped a check', (run) => { run.k6!.summary!.sent = 99; }],
    ['K6_FAILED_CALLS', 'a call had no answer', (run) => { run.k6!.summary!.answered -= 1; run.k6!.summary!.failed = 1; }],
    ['K6_EXCEPTIONS', 'an officer threw', (run) => { run.k6!.summary!.exceptions = 1; }],
    ['RECORDS_DISAGREE', 'a planned check has no row', (run) => { run.checks.pop(); }],
    ['RECORDS_DISAGREE', 'the fleet knows of no call that k6 was answered for', (run) => { run.checks[0]!.calledMs = null; }],
    ['GENERATOR_LATE', 'one call came over 1 s late', (run) => { run.checks[3]!.latenessMs = 1_001; }],
    ['GENERATOR_LATE_P99', 'two calls in a hundred came 300 ms late', (run) => { for (const k of [3, 4]) run.checks[k]!.latenessMs = 300; }],
    ['FLEET_BLOCKED', 'the event loop stood still for over 1 s', (run) => { run.samples.push({ atMs: 900, subject: 'fleet', gauge: 'loopLagMsMax', value: 1_001 }); }],
    ['FLEET_BLOCKED_P99', 'the event loop lagged', (run) => { run.samples.push({ atMs: 900, subject: 'fleet', gauge: 'loopLagMsP99', value: 101 }); }],
    ...['k6', 'fleet', 'scanner', 'link', 'toxiproxy'].map((name): [string, string, (run: RunRecord) => void] => ['PROCESS_DIED', `${name} died`, (run) => { run.events.push(died(name)); }]),
    ['LINK_UNMEASURED', 'a link was not measured afterwards', (run) => { run.events.pop(); }],
    ['LINK_OFF', 'a round trip was 30 ms longer than asked', (run) => { run.events[0]!.data['gotRttMs'] = 96; }],
    ['LINK_OFF', 'a rate was a fifth lower than asked', (run) => { run.events[0]!.data['gotRateKBPerSUp'] = 490; }],
    ['PLANNED_FAULT_MISSING', 'an outage did not happen', (run) => { run.events.splice(1, 1); }],
    ['PLANNED_FAULT_MISSING', 'an outage happened over a second late', (run) => { run.events[1]!.atMs += 1_100; }],
    ['DIGESTS_DISAGREE', 'other bytes reached the target', (run) => { run.journal![0]!.requestDigest = 'other'; }],
  ];
  test.each(invalid)('judge() finds %s: %s', (code, _, change) => {
    const verdict = judge(broken(change));
    expect(verdict.word).toBe('INVALID');
    expect(verdict.reasons.map((reason) => reason.code)).toContain(code);
  });

  const failing: [string, string, (run: RunRecord) => void][] = [
    ['ACKNOWLEDGED_LOST', 'an acknowledged check is missing at the target', (run) => { run.journal!.pop(); }],
    ['ANSWERED_TWICE', 'the target gave another answer than the device has', (run) => { run.journal![0]!.answerDigest = 'other'; }],
    ['MATE_MISSED', 'a mate was answered with no hit', (run) => { Object.assign(run.checks[1]!, { outcome: 'no-hit', detail: null }); }],
    ['MATE_MISSED', 'a mate was answered with another record', (run) => { run.checks[1]!.detail = 'XX/1'; }],
    ['FALSE_HIT', 'a stranger was hit', (run) => { Object.assign(run.checks[2]!, { outcome: 'hit', detail: 'XX/1' }); run.events.push({ atMs: 9, kind: 'notice', subject: 'XX', data: { tcn: run.checks[2]!.tcn } }); }],
    ['NOTICE_MISSING', 'the owner of the record was not told', (run) => { run.events = run.events.filter((event) => event.subject !== 'BA'); }],
    ['IN_TIME_BREACH', 'a sixth of the checks were late', (run) => { breakChecks(run, 13, { shownMs: 600_000 }); }],
  ];
  test.each(failing)('judge() fails with %s: %s', (code, _, change) => {
    const verdict = judge(broken(change));
    expect(verdict.word).toBe('FAIL');
    expect(verdict.reasons.map((reason) => reason.code)).toContain(code);
  });

  const misses: [string, Partial<StoredCheck>][] = [
    ['late', { shownMs: 999_000 }],
    ['unanswered', { shownMs: null, answeredMs: null, outcome: null }],
    ['answered with an error', { outcome: 'error', detail: '117' }],
    ['never captured', { capturedMs: null, acknowledgedMs: null, answeredMs: null, shownMs: null, outcome: null, requestDigest: null, answerDigest: null }],
  ];
  test.each(misses)('judge() counts a check that is %s as a miss, never as a missing sample', (_, change) => {
    // 80 checks are judged, of which 0 may be missed; 2 leave it open.
    const verdict = judge(broken((run) => breakChecks(run, 2, change)));
    expect(verdict.checks.missed).toBe(2);
    expect(verdict.word).toBe('INCONCLUSIVE');
    expect(verdict.reasons.map((reason) => reason.code)).toEqual(['IN_TIME_OPEN']);
  });

  test('judge() shows no quantile that touches a miss', () => {
    const verdict = judge(broken((run) => breakChecks(run, 1, { shownMs: null, outcome: null })));
    expect(verdict.latencyMs.p50).toBe(2000);
    expect(verdict.latencyMs.max).toBeNull();
  });

  test('judge() lets only the plan make a check offline: a slow link never turns a miss into a stored check', () => {
    const verdict = judge(broken((run) => breakChecks(run, 1, { stored: true, shownMs: 90_000 })));
    expect(verdict.checks.missed).toBe(1);
  });

  test('judge() misses an offline check that came later than the link\'s return, the limit and the allowance', () => {
    const verdict = judge(broken((run) => { run.checks.find((check) => check.stored)!.shownMs = 200_000 + 20_000 + 60_000 + 1; }));
    expect(verdict.checks).toMatchObject({ offline: 19, missed: 1 });
  });

  test('judge() leaves an operation below the minimum open, even without a miss', () => {
    // 19 checks end before the link goes down at 100 s: all are judged, and 59 would be needed.
    const verdict = judge(goodRun(19));
    expect(verdict.checks).toMatchObject({ inTime: 19, missed: 0 });
    expect(verdict.word).toBe('INCONCLUSIVE');
  });

  test('judge() warns of a gateway that died, and decides by its misses', () => {
    const verdict = judge(broken((run) => run.events.push(died('gateway'))));
    expect(verdict.word).toBe('PASS');
    expect(verdict.warnings.map((warning) => warning.code)).toEqual(['TARGET_PROCESS_DIED']);
  });

  test('judge() warns of devices that had no warm answer before the clock started', () => {
    const verdict = judge(broken((run) => run.events.push({ atMs: 0, kind: 'warm-up-failed', subject: 'xx-one-01', data: { fault: 'gateway: refused' } })));
    expect(verdict.word).toBe('PASS');
    expect(verdict.warnings.map((warning) => warning.code)).toEqual(['WARM_UP_FAILED']);
  });

  test('judge() asks nothing of the journal of a target that shows none', () => {
    expect(judge(broken((run) => { run.journal = null; run.events = run.events.filter((event) => event.kind !== 'notice'); })).word).toBe('PASS');
  });

  test('judge() weighs waiting as a promise of its own', () => {
    const verdict = judge(broken((run) => {
      run.plan.slo.waiting = { limitMs: 60_000, share: 0.95 };
      for (const check of run.checks.slice(0, 20)) check.captureStartMs = check.dueMs + 60_001;
    }));
    expect(verdict.reasons.map((reason) => reason.code)).toEqual(['WAITING_BREACH']);
  });
});
