import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stream } from '../../core/random.ts';
import type { CheckRecord } from '../../core/records.ts';
import type { Shown } from '../check.ts';
import type { Fleet } from '../fleet.ts';
import { flushDelayMs } from '../policy.ts';
import { startRelay } from '../testing/relay.ts';
import { call, eventsOf, makeTestBed, until } from '../testing/test-bed.ts';
import type { TestBed } from '../testing/test-bed.ts';

let bed: TestBed;
beforeEach(async () => {
  bed = await makeTestBed({ sites: 2, devicesEach: 3, checksEach: 4 });
});
afterEach(() => bed.close());

const tcnOf = (device: string, n: number): string => bed.plan.checks.find((check) => check.device === device && check.n === n)!.tcn;
const recordOf = (fleet: Fleet, tcn: string): CheckRecord => fleet.journal.record(tcn)!;
const reasons = (fleet: Fleet): unknown[] => eventsOf(fleet, 'retry').map(({ data }) => data['reason']);

/** The check is settled, its one POST digest is the record's, and nothing waits any more. */
function expectDelivered(fleet: Fleet, tcn: string): void {
  const record = recordOf(fleet, tcn);
  const seen = bed.gateway.seen.get(tcn)!;
  expect([...seen.digests]).toEqual([record.requestDigest]);
  expect(seen.openMax).toBe(1);
  expect(record.capturedMs! <= record.acknowledgedMs! && record.acknowledgedMs! <= record.answeredMs! && record.answeredMs! <= record.shownMs!).toBe(true);
  expect(fleet.queue.waiting().map((queued) => queued.tcn)).not.toContain(tcn);
}

describe('a fresh check', () => {
  test('is sent at once and its answer shown, with stages, digests and bytes', async () => {
    const fleet = await bed.open();
    const tcn = tcnOf('AL-1-1', 0);
    bed.gateway.hits.set(tcn, 'RS/00001234');
    const shown = await call(fleet, 'AL-1-1', 0) as Shown;
    const record = recordOf(fleet, tcn);
    expect([shown.outcome, shown.detail, record.score, record.attempts, record.stored, record.fault]).toEqual(['hit', 'RS/00001234', 3500, 1, false, null]);
    expect(shown.resultMs).toBe(record.shownMs! - record.capturedMs!);
    expect(record.bytesUp).toBeGreaterThan(12_000);
    expect(record.bytesDown).toBeGreaterThan(150);
    expectDelivered(fleet, tcn);
    const { stages } = fleet.journal.changes(0);
    expect(stages.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['package', 'queue', 'link', 'validate', 'journal', 'admission', 'identify', 'match-extract', 'decide', 'show']));
    expect(stages.find(({ stage }) => stage === 'match-extract')).toEqual({ tcn, stage: 'match-extract', startMs: null, durationMs: 3 });
  });

  test('asks the gateway to hold the request for the promised time', async () => {
    bed.config.limitMs = 7000;
    await call(await bed.open(), 'AL-1-1', 0);
    expect(bed.gateway.prefer).toBe('wait=7');
  });

  test('shares one session with every device of its site, and none with another site', async () => {
    const fleet = await bed.open();
    await Promise.all(bed.plan.devices.map(({ id }) => call(fleet, id, 0)));
    await Promise.all(bed.plan.devices.map(({ id }) => call(fleet, id, 1)));
    expect([bed.gateway.sessions.opened, bed.gateway.seen.size]).toEqual([2, 12]);
  });

  test('acknowledged by 202 is asked for at its Location until the answer is there', async () => {
    const fleet = await bed.open();
    bed.gateway.treat = () => 'later';
    bed.gateway.treatLater = (_, gets) => (gets === 1 ? 'not-yet' : 'answer');
    expect(await call(fleet, 'AL-1-1', 0)).toMatchObject({ outcome: 'no-hit' });
    const tcn = tcnOf('AL-1-1', 0);
    expect(bed.gateway.seen.get(tcn)).toMatchObject({ posts: 1, gets: 2 });
    expectDelivered(fleet, tcn);
  });

  test('that the gateway no longer knows at its Location is posted again, with the same bytes', async () => {
    const fleet = await bed.open();
    bed.gateway.treat = (_, posts) => (posts === 1 ? 'later' : 'answer');
    bed.gateway.treatLater = () => 'unknown';
    await call(fleet, 'AL-1-1', 0);
    expect(bed.gateway.seen.get(tcnOf('AL-1-1', 0))).toMatchObject({ posts: 2, gets: 1 });
    expectDelivered(fleet, tcnOf('AL-1-1', 0));
  });
});

describe('a reply that took nothing', () => {
  test.each([413, 429, 503])('%i with Retry-After is tried again after it, with the same bytes', async (status) => {
    const fleet = await bed.open();
    bed.gateway.treat = (_, posts) => (posts === 1 ? { status, retryAfterS: 1 } : 'answer');
    expect(await call(fleet, 'AL-1-1', 0)).toMatchObject({ outcome: 'no-hit' });
    const [retry] = eventsOf(fleet, 'retry');
    expect(retry!.data['reason']).toBe(`status ${status}`);
    /** The second asked for, and a tenth more at most. */
    expect(Number(retry!.data['delayMs'])).toBeGreaterThanOrEqual(1000);
    expect(Number(retry!.data['delayMs'])).toBeLessThanOrEqual(1100);
    expect(recordOf(fleet, tcnOf('AL-1-1', 0)).attempts).toBe(2);
    expectDelivered(fleet, tcnOf('AL-1-1', 0));
  });

  test.each([[500, 2], [502, 2], [429, 2]])('%i without Retry-After is tried again after the policy\'s pause', async (status, attempts) => {
    const fleet = await bed.open();
    bed.gateway.treat = (_, posts) => (posts === 1 ? { status } : 'answer');
    await call(fleet, 'AL-1-1', 0);
    expect(recordOf(fleet, tcnOf('AL-1-1', 0)).attempts).toBe(attempts);
    expectDelivered(fleet, tcnOf('AL-1-1', 0));
  });

  test.each([400, 403, 409, 413])('%i alone is a refusal for good: an error is shown and nothing waits', async (status) => {
    const fleet = await bed.open();
    bed.gateway.treat = () => ({ status });
    const shown = await call(fleet, 'AL-1-1', 0);
    expect(shown).toMatchObject({ outcome: 'error', detail: `HTTP ${status}` });
    const record = recordOf(fleet, tcnOf('AL-1-1', 0));
    expect([record.acknowledgedMs, record.answerDigest, record.attempts]).toEqual([null, null, 1]);
    expect([fleet.queue.waiting(), bed.gateway.seen.get(record.tcn)!.posts]).toEqual([[], 1]);
  });
});

describe('an answer to another search', () => {
  test('is not taken: the same bytes go out again', async () => {
    const fleet = await bed.open();
    bed.gateway.treat = (_, posts) => (posts === 1 ? 'wrong-tcr' : 'answer');
    expect(await call(fleet, 'AL-1-1', 0)).toMatchObject({ outcome: 'no-hit' });
    expect(reasons(fleet)).toEqual(['answer to another search']);
    expectDelivered(fleet, tcnOf('AL-1-1', 0));
  });

  test('at a Location is asked for again, not posted', async () => {
    const fleet = await bed.open();
    bed.gateway.treat = () => 'later';
    bed.gateway.treatLater = (_, gets) => (gets === 1 ? 'wrong-tcr' : 'answer');
    await call(fleet, 'AL-1-1', 0);
    expect(bed.gateway.seen.get(tcnOf('AL-1-1', 0))).toMatchObject({ posts: 1, gets: 2 });
  });
});

describe('a connection', () => {
  test('cut before the answer: the check goes out again with the same bytes', async () => {
    const fleet = await bed.open();
    await call(fleet, 'AL-1-1', 0);
    /** Long enough that the session does not count as a failed connect. */
    await until(() => fleet.clock.stampMs() - eventsOf(fleet, 'uplink-connected')[0]!.atMs > 1100);
    bed.gateway.treat = (_, posts) => (posts === 1 ? 'cut' : 'answer');
    expect(await call(fleet, 'AL-1-1', 1)).toMatchObject({ outcome: 'no-hit' });
    expect(bed.gateway.seen.get(tcnOf('AL-1-1', 1))!.posts).toBe(2);
    expectDelivered(fleet, tcnOf('AL-1-1', 1));
  });

  test('cut after 202: the answer is asked for, the file not sent again', async () => {
    const fleet = await bed.open();
    bed.gateway.treat = () => 'later';
    bed.gateway.treatLater = (_, gets) => (gets === 1 ? 'cut' : 'answer');
    await call(fleet, 'AL-1-1', 0);
    await until(() => recordOf(fleet, tcnOf('AL-1-1', 0)).shownMs !== null);
    expect(bed.gateway.seen.get(tcnOf('AL-1-1', 0))).toMatchObject({ posts: 1, gets: 2 });
    expectDelivered(fleet, tcnOf('AL-1-1', 0));
  });

  test('that ends while the answer is not ready: the next poll goes over a new one', async () => {
    const fleet = await bed.open();
    bed.gateway.treat = () => 'later';
    bed.gateway.treatLater = (_, gets) => {
      if (gets > 1) return 'answer';
      setTimeout(() => void bed.gateway.stop().then(() => bed.gateway.start()), 50);
      return 'not-yet';
    };
    await call(fleet, 'AL-1-1', 0);
    await until(() => recordOf(fleet, tcnOf('AL-1-1', 0)).shownMs !== null);
    expect(bed.gateway.seen.get(tcnOf('AL-1-1', 0))).toMatchObject({ posts: 1, gets: 2 });
  });

  test('opened again resumes TLS', async () => {
    const fleet = await bed.open();
    await call(fleet, 'AL-1-1', 0);
    fleet.sites.get('AL-1')!.uplink.leap(3_600_000);
    await call(fleet, 'AL-1-1', 1);
    expect(bed.gateway.sessions).toEqual({ opened: 2, resumed: 1 });
    expect(eventsOf(fleet, 'uplink-connected').map(({ data }) => data['resumed'])).toEqual([false, true]);
  });

  test('refused for its certificate: the link is down, nothing is lost', async () => {
    bed.config.tls.sites['AL-1'] = bed.trust.server;
    const fleet = await bed.open();
    expect(await call(fleet, 'AL-1-1', 0)).toMatchObject({ stored: true });
    expect([fleet.sites.get('AL-1')!.uplink.linkState, fleet.queue.waiting().length]).toEqual(['down', 1]);
  });

  test('to a server that the authority did not sign is refused', async () => {
    const { makeTrust } = await import('../../service/trust.ts');
    bed.config.tls.caFile = (await makeTrust(`${bed.dir}/other`)).caFile;
    const fleet = await bed.open();
    expect(await call(fleet, 'AL-1-1', 0)).toMatchObject({ stored: true });
    expect(eventsOf(fleet, 'uplink-down')[0]!.data['reason']).toMatch(/CERT|SIGNATURE/);
    expect(bed.gateway.seen.size).toBe(0);
  });
});

describe('a dark link', () => {
  test('is found by the ping, officers are released, and the check arrives after its return', async () => {
    const relay = await startRelay(bed.gateway.url);
    bed.config.links['AL-1']!.url = relay.url;
    const fleet = await bed.open();
    await call(fleet, 'AL-1-1', 0);
    relay.dark(true);
    const replies = await Promise.all(['AL-1-1', 'AL-1-2'].map((device) => call(fleet, device, device === 'AL-1-1' ? 1 : 0)));
    expect(replies).toMatchObject([{ stored: true }, { stored: true }]);
    expect(eventsOf(fleet, 'uplink-lost').map(({ data }) => data['reason'])).toEqual(['ping unanswered']);
    expect(bed.gateway.seen.has(tcnOf('AL-1-1', 1))).toBe(false);

    /** Known down: stored at once. */
    expect(await call(fleet, 'AL-1-3', 0)).toMatchObject({ stored: true });
    relay.cut();
    relay.dark(false);
    await until(() => fleet.sites.get('AL-1')!.uplink.depth === 0);
    for (const [device, n] of [['AL-1-1', 1], ['AL-1-2', 0], ['AL-1-3', 0]] as const) expectDelivered(fleet, tcnOf(device, n));
    await relay.close();
  });

  test('that lets a connect hang is given up at the connect deadline', async () => {
    const relay = await startRelay(bed.gateway.url);
    bed.config.links['AL-1']!.url = relay.url;
    relay.dark(true);
    const fleet = await bed.open();
    expect(await call(fleet, 'AL-1-1', 0)).toMatchObject({ stored: true });
    expect(eventsOf(fleet, 'uplink-down').map(({ data }) => data['reason'])).toEqual(['connect deadline']);
    await relay.close();
  });

  test('does not hold up close(): waiting officers are told "stored"', async () => {
    const relay = await startRelay(bed.gateway.url);
    bed.config.links['AL-1']!.url = relay.url;
    relay.dark(true);
    const fleet = await bed.open();
    const waiting = call(fleet, 'AL-1-1', 0);
    await until(() => fleet.queue.waiting().length === 1);
    const second = await bed.reopen(fleet);
    expect(await waiting).toMatchObject({ stored: true });
    /** The second takes it up from the backlog, and puts it back. */
    const third = await bed.reopen(second);
    expect(third.queue.waiting().map(({ tcn }) => tcn)).toEqual([tcnOf('AL-1-1', 0)]);
    await relay.close();
  });
});

describe('a gateway that was away', () => {
  test('store and forward: stored at once, delivered in order on return, each once', async () => {
    await bed.gateway.stop();
    bed.config.links['AL-1']!.pacedRateBytesPerS = 90_000;
    const fleet = await bed.open();
    for (let n = 0; n < 4; n += 1) for (const device of ['AL-1-1', 'AL-1-2', 'AL-1-3']) expect(await call(fleet, device, n)).toMatchObject({ stored: true });
    expect([fleet.sites.get('AL-1')!.uplink.linkState, fleet.sites.get('AL-1')!.uplink.depth]).toEqual(['down', 12]);
    const captured = fleet.queue.waiting().map(({ tcn }) => tcn);

    await bed.gateway.start();
    await until(() => fleet.sites.get('AL-1')!.uplink.depth === 0);
    /** A paced link sends one queued check at a time: the order at the gateway is the order of capture. */
    expect(bed.gateway.order).toEqual(captured);
    for (const tcn of captured) {
      expectDelivered(fleet, tcn);
      expect([recordOf(fleet, tcn).stored, bed.gateway.seen.get(tcn)!.posts]).toEqual([true, 1]);
    }
  });

  test('gets fresh checks at once on return, before the backlog that waits its draw', async () => {
    await bed.gateway.stop();
    const fleet = await bed.open();
    await call(fleet, 'AL-1-1', 0);
    const { uplink } = fleet.sites.get('AL-1')!;
    await bed.gateway.start();
    await until(() => uplink.linkState === 'up');
    const [flush] = eventsOf(fleet, 'backlog-flush');
    expect(flush!.data['waiting']).toBe(1);
    await call(fleet, 'AL-1-2', 0);
    await until(() => uplink.depth === 0);
    expect(new Set(bed.gateway.order)).toEqual(new Set([tcnOf('AL-1-1', 0), tcnOf('AL-1-2', 0)]));
  });

  test('sees no herd: each site draws its pause from its own seeded stream', async () => {
    await bed.gateway.stop();
    const fleet = await bed.open();
    await Promise.all(['AL-1-1', 'AL-2-1'].map((device) => call(fleet, device, 0)));
    await bed.gateway.start();
    await until(() => eventsOf(fleet, 'backlog-flush').length === 2);
    const pauses = ['AL-1', 'AL-2'].map((site) => {
      const flush = eventsOf(fleet, 'backlog-flush').find(({ subject }) => subject === site)!;
      const up = eventsOf(fleet, 'uplink-up').find(({ subject }) => subject === site)!;
      /** One draw for each failed connect, the next is the pause. */
      const random = stream(bed.plan.seed, 'uplink', site);
      const possible = Array.from({ length: 20 }, () => flushDelayMs(Number(up.data['outageMs']), random.unit()));
      expect(possible).toContain(flush.data['delayMs']);
      return flush.data['delayMs'];
    });
    expect(pauses[0]).not.toBe(pauses[1]);
  });

  test('once in a while loses nobody: many outages, every check answered once', async () => {
    const fleet = await bed.open();
    const officers = bed.plan.devices.map(async ({ id }) => {
      for (let n = 0; n < 4; n += 1) await call(fleet, id, n);
    });
    for (let outage = 0; outage < 3; outage += 1) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      await bed.gateway.stop();
      await bed.gateway.start();
    }
    await Promise.all(officers);
    await until(() => fleet.queue.waiting().length === 0);
    for (const { tcn } of bed.plan.checks) expectDelivered(fleet, tcn);
  });
});

describe('a jump of the site\'s time', () => {
  test('of more than 60 s closes the idle session', async () => {
    bed.plan.sites[0]!.jumps = [{ atMs: 600, skippedMs: 60_001 }, { atMs: 601, skippedMs: 60_000 }];
    const fleet = await bed.open();
    await call(fleet, 'AL-1-1', 0);
    await until(() => eventsOf(fleet, 'uplink-retired').length > 0);
    expect(eventsOf(fleet, 'uplink-retired').map(({ subject, data }) => [subject, data])).toEqual([['AL-1', { skippedMs: 60_001, hadSession: true }]]);
    expect(fleet.sites.get('AL-1')!.uplink.linkState).toBe('idle');
    await call(fleet, 'AL-1-1', 1);
    expect(bed.gateway.sessions.opened).toBe(2);
  });

  test('leaves a session alone that is in use', async () => {
    const fleet = await bed.open();
    bed.gateway.treat = () => 'later';
    let answer = false;
    bed.gateway.treatLater = () => (answer ? 'answer' : 'not-yet');
    const calling = call(fleet, 'AL-1-1', 0);
    await until(() => bed.gateway.seen.size > 0);
    fleet.sites.get('AL-1')!.uplink.leap(70_000);
    answer = true;
    await calling;
    expect(eventsOf(fleet, 'jump-in-flight').map(({ data }) => data)).toEqual([{ skippedMs: 70_000, inFlight: 1 }]);
    expect(bed.gateway.sessions.opened).toBe(1);
  });
});

describe('a file whose seal is broken', () => {
  test('ends its check with a clear fault, and the others go on', async () => {
    await bed.gateway.stop();
    const fleet = await bed.open();
    const tcn = tcnOf('AL-1-1', 0);
    await Promise.all(['AL-1-1', 'AL-1-2'].map((device) => call(fleet, device, 0)));
    const { DatabaseSync } = await import('node:sqlite');
    const outside = new DatabaseSync(`${bed.dir}/fleet/fleet.sqlite`);
    outside.prepare('UPDATE queue SET sealed = zeroblob(length(sealed)) WHERE tcn = ?').run(tcn);
    outside.close();
    await bed.gateway.start();
    await until(() => fleet.queue.waiting().length === 0);
    const record = recordOf(fleet, tcn);
    expect([record.outcome, record.fault, record.acknowledgedMs]).toEqual(['error', `the queued file of ${tcn} does not open: its seal is broken`, null]);
    expect(eventsOf(fleet, 'check-abandoned').map(({ data }) => data['tcn'])).toEqual([tcn]);
    expect(await call(fleet, 'AL-1-1', 0)).toMatchObject({ outcome: 'error', detail: record.fault });
    expectDelivered(fleet, tcnOf('AL-1-2', 0));
    expect(bed.gateway.seen.has(tcn)).toBe(false);
  });
});

test('the bytes sent are those of the digest, SHA-256 in hex', async () => {
  const fleet = await bed.open();
  await bed.gateway.stop();
  await call(fleet, 'AL-1-1', 0);
  const tcn = tcnOf('AL-1-1', 0);
  expect(createHash('sha256').update(fleet.queue.file(tcn)).digest('hex')).toBe(recordOf(fleet, tcn).requestDigest);
});
