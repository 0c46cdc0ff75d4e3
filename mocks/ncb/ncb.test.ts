import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import type { Service } from '../../src/service/serve.ts';
import { makeTrust, type KeyPairFiles, type Trust } from '../../src/service/trust.ts';
import { buildNcb } from './build.ts';
import { ncbConfig } from './config.ts';
import { Inbox } from './inbox.ts';

const dir = mkdtempSync(join(tmpdir(), 'ncb-'));
let trust: Trust;
let ncb: Service;

beforeAll(async () => {
  trust = await makeTrust(join(dir, 'trust'));
  ncb = await start('inbox.sqlite');
});
afterAll(async () => {
  await ncb.close();
  rmSync(dir, { recursive: true });
});

function start(storeFile: string): Promise<Service> {
  return buildNcb(ncbConfig.parse({ tls: { ...trust.server, caFile: trust.caFile }, storeFile: join(dir, storeFile) }), systemClock);
}

function call(method: string, path: string, body?: unknown, as: KeyPairFiles | null = trust.operator, url = ncb.url): Promise<{ status: number; json: any }> {
  return new Promise((resolve, reject) => {
    const identity = as ? { cert: readFileSync(as.certFile), key: readFileSync(as.keyFile) } : {};
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = request(`${url}${path}`, { method, ca: readFileSync(trust.caFile), ...identity, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode!, json: text ? JSON.parse(text) : null }));
    });
    sent.on('error', reject);
    sent.end(typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body));
  });
}

const notice = {
  noticeId: 'a'.repeat(64), ori: 'AL/SITE01', tcn: '2600000042B', reference: 'RS/00001234', ownerCountry: 'RS', recordYear: 2011, score: 3500, country: 'RS',
};

test('POST /v1/countries/{CC}/notices keeps a notice once, however often it comes', async () => {
  for (let times = 0; times < 3; times += 1) expect((await call('POST', '/v1/countries/RS/notices', notice)).status).toBe(204);
  expect((await call('GET', '/v1/countries/RS/notices')).json).toEqual([{ seq: 1, receivedMs: expect.any(Number), ...notice }]);
});

test('POST /v1/countries/{CC}/notices answers 409 to a known noticeId with another notice, and keeps the first', async () => {
  expect((await call('POST', '/v1/countries/RS/notices', { ...notice, score: 1 })).status).toBe(409);
  expect((await call('GET', '/v1/countries/RS/notices')).json).toEqual([{ seq: 1, receivedMs: expect.any(Number), ...notice }]);
});

test('POST /v1/countries/{CC}/notices names every problem of a bad notice', async () => {
  const bad = await call('POST', '/v1/countries/RS/notices', { ...notice, score: 'high', extra: 1 });
  expect(bad.status).toBe(400);
  expect(bad.json.title).toMatch(/score: .*extra/);
  expect((await call('POST', '/v1/countries/AL/notices', notice)).json.title).toBe('country: not that of the inbox');
  expect((await call('POST', '/v1/countries/RS/notices', '{"noticeId":')).status).toBe(400);
  expect((await call('POST', '/v1/countries/RS/notices', { ...notice, ori: 'x'.repeat(20_000) })).status).toBe(413);
});

test('GET /v1/notices?after=SEQ lists what came later, over all countries', async () => {
  const other = { ...notice, noticeId: 'b'.repeat(64), country: 'AL' };
  expect((await call('POST', '/v1/countries/AL/notices', other)).status).toBe(204);
  expect((await call('GET', '/v1/notices?after=1')).json).toEqual([{ seq: 2, receivedMs: expect.any(Number), ...other }]);
  expect((await call('GET', '/v1/notices')).json).toHaveLength(2);
  expect((await call('GET', '/v1/notices?after=-1')).status).toBe(400);
  expect((await call('GET', '/v1/countries/ME/notices')).json).toEqual([]);
});

test('the inbox refuses a site and a client without certificate', async () => {
  const site = await trust.site('AL/SITE01', 'AL', 'AL-HAN');
  expect((await call('POST', '/v1/countries/RS/notices', notice, site)).status).toBe(403);
  await expect(call('GET', '/health', undefined, null)).rejects.toThrow();
  expect((await call('GET', '/health')).json).toEqual({ status: 'ok' });
});

test('the inbox has its notices again after a restart', async () => {
  await ncb.close();
  ncb = await start('inbox.sqlite');
  expect((await call('GET', '/v1/notices')).json.map(({ seq, country }: { seq: number; country: string }) => [seq, country])).toEqual([[1, 'RS'], [2, 'AL']]);
});

test('of many POSTs of one notice at once one is kept, and all hear 204', async () => {
  const another = { ...notice, noticeId: 'c'.repeat(64) };
  const replies = await Promise.all(Array.from({ length: 40 }, () => call('POST', '/v1/countries/RS/notices', another)));
  expect(replies.map(({ status }) => status)).toEqual(Array(40).fill(204));
  expect((await call('GET', '/v1/countries/RS/notices')).json.filter(({ noticeId }: { noticeId: string }) => noticeId === another.noticeId)).toHaveLength(1);
});

test('a kill loses no notice that got its 204', async () => {
  const storeFile = join(dir, 'killed.sqlite');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'serve.ts'), '--config', '-'], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end(JSON.stringify({ tls: { ...trust.server, caFile: trust.caFile }, storeFile }));
  const [line] = await once(createInterface(child.stdout), 'line') as [string];
  const { url } = JSON.parse(line) as { url: string };
  const ids = Array.from({ length: 20 }, (_, k) => `${k}`.padStart(64, '0'));
  const kept = new Set<string>();
  const gone = once(child, 'exit');
  await Promise.all(ids.map(async (noticeId) => {
    const { status } = await call('POST', '/v1/countries/RS/notices', { ...notice, noticeId }, trust.operator, url).catch(() => ({ status: 0 }));
    if (status === 204) kept.add(noticeId);
    // Dies at the fifth, with the others under way.
    if (kept.size === 5) child.kill('SIGKILL');
  }));
  await gone;
  const inbox = Inbox.open(storeFile, systemClock);
  const after = inbox.after(0).map(({ noticeId }) => noticeId);
  inbox.close();
  expect(kept.size).toBeGreaterThanOrEqual(5);
  expect(after).toEqual(expect.arrayContaining([...kept]));
  expect(new Set(after).size).toBe(after.length);
});

test('buildNcb() names a file that it cannot read', async () => {
  const tls = { certFile: join(dir, 'none.crt'), keyFile: trust.server.keyFile, caFile: trust.caFile };
  await expect(buildNcb(ncbConfig.parse({ tls, storeFile: join(dir, 'x.sqlite') }), systemClock)).rejects.toMatchObject({ code: 'SERVICE_FILE_UNREADABLE', exit: 2 });
  const unusable = ncbConfig.parse({ tls: { ...trust.server, caFile: trust.caFile }, storeFile: join(dir, 'missing', 'x.sqlite') });
  await expect(buildNcb(unusable, systemClock)).rejects.toMatchObject({ code: 'JOURNAL_UNUSABLE', exit: 2 });
});
