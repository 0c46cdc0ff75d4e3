import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { engine } from '../../src/stack/engines.ts';
import { lockPorts, type PortBlock } from '../../src/stack/ports.ts';
import type { RunningProcess } from '../../src/stack/process.ts';
import { startToxiproxy } from '../../src/stack/toxiproxy.ts';
import { build } from './build.ts';
import type { CanaryResult } from './canary.ts';
import { linkConfigSchema } from './config.ts';

let folder: string;
let ports: PortBlock;
let toxiproxy: RunningProcess;
let upstream: Server;
let app: Awaited<ReturnType<typeof build>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hotspot-link-'));
  ports = await lockPorts();
  toxiproxy = await startToxiproxy(engine('toxiproxy-server'), ports.base + 1, join(folder, 'toxiproxy.log'));
  upstream = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  app = await build(linkConfigSchema.parse({
    apiUrl: `http://127.0.0.1:${ports.base + 1}`,
    prefix: 'test',
    sites: [{
      site: 'one',
      listen: `127.0.0.1:${ports.base + 10}`,
      upstream: `127.0.0.1:${(upstream.address() as AddressInfo).port}`,
      rateKBPerSDown: 133,
      rateKBPerSUp: 96,
      oneWayDelayMs: 20,
      changes: [{ atMs: 200, state: 'silent' }, { atMs: 700, state: 'up' }, { atMs: 1000, state: 'refused' }, { atMs: 1300, state: 'up' }],
    }],
  }), systemClock);
});

afterAll(async () => {
  await app.close();
  await toxiproxy.stop();
  upstream.close();
  await ports.release();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends one byte and tells how it ended. */
function ping(): Promise<'echo' | 'refused' | 'silence'> {
  const socket = connect(ports.base + 10, '127.0.0.1');
  return new Promise((resolve) => {
    const end = (how: 'echo' | 'refused' | 'silence') => (): void => {
      socket.destroy();
      resolve(how);
    };
    setTimeout(end('silence'), 200);
    socket.once('data', end('echo')).once('error', end('refused')).once('connect', () => socket.write('x'));
  });
}

function playUntil(originMs: number, atMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, originMs + atMs - systemClock.nowMs()));
}

describe('link service', () => {
  test('POST /canary measures the round trip and rate that were asked', async () => {
    const [canary] = (await app.inject({ method: 'POST', url: '/canary' })).json<CanaryResult[]>();
    expect(canary!.gotRttMs).toBeGreaterThan(39);
    expect(Math.abs(canary!.gotRateKBPerSUp / 96 - 1)).toBeLessThan(0.1);
  });

  test('POST /play takes the link along its changes and records what Toxiproxy says', async () => {
    const originMs = systemClock.nowMs();
    await app.inject({ method: 'POST', url: '/play', payload: { originMs } });
    const seen: string[] = [await ping()];
    for (const atMs of [400, 850, 1100, 1500]) {
      await playUntil(originMs, atMs);
      seen.push(await ping());
    }
    expect(seen).toEqual(['echo', 'silence', 'echo', 'refused', 'echo']);
    const { events } = (await app.inject('/events')).json<{ events: { data: { state: string; readBack: { enabled: boolean; rateKBPerSUp: number } } }[] }>();
    expect(events.map(({ data }) => [data.state, data.readBack.enabled, data.readBack.rateKBPerSUp])).toEqual([['silent', true, 0], ['up', true, 96], ['refused', false, 96], ['up', true, 96]]);
  });

  test('POST /restore makes the proxies anew after Toxiproxy was killed', async () => {
    toxiproxy.child.kill('SIGKILL');
    await toxiproxy.ended;
    toxiproxy = await startToxiproxy(engine('toxiproxy-server'), ports.base + 1, join(folder, 'toxiproxy.log'));
    expect(await ping()).toBe('refused');
    expect((await app.inject({ method: 'POST', url: '/restore' })).statusCode).toBe(200);
    expect(await ping()).toBe('echo');
  });
});
