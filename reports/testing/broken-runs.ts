import type { RunRecord, StoredCheck } from '../../src/store/run.ts';
import { goodRun } from '../../src/verdict/testing/good-run.ts';

/** What a check is that nobody ever began. */
const neverBegun: Partial<StoredCheck> = {
  calledMs: null, latenessMs: null, captureStartMs: null, capturedMs: null, acknowledgedMs: null, answeredMs: null, shownMs: null, outcome: null, detail: null, score: null, attempts: 0, bytesUp: 0, bytesDown: 0, requestDigest: null, answerDigest: null,
};

/** A run with a miss of most kinds, and with an outage. */
export function missesRun(): RunRecord {
  const run = goodRun(100);
  const misses: Partial<StoredCheck>[] = [
    { outcome: 'no-hit', detail: null },
    { shownMs: 41_000 },
    { shownMs: null, answeredMs: null, outcome: null },
    { shownMs: null, answeredMs: null, acknowledgedMs: null, outcome: null, attempts: 7 },
    { outcome: 'error', detail: '117: <b>no finger</b> | "bad" & worse' },
    { outcome: 'hit', detail: 'XX/1' },
    { capturedMs: null, acknowledgedMs: null, answeredMs: null, outcome: 'error', fault: 'scanner fault 106: Device not ready' },
  ];
  misses.forEach((change, k) => Object.assign(run.checks[k + 1]!, change));
  return run;
}

/** A run that a person ended after a third. */
export function interruptedRun(): RunRecord {
  const run = goodRun(100);
  for (const check of run.checks.slice(33)) Object.assign(check, neverBegun, { stored: false });
  return { ...run, interrupted: true, k6: null, journal: null, events: run.events.filter((event) => event.kind !== 'notice' && event.data['when'] !== 'after') };
}

/** A run that was killed before its clock started: there is the plan, and nothing else. */
export function emptyRun(): RunRecord {
  const run = goodRun(60);
  for (const check of run.checks) Object.assign(check, neverBegun, { stored: false });
  return { ...run, k6: null, journal: null, events: [], samples: [] };
}
