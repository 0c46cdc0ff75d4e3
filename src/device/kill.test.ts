import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { stream } from '../core/random.ts';
import type { CheckRecord, StageRecord } from '../core/records.ts';
import { get, post, startFleetProcess } from './testing/service-process.ts';
import type { ServiceProcess } from './testing/service-process.ts';
import { makeTestBed, until } from './testing/test-bed.ts';
import type { TestBed } from './testing/test-bed.ts';

let bed: TestBed;
let fleet: ServiceProcess;
beforeEach(async () => {
  bed = await makeTestBed({ sites: 2, devicesEach: 3, checksEach: 8 });
  /** An upload of 12 kB takes a fifth of a second, so that a kill can meet it. */
  for (const link of Object.values(bed.config.links)) link.pacedRateBytesPerS = 60_000;
  bed.scanner.captureMs = 20;
});
afterEach(async () => {
  fleet.child.kill('SIGKILL');
  await fleet.ended;
  await bed.close();
});

/** Where a life ends, and how long after it, ms: before the file is stored, around it, while it goes out, after 202, around the answer. */
const instants = [
  { name: 'capture', delayMsMax: 20 }, { name: 'captured', delayMsMax: 10 }, { name: 'upload', delayMsMax: 200 },
  { name: 'acknowledged', delayMsMax: 4 }, { name: 'answered', delayMsMax: 4 },
] as const;

type Instant = typeof instants[number]['name'];

/** What a killed fleet left on its disk. */
function remains(): { queued: string[]; records: CheckRecord[] } {
  const reader = new DatabaseSync(`${bed.dir}/fleet/fleet.sqlite`);
  const queued = reader.prepare('SELECT tcn FROM queue').all().map((row) => String(row['tcn']));
  const records = reader.prepare('SELECT record FROM checks').all().map((row) => JSON.parse(String(row['record'])) as CheckRecord);
  reader.close();
  return { queued, records };
}

/** An officer who calls until he hears something, whichever life of the fleet tells him. */
async function officer(device: string, replies: Map<string, number>): Promise<void> {
  for (const { n, tcn } of bed.plan.checks.filter((check) => check.device === device)) {
    for (;;) {
      const reply = await post(`${fleet.url}/devices/${device}/checks/${n}`).catch(() => null);
      if (reply?.status === 200 || reply?.status === 202) {
        replies.set(tcn, reply.status);
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

test('kills at any instant lose no queued check, capture none of them again, and send one file under a TCN', { timeout: 120_000 }, async () => {
  const seed = 20_262;
  const random = stream(seed, 'kills');
  const report = `seed ${seed}`;
  const captures = (tcn: string): number => bed.scanner.captures.filter(({ transactionId }) => transactionId === tcn).length;

  let onInstant: (instant: Instant) => void = () => {};
  bed.gateway.onMoment = (moment) => onInstant(moment);
  bed.scanner.onCapture = (moment, { type }) => {
    if (moment === 'begun') onInstant('capture');
    else if (type === 'Face') onInstant('captured');
  };
  bed.gateway.treat = (tcn) => (Number(tcn.slice(2, 10)) % 3 === 0 ? 'later' : 'answer');

  fleet = await startFleetProcess(bed.config);
  await post(`${fleet.url}/play`, { originMs: systemClock.nowMs() });
  const replies = new Map<string, number>();
  const officers = Promise.all(bed.plan.devices.map(({ id }) => officer(id, replies)));

  const capturesWhenQueued = new Map<string, number>();
  let kills = 0;
  for (; kills < 10; kills += 1) {
    const { name, delayMsMax } = instants[kills % instants.length]!;
    let countdown = random.int(1, 3);
    const delayMs = random.range(0, delayMsMax);
    const struck = new Promise<void>((resolve) => {
      onInstant = (instant) => {
        if (instant === name && (countdown -= 1) === 0) setTimeout(resolve, delayMs);
      };
    });
    await struck;
    fleet.child.kill('SIGKILL');
    expect(await fleet.ended, `${report}, kill ${kills}`).toEqual([null, 'SIGKILL']);
    const { queued, records } = remains();
    for (const tcn of queued) {
      expect(records.find((record) => record.tcn === tcn)?.requestDigest, `${report}, kill ${kills}, ${tcn}`).toMatch(/^[0-9a-f]{64}$/);
      if (!capturesWhenQueued.has(tcn)) capturesWhenQueued.set(tcn, captures(tcn));
    }
    fleet = await startFleetProcess(bed.config);
  }
  onInstant = () => {};
  await officers;
  await until(() => remains().queued.length === 0);

  const { checks, stages } = await get<{ checks: CheckRecord[]; stages: StageRecord[] }>(`${fleet.url}/records?after=0`);
  expect(checks.map(({ tcn }) => tcn).sort(), report).toEqual(bed.plan.checks.map(({ tcn }) => tcn));
  expect(replies.size, report).toBe(checks.length);
  for (const record of checks) {
    const where = `${report}, ${record.tcn}`;
    const times = [record.calledMs, record.captureStartMs, record.capturedMs, record.acknowledgedMs, record.answeredMs, record.shownMs];
    expect(times.every((time) => time !== null), where).toBe(true);
    expect(times.toSorted((a, b) => a! - b!), where).toEqual(times);
    expect([record.outcome, record.fault, record.answerDigest?.length], where).toEqual(['no-hit', null, 64]);
    const seen = bed.gateway.seen.get(record.tcn)!;
    expect([...seen.digests], where).toEqual([record.requestDigest]);
    expect(seen.openMax, where).toBe(1);
    expect(stages.filter(({ tcn }) => tcn === record.tcn).map(({ stage }) => stage), where).toEqual(expect.arrayContaining(['package', 'queue', 'link', 'show']));
  }
  for (const [tcn, count] of capturesWhenQueued) expect(captures(tcn), `${report}, ${tcn} was captured again`).toBe(count);
  expect(capturesWhenQueued.size, report).toBeGreaterThan(0);
});

test('SIGTERM in the middle of everything ends with 0, tells every officer, and the next life goes on', async () => {
  fleet = await startFleetProcess(bed.config);
  await post(`${fleet.url}/play`, { originMs: systemClock.nowMs() });
  await bed.gateway.stop();
  const stored = await Promise.all(bed.plan.devices.map(({ id }) => post(`${fleet.url}/devices/${id}/checks/0`)));
  expect(stored.map(({ status }) => status)).toEqual(Array(6).fill(202));
  await bed.gateway.start();
  bed.gateway.treat = () => 'silence';
  await until(() => bed.gateway.seen.size > 0);
  const waiting = bed.plan.devices.map(({ id }) => post(`${fleet.url}/devices/${id}/checks/1`));
  await until(() => bed.scanner.captures.length === 24);
  fleet.child.kill('SIGTERM');
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array(6).fill(202));
  expect(await fleet.ended).toEqual([0, null]);
  expect(remains().queued.length).toBe(12);

  bed.gateway.treat = () => 'answer';
  fleet = await startFleetProcess(bed.config);
  await until(() => remains().queued.length === 0);
  expect((await post(`${fleet.url}/devices/AL-1-1/checks/1`)).json).toMatchObject({ outcome: 'no-hit', latenessMs: expect.any(Number) });
});

test('a fleet over another key or a broken configuration says why and exits 2', async () => {
  fleet = await startFleetProcess(bed.config);
  fleet.child.kill('SIGTERM');
  await fleet.ended;
  const { writeFileSync } = await import('node:fs');
  writeFileSync(bed.config.queueKeyFile, 'ab'.repeat(32));
  await expect(startFleetProcess(bed.config)).rejects.toThrow('QUEUE_KEY_WRONG');
  await expect(startFleetProcess({ ...bed.config, links: {}, scanners: {} })).rejects.toThrow(/site AL-1 .*site AL-2 .*device AL-1-1 .*device AL-2-3/);
});
