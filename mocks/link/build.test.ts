import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { engine } from '../../src/stack/engines.ts';
import { lockPorts, type PortBlock } from '../../src/stack/ports.ts';
import type { RunningProcess } from '../../src/stack/process.ts';
import { startToxiproxy } from '../../src/stack/toxiproxy.ts';
import { build } from './build.ts';
import type { CanaryResult } from './canary.ts';
import { linkConfig } from './config.ts';

const hourMs = 3_600_000;
/** Where the changes of site `one` stand, hours of the play. */
const dark = 1, back = 2, shut = 3, open = 4;
/** Its later changes follow each other at once. */
const flurry = 5;

let folder: string;
let ports: PortBlock;
let toxiproxy: RunningProcess;
let upstream: Server;
let app: Awaited<ReturnType<typeof build>>;

interface LinkEvent {
  atMs: number;
  kind: string;
  subject: string;
  data: { state: string; plannedMs: number; readBack: { enabled: boolean; rateKBPerSUp: number; rateKBPerSDown: number; oneWayDelayMs: number } };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hotspot-link-'));
  ports = await lockPorts();
  toxiproxy = await startToxiproxy(engine('toxiproxy-server'), ports.base + 1, join(folder, 'toxiproxy.log'));
  upstream = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const shared = { upstream: `127.0.0.1:${(upstream.address() as AddressInfo).port}`, oneWayDelayMs: 20 };
  app = await build(linkConfig.parse({
    apiUrl: `http://127.0.0.1:${ports.base + 1}`,
    prefix: 'test',
    sites: [{
      ...shared, site: 'one', listen: `127.0.0.1:${ports.base + 10}`, rateKBPerSDown: 133, rateKBPerSUp: 96,
      changes: [
        { atMs: dark * hourMs, state: 'silent' }, { atMs: back * hourMs, state: 'up' }, { atMs: shut * hourMs, state: 'refused' }, { atMs: open * hourMs, state: 'up' },
        ...(['silent', 'up', 'refused', 'up'] as const).map((state, k) => ({ atMs: flurry * hourMs + k, state })),
      ],
    }, { ...shared, site: 'two', listen: `127.0.0.1:${ports.base + 11}`, rateKBPerSDown: 8000, rateKBPerSUp: 2, changes: [] }],
  }), systemClock);
});

afterAll(async () => {
  await app.close();
  await toxiproxy.stop();
  upstream.close();
  await ports.release();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => jumpTo(0.5));

/** Plays on from a time; resolves when the link is as the plan has it then. */
async function jumpTo(hours: number): Promise<void> {
  const { statusCode } = await app.inject({ method: 'POST', url: '/play', payload: { originMs: systemClock.nowMs() - hours * hourMs } });
  expect(statusCode).toBe(200);
}

async function events(after: number): Promise<LinkEvent[]> {
  return (await app.inject(`/events?after=${after}`)).json<{ events: LinkEvent[] }>().events;
}

async function eventsSoFar(): Promise<number> {
  return (await app.inject('/events')).json<{ next: number }>().next;
}

async function connection(site: 0 | 1 = 0): Promise<Socket> {
  const socket = connect(ports.base + 10 + site, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Whether a byte comes back over a new connection, or what went wrong. */
async function ping(site: 0 | 1 = 0): Promise<string> {
  const socket = connect(ports.base + 10 + site, '127.0.0.1');
  try {
    return await new Promise<string>((resolve) => {
      socket.once('data', () => resolve('echo')).once('error', (error: NodeJS.ErrnoException) => resolve(error.code!)).once('connect', () => socket.write('x'));
    });
  } finally {
    socket.destroy();
  }
}

/** The proxies that Toxiproxy has, by name. */
async function proxies(): Promise<Record<string, { enabled: boolean; toxics: { stream: string; type: string; toxicity: number; attributes: Record<string, number> }[] }>> {
  return (await fetch(`http://127.0.0.1:${ports.base + 1}/proxies`)).json() as never;
}

describe('link service', () => {
  test('a proxy has slicer, latency and bandwidth each way, in that order, the slices 15 ms of the rate within 250 to 16,000 B', async () => {
    const { 'test-one': one, 'test-two': two } = await proxies();
    const latency = ['latency', { latency: 20, jitter: 0 }];
    const chain = (proxy: typeof one, stream: string): unknown[] => proxy!.toxics.filter((toxic) => toxic.stream === stream).map(({ type, attributes }) => [type, attributes]);
    const slices = (size: number): unknown[] => ['slicer', { average_size: size, size_variation: 0, delay: 0 }];
    expect(chain(one, 'upstream')).toEqual([slices(1440), latency, ['bandwidth', { rate: 96 }]]);
    expect(chain(one, 'downstream')).toEqual([slices(1995), latency, ['bandwidth', { rate: 133 }]]);
    expect(chain(two, 'upstream')).toEqual([slices(250), latency, ['bandwidth', { rate: 2 }]]);
    expect(chain(two, 'downstream')).toEqual([slices(16_000), latency, ['bandwidth', { rate: 8000 }]]);
    expect([...one!.toxics, ...two!.toxics].map(({ toxicity }) => toxicity)).toEqual(Array(12).fill(1));
  });

  test('POST /canary measures every link and leaves no proxy behind', async () => {
    const canaries = (await app.inject({ method: 'POST', url: '/canary' })).json<CanaryResult[]>();
    expect(canaries.map(({ site, askedRttMs, askedRateKBPerSUp, bytes }) => [site, askedRttMs, askedRateKBPerSUp, bytes])).toEqual([['one', 40, 96, 144_000], ['two', 40, 2, 3000]]);
    for (const { gotRttMs, askedRateKBPerSUp, gotRateKBPerSUp } of canaries) {
      // A busy machine makes a link slower than asked, nothing makes it faster: a tenth is the pacing of the first and last slice.
      expect(gotRttMs).toBeGreaterThanOrEqual(40);
      expect(gotRateKBPerSUp).toBeGreaterThan(0);
      expect(gotRateKBPerSUp / askedRateKBPerSUp).toBeLessThan(1.1);
    }
    expect(Object.keys(await proxies()).sort()).toEqual(['test-one', 'test-two']);
  });

  test('a silent link keeps its connections and their bytes until it is back', async () => {
    const socket = await connection();
    const before = await eventsSoFar();
    await jumpTo(dark);
    let isBack = false;
    const echo = once(socket, 'data').then(() => isBack);
    socket.write('x');
    // A round trip through the other site takes as long as one through this site would.
    expect(await ping(1)).toBe('echo');
    isBack = true;
    await jumpTo(back);
    expect(await echo).toBe(true);
    socket.destroy();
    expect((await events(before)).map(({ kind, subject, data }) => [kind, subject, data.state, data.plannedMs, data.readBack])).toEqual([
      ['link', 'one', 'silent', dark * hourMs, { enabled: true, rateKBPerSUp: 0, rateKBPerSDown: 0, oneWayDelayMs: 20 }],
      ['link', 'one', 'up', back * hourMs, { enabled: true, rateKBPerSUp: 96, rateKBPerSDown: 133, oneWayDelayMs: 20 }],
    ]);
  });

  test('a refused link closes its connections and takes no new ones until it is back; another site never notices', async () => {
    const [socket, other] = await Promise.all([connection(), connection(1)]);
    const closed = once(socket, 'close');
    await jumpTo(shut);
    await closed;
    expect(await ping()).toBe('ECONNREFUSED');
    const echo = once(other, 'data');
    other.write('x');
    await echo;
    other.destroy();
    await jumpTo(open);
    expect(await ping()).toBe('echo');
  });

  test('a link that goes from silent to refused lets nothing through that waited', async () => {
    const socket = await connection();
    const heard: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => heard.push(chunk));
    await jumpTo(dark);
    socket.write('x'.repeat(5000));
    const closed = once(socket, 'close');
    await jumpTo(shut);
    await closed;
    expect(heard).toEqual([]);
  });

  test('POST /play plays changes at their time, one after the other however close they are', async () => {
    const before = await eventsSoFar();
    await jumpTo(flurry - 100 / hourMs);
    const ofFlurry = async (): Promise<LinkEvent[]> => (await events(before)).filter(({ data }) => data.plannedMs >= flurry * hourMs);
    while ((await ofFlurry()).length < 4) await new Promise((resolve) => setTimeout(resolve, 20));
    const played = await ofFlurry();
    expect(played.map(({ kind, data }) => [kind, data.state])).toEqual([['link', 'silent'], ['link', 'up'], ['link', 'refused'], ['link', 'up']]);
    for (const { atMs, data } of played) expect(atMs).toBeGreaterThanOrEqual(data.plannedMs);
    expect(await ping()).toBe('echo');
  });

  test('POST /restore makes the proxies anew, in the state of the moment, after Toxiproxy was killed', async () => {
    await jumpTo(dark);
    toxiproxy.child.kill('SIGKILL');
    await toxiproxy.ended;
    toxiproxy = await startToxiproxy(engine('toxiproxy-server'), ports.base + 1, join(folder, 'toxiproxy.log'));
    expect(await ping(1)).toBe('ECONNREFUSED');
    expect((await app.inject({ method: 'POST', url: '/restore' })).json()).toEqual({ restored: 2 });
    expect(await ping(1)).toBe('echo');
    const restored = (await proxies())['test-one']!.toxics;
    expect(restored.filter(({ type }) => type !== 'latency').map(({ attributes }) => attributes['rate'] ?? attributes['average_size'])).toEqual(expect.arrayContaining([1440, 1995, 0]));
    await jumpTo(back);
    expect(await ping()).toBe('echo');
  });

  test('a change that Toxiproxy does not do is told as link-failed, and the next one mends the link', async () => {
    const before = await eventsSoFar();
    toxiproxy.child.kill('SIGKILL');
    await toxiproxy.ended;
    await jumpTo(dark);
    expect((await events(before)).map(({ kind, data }) => [kind, data.state])).toEqual([['link-failed', 'silent']]);
    toxiproxy = await startToxiproxy(engine('toxiproxy-server'), ports.base + 1, join(folder, 'toxiproxy.log'));
    await jumpTo(back);
    expect(await ping()).toBe('echo');
    expect((await app.inject({ method: 'POST', url: '/restore' })).statusCode).toBe(200);
  });

  test('a service that is built anew takes over the proxies of its prefix, resumes in the state of the moment, and leaves others alone', async () => {
    const foreign = { name: 'other-one', listen: '127.0.0.1:0', upstream: '127.0.0.1:9', enabled: true };
    await fetch(`http://127.0.0.1:${ports.base + 1}/proxies`, { method: 'POST', body: JSON.stringify(foreign) });
    const successor = await build(linkConfig.parse({
      apiUrl: `http://127.0.0.1:${ports.base + 1}`,
      prefix: 'test',
      sites: [{
        site: 'one', listen: `127.0.0.1:${ports.base + 10}`, upstream: `127.0.0.1:${(upstream.address() as AddressInfo).port}`, rateKBPerSDown: 50, rateKBPerSUp: 40,
        oneWayDelayMs: 1, changes: [{ atMs: 0, state: 'refused' }, { atMs: hourMs, state: 'up' }],
      }],
    }), systemClock);
    expect(await ping()).toBe('echo');
    await successor.inject({ method: 'POST', url: '/play', payload: { originMs: systemClock.nowMs() - 1000 } });
    expect(await ping()).toBe('ECONNREFUSED');
    await successor.close();
    expect(Object.keys(await proxies()).sort()).toEqual(['other-one', 'test-two']);
    await app.inject({ method: 'POST', url: '/restore' });
  });

  test('requests that make no sense get 400', async () => {
    expect((await app.inject({ method: 'POST', url: '/play', payload: {} })).statusCode).toBe(400);
    expect((await app.inject('/events?after=-1')).statusCode).toBe(400);
    expect((await app.inject('/health')).json()).toEqual({ status: 'ok', proxies: 2, playing: true });
  });
});

test.each([
  ['a listen address without a port', { listen: '127.0.0.1' }], ['a rate of nothing', { rateKBPerSUp: 0 }], ['half a KB/s', { rateKBPerSDown: 0.5 }],
  ['a negative delay', { oneWayDelayMs: -1 }], ['an unknown state', { changes: [{ atMs: 0, state: 'flaky' }] }], ['an unknown key', { loss: 0.1 }],
])('linkConfig refuses %s', (_, part) => {
  const site = { site: 'one', listen: '127.0.0.1:1', upstream: '127.0.0.1:2', rateKBPerSDown: 1, rateKBPerSUp: 1, oneWayDelayMs: 0, changes: [] };
  const config = { apiUrl: 'http://127.0.0.1:8474', prefix: 'test', sites: [site] };
  expect(linkConfig.safeParse(config).success).toBe(true);
  expect(linkConfig.safeParse({ ...config, sites: [{ ...site, ...part }] }).success).toBe(false);
});
