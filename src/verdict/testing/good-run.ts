import type { Plan } from '../../core/plan.ts';
import { formatTcn } from '../../core/tcn.ts';
import type { EventRecord } from '../../core/records.ts';
import type { RunRecord, StoredCheck } from '../../store/run.ts';

const siteId = 'xx-one';

/** A plan of `checks` checks at one site, 5 s apart, the second of a mate; the link is down from 100 s to 200 s. */
export function smallPlan(checks: number): Plan {
  return {
    schemaVersion: 1, operation: 'small', title: 'Small', seed: 1, rounds: 1, startsOn: '2026-01-05',
    slo: { inTime: { limitMs: 20_000, share: 0.95 }, offline: { allowanceMs: 60_000 }, accuracy: { missedMatesMax: 0, falseHitsMax: 0 } },
    capture: { fingers: [2, 7], fap: 30, face: true, preset: 'field' },
    origins: [{ country: 'AF', weight: 1 }], countries: ['XX'],
    sites: [{ id: siteId, name: 'One', country: 'XX', kind: 'border-crossing', ori: 'XX/ONE', link: '4g-rural-balkan', linkChanges: [{ atMs: 100_000, state: 'silent' }, { atMs: 200_000, state: 'up' }], jumps: [] }],
    devices: [{ id: 'xx-one-01', site: siteId }],
    checks: Array.from({ length: checks }, (_, k) => ({
      tcn: formatTcn(26, k + 1), n: k, round: 0, site: siteId, device: 'xx-one-01', scenarioMs: k * 5_000, dueMs: k * 5_000, person: { seed: 1, number: k }, impression: 1, condition: 'normal' as const,
      expected: k === 1 ? { outcome: 'hit' as const, reference: 'BA/50000001' } : { outcome: 'no-hit' as const },
    })),
    gallery: { seed: 2, size: 10, recordedUntil: 2020, origins: [{ country: 'AF', weight: 1 }], fingers: [2, 7], face: true, crowd: 0, shards: 1, mates: [{ person: { seed: 1, number: 1 }, reference: 'BA/50000001', ownerCountry: 'BA', recordYear: 2011 }] },
    playMs: checks * 5_000, assumptions: [], sources: [],
  };
}

/** A run in which everything went as planned: captured 4 s after arrival, shown 2 s later, or 5 s after the link's return. */
export function goodRun(checks = 100): RunRecord {
  const plan = smallPlan(checks);
  const rows = plan.checks.map((check): StoredCheck => {
    const capturedMs = check.dueMs + 4_000;
    const down = capturedMs >= 100_000 && capturedMs < 200_000;
    const shownMs = down ? 205_000 : capturedMs + 2_000;
    const hit = check.expected.outcome === 'hit' ? check.expected.reference : null;
    return {
      tcn: check.tcn, round: 0, site: check.site, device: check.device, link: '4g-rural-balkan', person: `1/${check.person.number}`, dueMs: check.dueMs, calledMs: check.dueMs + 2, latenessMs: 2,
      captureStartMs: check.dueMs + 5, capturedMs, acknowledgedMs: shownMs - 10, answeredMs: shownMs - 10, shownMs, outcome: check.expected.outcome, detail: hit, score: hit ? 5000 : 0,
      attempts: 1, bytesUp: 50_000, bytesDown: 300, stored: down, requestDigest: `request-${check.tcn}`, answerDigest: `answer-${check.tcn}`, fault: null, expected: check.expected.outcome, expectedReference: hit,
    };
  });
  const canary = { site: siteId, askedRttMs: 66, gotRttMs: 67, askedRateKBPerSUp: 613, gotRateKBPerSUp: 600, bytes: 900_000 };
  const events: EventRecord[] = [
    { atMs: 0, kind: 'canary', subject: siteId, data: { ...canary, when: 'before' } },
    ...plan.sites[0]!.linkChanges.map((change) => ({ atMs: change.atMs + 5, kind: 'link', subject: siteId, data: { state: change.state, plannedMs: change.atMs } })),
    ...['BA', 'XX'].map((country) => ({ atMs: plan.playMs, kind: 'notice', subject: country, data: { tcn: plan.checks[1]!.tcn, reference: 'BA/50000001' } })),
    { atMs: plan.playMs, kind: 'canary', subject: siteId, data: { ...canary, when: 'after' } },
  ];
  const stored = rows.filter((row) => row.stored).length;
  return {
    runId: 'small-1', plan, planDigest: 'digest', target: 'reference', versions: {}, host: { os: 'Linux', cpu: 'test', cores: 2, memoryBytes: 8e9 }, startedAt: '2026-01-05T00:00:00.000Z',
    k6: { exitCode: 0, signal: null, summary: { scheduled: checks, sent: checks, answered: checks - stored, stored, failed: 0, exceptions: 0 } },
    interrupted: false, warmups: [], verdict: null, checks: rows, stages: [], events,
    samples: [{ atMs: 500, subject: 'fleet', gauge: 'loopLagMsP99', value: 3 }, { atMs: 500, subject: 'fleet', gauge: 'loopLagMsMax', value: 20 }, { atMs: 500, subject: 'fleet', gauge: 'cpuRatio', value: 0.1 }],
    journal: rows.map((row) => ({ ori: 'XX/ONE', tcn: row.tcn, requestDigest: row.requestDigest!, state: 'answered', answerDigest: row.answerDigest })),
  };
}
