import { writeFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import type { CheckRecord, EventRecord, StageRecord } from '../../core/records.ts';
import { buildFleet } from '../build.ts';
import { fleetConfig } from '../config.ts';
import type { Metrics } from '../metrics.ts';
import { get, post } from '../testing/service-process.ts';
import { makeTestBed, until } from '../testing/test-bed.ts';
import type { TestBed } from '../testing/test-bed.ts';

let bed: TestBed;
let app: FastifyInstance;
let url: string;

beforeEach(async () => {
  bed = await makeTestBed({ sites: 2, devicesEach: 2, checksEach: 3 });
  await listen();
});
afterEach(async () => {
  await app.close();
  await bed.close();
});

async function listen(): Promise<void> {
  app = await buildFleet(fleetConfig.parse(bed.config), systemClock);
  url = await app.listen({ host: '127.0.0.1', port: 0 });
}

const play = (): Promise<unknown> => post(`${url}/play`, { originMs: systemClock.nowMs() });
const check = (device: string, n: number | string): ReturnType<typeof post> => post(`${url}/devices/${device}/checks/${n}`);
const records = (after = 0): Promise<{ next: number; checks: CheckRecord[]; stages: StageRecord[] }> => get(`${url}/records?after=${after}`);
const events = async (kind: string): Promise<EventRecord[]> => (await get<{ events: EventRecord[] }>(`${url}/events`)).events.filter((event) => event.kind === kind);

describe('POST /devices/{id}/checks/{n}', () => {
  test('answers 200 when the officer was shown an answer', async () => {
    await play();
    bed.gateway.hits.set(bed.plan.checks[0]!.tcn, 'RS/00001234');
    const { status, json } = await check('AL-1-1', 0);
    expect([status, json]).toEqual([200, {
      tcn: bed.plan.checks[0]!.tcn, outcome: 'hit', detail: 'RS/00001234',
      latenessMs: expect.any(Number), waitMs: expect.any(Number), resultMs: expect.any(Number), nowMs: expect.any(Number),
    }]);
  });

  test('answers 202 when the check is stored for a later link', async () => {
    await play();
    await bed.gateway.stop();
    const { status, json } = await check('AL-1-1', 0);
    expect([status, json]).toEqual([202, { tcn: bed.plan.checks[0]!.tcn, stored: true, latenessMs: expect.any(Number), waitMs: expect.any(Number), nowMs: expect.any(Number) }]);
    await bed.gateway.start();
  });

  test('repeated goes on where the last stopped: shown again, nothing captured or sent twice', async () => {
    await play();
    const first = await check('AL-1-1', 0);
    const captures = bed.scanner.captures.length;
    const { status, json } = await check('AL-1-1', 0);
    expect([status, { ...json, nowMs: 0 }]).toEqual([200, { ...first.json, nowMs: 0 }]);
    expect([bed.scanner.captures.length, bed.gateway.seen.get(bed.plan.checks[0]!.tcn)!.posts]).toEqual([captures, 1]);
  });

  test('repeated while the first is under way joins it', async () => {
    await play();
    const replies = await Promise.all(Array.from({ length: 5 }, () => check('AL-1-1', 0)));
    expect(new Set(replies.map(({ json }) => JSON.stringify(json))).size).toBe(1);
    expect([bed.scanner.captures.length, bed.gateway.seen.get(bed.plan.checks[0]!.tcn)!.posts]).toEqual([2, 1]);
  });

  test('repeated for a stored check waits for its answer once the link is back', async () => {
    await play();
    await bed.gateway.stop();
    expect((await check('AL-1-1', 0)).status).toBe(202);
    await bed.gateway.start();
    await until(async () => (await get<Metrics>(`${url}/metrics`)).sites['AL-1']!.link === 'up');
    expect(await check('AL-1-1', 0)).toMatchObject({ status: 200, json: { outcome: 'no-hit' } });
    expect((await records()).checks).toMatchObject([{ stored: true, outcome: 'no-hit' }]);
  });

  test('repeated over a restart goes on from the queued file', async () => {
    await play();
    bed.gateway.treat = () => 'silence';
    const waiting = check('AL-1-1', 0);
    await until(() => bed.gateway.seen.size === 1);
    await app.close();
    expect((await waiting).status).toBe(202);
    bed.gateway.treat = () => 'answer';
    await listen();
    expect((await check('AL-1-1', 0)).status).toBe(200);
    expect(bed.scanner.captures.length).toBe(2);
    expect([...bed.gateway.seen.values()].map(({ digests }) => digests.size)).toEqual([1]);
  });

  test('of one device come one after another; of two, side by side', async () => {
    await play();
    bed.scanner.captureMs = 50;
    await Promise.all([check('AL-1-1', 0), check('AL-1-1', 1), check('AL-1-2', 0)]);
    const { checks } = await records();
    const [first, second, other] = ['AL-1-1', 'AL-1-1', 'AL-1-2'].map((device, index) => checks.find((record) => record.device === device && (index !== 1 || record.tcn === bed.plan.checks[1]!.tcn))!);
    expect(second!.captureStartMs).toBeGreaterThanOrEqual(first!.shownMs!);
    expect(other!.captureStartMs).toBeLessThan(first!.capturedMs!);
    /** The second call came while the officer was busy: nobody was late, but for the time between two readings of the clock. */
    expect(second!.latenessMs).toBeCloseTo(0, 0);
  });

  test('ends with the scanner\'s fault when the capture is given up', async () => {
    await play();
    bed.scanner.faults.push({ code: '103' });
    const reply = await check('AL-1-1', 0);
    expect(reply).toMatchObject({ status: 200, json: { outcome: 'error', resultMs: null } });
    expect(reply.json!['detail']).toContain('scanner fault 103');
    expect((await records()).checks).toMatchObject([{ capturedMs: null, requestDigest: null, outcome: 'error' }]);
    expect((await events('capture-failed')).length).toBe(1);
    expect(await check('AL-1-1', 0)).toMatchObject({ status: 200, json: { outcome: 'error' } });
    expect(bed.scanner.captures.length).toBe(1);
  });

  test.each([['AL-9-9', 0], ['AL-1-1', 3], ['AL-1-1', -1], ['AL-1-1', '1.0'], ['AL-1-1', '0x1'], ['AL-1-1', '1e0'], ['AL-1-1', 'first'], ['__proto__', 0]])('of %s/%s is 404: not in the plan', async (device, n) => {
    await play();
    expect(await check(device, n)).toMatchObject({ status: 404, json: { code: 'CHECK_UNKNOWN' } });
    expect((await records()).checks).toEqual([]);
  });

  test('before the play is 409', async () => {
    expect(await check('AL-1-1', 0)).toMatchObject({ status: 409, json: { code: 'PLAY_NOT_STARTED' } });
  });
});

describe('POST /play and GET /clock', () => {
  test('begin the play once; its clock runs from the origin', async () => {
    expect(await get(`${url}/clock`)).toEqual({ nowMs: null });
    const originMs = systemClock.nowMs() + 100_000;
    expect((await post(`${url}/play`, { originMs })).status).toBe(204);
    const { nowMs } = await get<{ nowMs: number }>(`${url}/clock`);
    expect(nowMs).toBeGreaterThanOrEqual(-100_000);
    expect(nowMs).toBeLessThan(0);
  });

  test('another origin is taken before the first check, and refused after', async () => {
    await play();
    await play();
    await check('AL-1-1', 0);
    expect(await play()).toMatchObject({ status: 409, json: { code: 'PLAY_UNDER_WAY' } });
  });

  test('the same origin may be told again', async () => {
    const originMs = systemClock.nowMs();
    await post(`${url}/play`, { originMs });
    await check('AL-1-1', 0);
    expect((await post(`${url}/play`, { originMs })).status).toBe(204);
  });

  test.each([[{}], [{ originMs: '1' }], [{ originMs: null }], [{ originMs: 1, other: 2 }], [[]], [null]])('refuses %j', async (body) => {
    expect(await post(`${url}/play`, body)).toMatchObject({ status: 400, json: { code: 'REQUEST_INVALID' } });
  });

  test('refuses a body that is no JSON, and another type', async () => {
    for (const [type, body] of [['application/json', '{'], ['text/plain', 'x'], ['application/xml', '<x/>']] as const) {
      const response = await fetch(`${url}/play`, { method: 'POST', headers: { 'content-type': type }, body });
      expect([response.status, (await response.json() as { code: string }).code]).toEqual([type === 'application/xml' ? 415 : 400, 'REQUEST_INVALID']);
    }
  });
});

describe('GET /records and /events', () => {
  test('tell what changed since', async () => {
    await play();
    await check('AL-1-1', 0);
    const first = await records();
    expect(first.checks.map(({ tcn }) => tcn)).toEqual([bed.plan.checks[0]!.tcn]);
    await check('AL-1-1', 1);
    const second = await records(first.next);
    expect([second.checks.map(({ tcn }) => tcn), new Set(second.stages.map(({ tcn }) => tcn))]).toEqual([[bed.plan.checks[1]!.tcn], new Set([bed.plan.checks[1]!.tcn])]);
    expect(await records(second.next)).toEqual({ next: second.next, checks: [], stages: [] });
    expect(await events('uplink-connected')).toMatchObject([{ subject: 'AL-1', data: { resumed: false } }]);
  });

  test.each(['-1', 'x', '1.5', 'NaN', '1&after=2'])('refuse after=%s', async (after) => {
    for (const feed of ['records', 'events']) {
      const response = await fetch(`${url}/${feed}?after=${after}`);
      expect([response.status, (await response.json() as { code: string }).code]).toEqual([400, 'REQUEST_INVALID']);
    }
  });

  test('tell each try of a capture', async () => {
    await play();
    bed.scanner.faults.push({ code: '111' });
    await check('AL-1-1', 0);
    expect(await events('capture-retry')).toMatchObject([{ subject: 'AL-1-1', data: { tcn: bed.plan.checks[0]!.tcn } }]);
  });
});

describe('GET /metrics and /health', () => {
  test('tell queues, links, loop and process', async () => {
    await play();
    await bed.gateway.stop();
    await check('AL-1-1', 0);
    const metrics = await get<Metrics>(`${url}/metrics`);
    expect(metrics.sites).toEqual({ 'AL-1': { queueDepth: 1, link: 'down' }, 'AL-2': { queueDepth: 0, link: 'idle' } });
    expect(metrics.loopLag.sinceStart.maxMs).toBeGreaterThanOrEqual(metrics.loopLag.sinceStart.p99Ms);
    expect(metrics.rssBytes).toBeGreaterThan(10_000_000);
    expect(metrics.cpuMs).toBeGreaterThan(0);
    expect(await get(`${url}/health`)).toEqual({ status: 'ok', devices: 4, sites: 2 });
    await bed.gateway.start();
  });
});

describe('POST /warmup', () => {
  const tcns = ['2600009001Q', '2600009002R', '2600009003T'];

  test('sends each warm-up once and records nothing', async () => {
    await app.close();
    bed.config.warmups = tcns.map((tcn, index) => ({ site: index < 2 ? 'AL-1' : 'AL-2', device: index < 2 ? 'AL-1-1' : 'AL-2-1', tcn }));
    await listen();
    const { json } = await post(`${url}/warmup`);
    expect(json).toEqual({ warmups: bed.config.warmups.map(({ device, tcn }) => ({ tcn, device, answered: true, fault: null })) });
    expect([...bed.gateway.seen.keys()].sort()).toEqual(tcns);
    await play();
    expect((await records()).checks).toEqual([]);
    await check('AL-1-1', 0);
    expect(bed.gateway.sessions.opened, 'the session is kept').toBe(2);
  });

  test('says what stopped it', async () => {
    await app.close();
    bed.config.warmups = tcns.map((tcn, index) => ({ site: 'AL-1', device: index < 2 ? 'AL-1-1' : 'AL-1-2', tcn }));
    await listen();
    bed.gateway.treat = (tcn) => (tcn === tcns[1] ? { status: 503 } : { status: 403 });
    const { json } = await post(`${url}/warmup`);
    expect((json!['warmups'] as { fault: string }[]).map(({ fault }) => fault)).toEqual(['gateway: refused', 'gateway: again', 'gateway: refused']);
    await bed.gateway.stop();
    const again = await post(`${url}/warmup`);
    expect((again.json!['warmups'] as { answered: boolean; fault: string }[]).every(({ answered, fault }) => !answered && fault.startsWith('the uplink '))).toBe(true);
    await bed.gateway.start();
  });
});

test('buildFleet() names everything that the configuration lacks', async () => {
  writeFileSync(bed.config.queueKeyFile, 'not a key');
  bed.config.tls.caFile = '/nowhere/ca.pem';
  await expect(buildFleet(fleetConfig.parse({ ...bed.config, dir: `${bed.dir}/other` }), systemClock)).rejects.toMatchObject({
    code: 'CONFIG_INVALID', message: expect.stringMatching(/ca\.pem.*64 hex digits/),
  });
  await expect(buildFleet(fleetConfig.parse({ ...bed.config, planFile: '/nowhere/plan.json' }), systemClock)).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' });
});
