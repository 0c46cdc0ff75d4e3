import type { CheckPlan, Plan, SitePlan } from '../../src/core/plan.ts';
import { stream, type Random } from '../../src/core/random.ts';
import { stages, type EventRecord, type SampleRecord, type StageRecord } from '../../src/core/records.ts';
import { formatTcn } from '../../src/core/tcn.ts';
import type { RunRecord, StoredCheck } from '../../src/store/run.ts';
import { goodRun } from '../../src/verdict/testing/good-run.ts';

/** How large a made run is. */
export interface RunSize {
  checks: number;
  sites: number;
  seed: number;
}

const outage = { fromMs: 120_000, toMs: 190_000 };
const hitReferences = ['HR/50000001', 'BA/50000002'];

/**
 * A run as rich as a real one: every stage, three link profiles, an outage at the second site, two hits, a gateway that dies and comes back, and
 * late checks while it is away.
 */
export function richRun(size: RunSize): RunRecord {
  const random = stream(size.seed, 'rich-run');
  const plan = planOf(size, random);
  const rows = plan.checks.map((check) => playCheck(plan, check, random));
  const checks = rows.map((row) => row.check);
  const stored = checks.filter((check) => check.stored).length;
  return {
    ...goodRun(2), runId: `rich-${size.checks}-20260105T080000`, plan, planDigest: 'b9b8e7f0'.repeat(8),
    versions: { hotspot: '0.1.0', node: '26.10.0', k6: '2.2.0 (0123456789ab)', toxiproxy: '2.12.0 (ba9876543210)', matcher: '5f3c1a9b7d20', synth: '1c9e4b7a3f58' },
    host: { os: 'Linux 6.1', cpu: 'Test processor 3.0 GHz', cores: 4, memoryBytes: 16e9 },
    k6: { exitCode: 0, signal: null, summary: { scheduled: checks.length, sent: checks.length, answered: checks.length - stored, stored, failed: 0, exceptions: 0 } },
    checks, stages: rows.flatMap((row) => row.stages), events: eventsOf(plan, checks), samples: samplesOf(plan, checks, random),
    journal: checks.map((check) => ({ ori: plan.sites.find((site) => site.id === check.site)!.ori, tcn: check.tcn, requestDigest: check.requestDigest!, state: 'answered', answerDigest: check.answerDigest })),
  };
}

function planOf({ checks, sites, seed }: RunSize, random: Random): Plan {
  const links = ['4g-rural-balkan', 'vsat-geo', '3g'];
  const places: SitePlan[] = Array.from({ length: sites }, (_, k) => ({
    id: `xx-place-${k + 1}`, name: `Place ${k + 1}`, country: 'XX', kind: 'border-crossing', ori: `XX/P${k + 1}`, link: links[k % links.length]!,
    linkChanges: k === 1 ? [{ atMs: outage.fromMs, state: 'silent' }, { atMs: outage.toMs, state: 'up' }] : [], jumps: [{ atMs: 60_000, skippedMs: 5 * 3_600_000 }],
  }));
  const devices = places.flatMap((site) => [1, 2].map((n) => ({ id: `${site.id}-0${n}`, site: site.id })));
  const drawn = Array.from({ length: checks }, (_, k) => ({ device: devices[k % devices.length]!, dueMs: Math.round(5_000 + Math.floor(k / devices.length) * 15_000 + random.range(0, 9_000)) }));
  const planned = drawn.map(({ device, dueMs }, k): CheckPlan => ({
    tcn: formatTcn(26, k + 1), n: Math.floor(k / devices.length), round: 0, site: device.site, device: device.id, scenarioMs: dueMs, dueMs, person: { seed, number: k }, impression: 1, condition: 'normal',
    expected: k % 30 === 7 && k < 60 ? { outcome: 'hit', reference: hitReferences[Math.floor(k / 30)]! } : { outcome: 'no-hit' },
  })).sort((a, b) => a.dueMs - b.dueMs || a.tcn.localeCompare(b.tcn));
  const base = goodRun(2).plan;
  return {
    ...base, operation: 'rich', title: 'Rich rehearsal', seed, checks: planned, sites: places, devices, playMs: Math.max(...planned.map((check) => check.dueMs)) + 30_000,
    gallery: { ...base.gallery, size: 2000, mates: hitReferences.map((reference, k) => ({ person: { seed, number: 7 + 30 * k }, reference, ownerCountry: reference.slice(0, 2), recordYear: 2018 - 4 * k })) },
    assumptions: ['Two index fingers and a face of each person.', 'The gallery of 2,000 synthetic people stands in for the central system.'], sources: ['INTERPOL HOTSPOT project brochure.'],
  };
}

/** Mean of each stage, ms; the link's is its site's. */
const stageMeansMs: Partial<Record<string, number>> = {
  package: 14, queue: 6, validate: 9, journal: 12, admission: 18, identify: 7, 'match-queue': 30, 'match-decode': 45, 'match-extract': 310, 'match-filter': 120, 'match-rerank': 85, 'match-face': 60, 'match-decide': 2, decide: 16, show: 3,
};
const linkMeansMs: Record<string, number> = { '4g-rural-balkan': 420, 'vsat-geo': 1_900, '3g': 1_100 };
const gatewayAway = { fromMs: 80_000, toMs: 86_500 };

function playCheck(plan: Plan, check: CheckPlan, random: Random): { check: StoredCheck; stages: StageRecord[] } {
  const site = plan.sites.find((candidate) => candidate.id === check.site)!;
  const captureStartMs = check.dueMs + random.exponential(900);
  const capturedMs = captureStartMs + 3_500 + random.exponential(900);
  const down = site.linkChanges.length > 0 && capturedMs >= outage.fromMs && capturedMs < outage.toMs;
  const away = capturedMs > gatewayAway.fromMs && capturedMs < gatewayAway.toMs;
  const told = stages.map((stage) => ({ stage, durationMs: (stage === 'link' ? linkMeansMs[site.link]! : stageMeansMs[stage]!) * random.range(0.5, 1.2) + random.exponential(stage === 'link' ? 250 : 4) }));
  if (down) told[1]!.durationMs = outage.toMs - capturedMs + random.range(500, 6_000);
  if (away) told[1]!.durationMs = gatewayAway.toMs - capturedMs + 14_500 + random.range(0, 4_000);
  const shownMs = capturedMs + told.reduce((sum, part) => sum + part.durationMs, 0) + 4;
  const hit = check.expected.outcome === 'hit' ? check.expected.reference : null;
  return {
    check: {
      tcn: check.tcn, round: 0, site: check.site, device: check.device, link: site.link, person: `${check.person.seed}/${check.person.number}`, dueMs: check.dueMs, calledMs: check.dueMs + 2, latenessMs: 2, captureStartMs, capturedMs,
      acknowledgedMs: shownMs - 10, answeredMs: shownMs - 3, shownMs, outcome: check.expected.outcome, detail: hit, score: hit ? 74 : 3, attempts: away ? 4 : 1, bytesUp: Math.round(random.range(42_000, 61_000)), bytesDown: 310, stored: down,
      requestDigest: `request-${check.tcn}`, answerDigest: `answer-${check.tcn}`, fault: null, expected: check.expected.outcome, expectedReference: hit,
    },
    stages: told.map(({ stage, durationMs }) => ({ tcn: check.tcn, stage, startMs: null, durationMs })),
  };
}

function eventsOf(plan: Plan, checks: readonly StoredCheck[]): EventRecord[] {
  const canary = (site: SitePlan, when: string): EventRecord => ({ atMs: when === 'before' ? 0 : plan.playMs, kind: 'canary', subject: site.id, data: { site: site.id, when, askedRttMs: 66, gotRttMs: 68.2, askedRateKBPerSUp: 613, gotRateKBPerSUp: 601.4, bytes: 900_000 } });
  return [
    { atMs: 0, kind: 'gallery-loaded', subject: 'matcher', data: { people: plan.gallery.size + plan.gallery.mates.length, loadMs: 240 } },
    ...plan.sites.map((site) => canary(site, 'before')),
    { atMs: gatewayAway.fromMs, kind: 'process-died', subject: 'gateway', data: { code: null, signal: 'SIGKILL', pid: 4242 } },
    { atMs: gatewayAway.toMs, kind: 'process-restarted', subject: 'gateway', data: { restarts: 1 } },
    ...plan.sites.flatMap((site) => site.linkChanges.map((change) => ({ atMs: change.atMs + 4, kind: 'link', subject: site.id, data: { state: change.state, plannedMs: change.atMs } }))),
    ...checks.filter((check) => check.outcome === 'hit').flatMap((check) => [check.detail!.slice(0, 2), 'XX'].map((country) => ({ atMs: plan.playMs, kind: 'notice', subject: country, data: { tcn: check.tcn, reference: check.detail } }))),
    ...plan.sites.map((site) => canary(site, 'after')),
  ];
}

/** Turns of gauging, so that a long play is made quickly. */
const turnsMax = 600;

function samplesOf(plan: Plan, checks: readonly StoredCheck[], random: Random): SampleRecord[] {
  const turns = Math.min(turnsMax, Math.ceil(plan.playMs / 1_000));
  const ofSite = Map.groupBy(checks, (check) => check.site);
  return Array.from({ length: turns }, (_, k) => (k * plan.playMs) / turns).flatMap((atMs): SampleRecord[] => [
    ...plan.sites.map((site) => ({ atMs, subject: `site:${site.id}`, gauge: 'queueDepth', value: ofSite.get(site.id)!.filter((check) => check.capturedMs! <= atMs && check.answeredMs! > atMs).length })),
    ...(['fleet', 'gateway', 'matcher', 'scanner', 'k6'] as const).flatMap((subject, n) => [
      { atMs, subject, gauge: 'cpuRatio', value: random.range(0.02, 0.2 + 0.1 * n) }, { atMs, subject, gauge: 'rssBytes', value: 80e6 + 30e6 * n },
    ]),
    { atMs, subject: 'fleet', gauge: 'loopLagMsP99', value: 4 }, { atMs, subject: 'fleet', gauge: 'loopLagMsMax', value: 20 },
  ]);
}
