import { request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { chainHash } from '../chain.ts';
import { codes } from '../codes.ts';
import { capture, captureBody, onFace, startScanner, tcn, type TestService } from '../test-service.ts';
import { faultSchema } from './registry.ts';
import { faultScript } from './script.ts';

let service: TestService | undefined;
afterEach(async () => {
  await service?.close();
  service = undefined;
});

async function withFaults(...faults: Record<string, unknown>[]): Promise<TestService> {
  service = await startScanner({ faults: faults as never });
  return service;
}

test('error answers each code of the table', async () => {
  const all = Object.keys(codes).filter((code) => code !== '0');
  const { url } = await withFaults(...all.map((code, index) => ({ kind: 'error', code, nth: index + 1 })));
  for (const code of all) {
    const { items } = await capture(url, captureBody());
    expect(items).toMatchObject([{ specVersion: '0.9.5', data: '', hash: '', error: { errorCode: code } }]);
  }
  expect((await capture(url, captureBody())).code).toBe('0');
});

test('busy answers 111 although the device is free', async () => {
  const { url } = await withFaults({ kind: 'busy', nth: 1 });
  expect([(await capture(url, captureBody())).code, (await capture(url, captureBody())).code]).toEqual(['111', '0']);
});

test('slow stretches the capture past its timeout, so that nothing is placed by then', async () => {
  /** At most 3.9 s x 0.01 x 100; at least a third of 1.0 s until something is placed. */
  const { url } = await withFaults({ kind: 'slow', factor: 100, nth: 1 });
  expect((await capture(url, captureBody({}, { timeout: 100 }))).code).toBe('101');
  expect((await capture(url, captureBody({}, { timeout: 100 }))).code).toBe('0');
});

test('best-frame answers below the requested score', async () => {
  const { url } = await withFaults({ kind: 'best-frame' });
  const { code, data } = await capture(url, captureBody(onFace, { timeout: 100 }));
  expect(code).toBe('0');
  expect(Number(data[0]!['qualityScore'])).toBeLessThan(40);
});

test('clock-skew shows in the timestamp and in the record, and adds to that of the service', async () => {
  service = await startScanner({ clockSkewMs: 1000, faults: [{ kind: 'clock-skew', skewMs: -3_600_000 }] });
  const { data } = await capture(service.url, captureBody());
  expect(data[0]!['timestamp']).toBe('2026-06-01T11:00:01Z');
  expect([...Buffer.from(data[0]!['bioValue'] as string, 'base64url').subarray(24, 27)]).toEqual([11, 0, 1]);
});

test('broken-chain answers hashes that do not fit the previous one', async () => {
  const { url } = await withFaults({ kind: 'broken-chain' });
  const { items, data } = await capture(url, captureBody());
  expect(items[0]!.hash).toMatch(/^[0-9A-F]{64}$/);
  expect(items[0]!.hash).not.toBe(chainHash('', Buffer.from(data[0]!['bioValue'] as string, 'base64url')));
});

test.each([0, 0.5, 0.99])('truncated-body closes after a share of %d of the announced bytes', async (share) => {
  const { url } = await withFaults({ kind: 'truncated-body', share });
  const { announced, received, aborted } = await raw(url);
  expect(received).toBe(Math.floor(announced * share));
  expect(aborted).toBe(true);
});

test('reset resets the connection, and the device is free again', async () => {
  const { url } = await withFaults({ kind: 'reset', nth: 1 });
  await expect(raw(url)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await capture(url, captureBody())).code).toBe('0');
});

test('a fault is logged and counted, and says so on the health page', async () => {
  const { url, log } = await withFaults({ kind: 'busy', device: 'face' }, { kind: 'error', code: '102', transactionId: 'other' });
  await capture(url, captureBody());
  await capture(url, captureBody(onFace));
  expect(log).toEqual([{ event: 'fault', fields: { kind: 'busy', device: 'face', transactionId: tcn } }]);
  const health = await (await fetch(`${url}/health`)).json();
  expect(health).toEqual({ status: 'ok', devices: 6, capturing: 0, faults: [{ kind: 'busy', struck: 1 }, { kind: 'error', struck: 0 }] });
});

test('a call that the scanner refuses anyway uses up no fault', async () => {
  const { url } = await withFaults({ kind: 'busy', nth: 1 });
  expect((await capture(url, captureBody({ count: 9 }))).code).toBe('109');
  expect((await capture(url, captureBody())).code).toBe('111');
});

test('faultScript() counts nth among the captures that device and transaction select', () => {
  const script = faultScript([faultSchema.parse({ kind: 'busy', device: 'a', transactionId: 'T', nth: 2 })]);
  const calls: [string, string][] = [['a', 'T'], ['b', 'T'], ['a', 'U'], ['a', 'T'], ['a', 'T']];
  expect(calls.map(([device, transaction]) => script.next(device, transaction).struck.length)).toEqual([0, 0, 0, 1, 0]);
});

test('faultScript() lets several faults act on one capture', () => {
  const script = faultScript([faultSchema.parse({ kind: 'slow', factor: 2 }), faultSchema.parse({ kind: 'slow', factor: 3 }), faultSchema.parse({ kind: 'reset' })]);
  expect(script.next('a', 'T').behaviour).toMatchObject({ slowdown: 6, delivery: { kind: 'reset' }, settles: true });
});

test.each([
  [{ kind: 'gremlin' }], [{ kind: 'slow' }], [{ kind: 'slow', factor: 0 }], [{ kind: 'error', code: '0' }], [{ kind: 'error', code: '777' }],
  [{ kind: 'busy', nth: 0 }], [{ kind: 'busy', devise: 'a' }], [{ kind: 'truncated-body', share: 1 }],
])('faultSchema refuses %j', (line) => {
  expect(faultSchema.safeParse(line).success).toBe(false);
});

/** One capture, and how much of its reply arrived. */
function raw(url: string): Promise<{ announced: number; received: number; aborted: boolean }> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}/rcapture`, { method: 'POST' }, (response) => {
      let received = 0;
      response.on('data', (chunk: Buffer) => { received += chunk.length; });
      response.on('error', () => undefined);
      response.on('close', () => resolve({ announced: Number(response.headers['content-length']), received, aborted: !response.complete }));
    });
    call.on('error', reject);
    call.end(JSON.stringify(captureBody()));
  });
}
