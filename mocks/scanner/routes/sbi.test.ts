import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codes } from '../codes.ts';
import { captureBody, post, startScanner, writeCorpus, type TestService } from '../test-service.ts';

let service: TestService;
beforeAll(async () => { service = await startScanner({ corsMaxAgeS: 17 }); });
afterAll(() => service.close());

test('a reply carries the headers of the protocol, and its length in bytes', async () => {
  const { status, headers, json } = await post(`${service.url}/device`, '{"type":"Finger"}');
  expect(status).toBe(200);
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store', location: `${service.url}/device`, connection: 'close', 'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(JSON.stringify(json))),
  });
});

test('OPTIONS names the caller\'s exact origin', async () => {
  const response = await fetch(`${service.url}/rcapture`, { method: 'OPTIONS', headers: { origin: 'https://desk.example.org:8443' } });
  expect([response.status, await response.text()]).toEqual([204, '']);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'access-control-allow-origin': 'https://desk.example.org:8443', 'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': 'EXT, Content-Type, Cache-Control', 'access-control-max-age': '17', vary: 'Origin',
  });
});

test('a browser\'s capture is told its origin; another\'s has none', async () => {
  const browser = await post(`${service.url}/rcapture`, '{}', { origin: 'https://desk.example.org:8443' });
  expect(browser.headers.get('access-control-allow-origin')).toBe('https://desk.example.org:8443');
  expect(browser.json).toMatchObject({ requestOrigin: 'desk.example.org' });
  const device = await post(`${service.url}/rcapture`, '{}');
  expect([device.headers.get('access-control-allow-origin'), (device.json as { requestOrigin: string }).requestOrigin]).toEqual([null, '']);
  expect((await post(`${service.url}/rcapture`, '{}', { origin: 'null' })).json).toMatchObject({ requestOrigin: '' });
});

test('bodies of any content type are read as JSON', async () => {
  const { json } = await post(`${service.url}/device`, '{"type":"Face"}', { 'content-type': 'text/plain' });
  expect(json).toMatchObject([{ serialNo: 'face' }]);
});

test('what is not of the protocol: 404 for another path, 413 over 1 MiB', async () => {
  expect((await post(`${service.url}/stream`, '{}')).status).toBe(404);
  expect((await post(`${service.url}/rcapture`, 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
});

/** Every reply has status 200, JSON, and a code of the table. */
async function answersProperly(body: string): Promise<void> {
  const { status, json } = await post(`${service.url}/rcapture`, body);
  expect(status).toBe(200);
  for (const { error } of (json as { biometrics: { error: { errorCode: string } }[] }).biometrics) expect(Object.keys(codes)).toContain(error.errorCode);
}

test('rcapture answers any text', async () => {
  await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constant('['.repeat(500_000)), fc.constant('{"__proto__":{"transactionId":"abcd"}}')), answersProperly), { numRuns: 150 });
  expect((await fetch(`${service.url}/health`)).status).toBe(200);
});

test.each(['/device', '/info'])('%s answers any text with a list', async (path) => {
  const bodies = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.record({ type: fc.jsonValue() }).map((body) => JSON.stringify(body)), fc.constant('{"type":"__proto__"}'));
  await fc.assert(fc.asyncProperty(bodies, async (body) => {
    const { status, json } = await post(`${service.url}${path}`, body);
    expect(status).toBe(200);
    for (const { error } of json as { error: { errorCode: string } }[]) expect(Object.keys(codes)).toContain(error.errorCode);
  }), { numRuns: 50 });
});

test('rcapture answers any damage to a good body', async () => {
  const bio = (captureBody()['bio'] as Record<string, unknown>[])[0]!;
  const damage = <T extends object>(good: T) => fc.record(
    Object.fromEntries(Object.entries(good).map(([key, value]) => [key, fc.option(fc.oneof({ weight: 4, arbitrary: fc.constant(value as unknown) }, fc.jsonValue()), { nil: undefined, freq: 20 })])),
  );
  /** A short timeout, so that the bodies that are still good do not wait for a capture. */
  const bodies = fc.tuple(damage(captureBody()), damage(bio)).map(([call, first]) => JSON.stringify({ ...call, bio: [first], timeout: 10 }));
  await fc.assert(fc.asyncProperty(bodies, answersProperly), { numRuns: 300 });
});

test('serve.ts starts from its configuration, tells where it listens, and ends on SIGTERM', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'scanner-serve-'));
  const devices = [{ deviceId: 'one', kind: 'Finger', subType: 'Single', fap: 20, deviceSubIds: [0] }];
  const { child, lines } = start({ seed: 1, capturesFile: writeCorpus(join(dir, 'captures.sqlite')), devices });
  const ready = JSON.parse((await once(lines, 'line'))[0] as string) as { ready: boolean; service: string; url: string };
  expect(ready).toMatchObject({ ready: true, service: 'scanner' });
  expect((await post(`${ready.url}/device`, '{"type":"Finger"}')).json).toMatchObject([{ deviceId: 'one', callbackId: `${ready.url}/` }]);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  rmSync(dir, { recursive: true });
});

test('serve.ts exits 2 without its corpus, and on a bad configuration', async () => {
  const devices = [{ deviceId: 'one', kind: 'Finger', subType: 'Single', fap: 20, deviceSubIds: [0] }];
  const missing = start({ seed: 1, capturesFile: join(tmpdir(), 'no-such-folder', 'captures.sqlite'), devices });
  const twice = start({ seed: 1, capturesFile: 'x', devices: [...devices, ...devices] });
  expect(await Promise.all([once(missing.child, 'exit'), once(twice.child, 'exit')])).toEqual([[2, null], [2, null]]);
});

function start(config: object): { child: ReturnType<typeof spawn>; lines: ReturnType<typeof createInterface> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'serve.ts'), '--config', '-'], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end(JSON.stringify(config));
  return { child, lines: createInterface(child.stdout) };
}
