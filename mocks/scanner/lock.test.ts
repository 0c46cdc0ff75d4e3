import { afterEach, expect, test } from 'vitest';
import { capture, captureBody, onFace, post, startScanner, type TestService } from './test-service.ts';

let service: TestService;
afterEach(() => service.close());

/** Resolves when so many captures run at once. */
async function capturing(url: string, count = 1): Promise<void> {
  for (;;) {
    const health = await (await fetch(`${url}/health`)).json() as { capturing: number };
    if (health.capturing === count) return;
  }
}

test('of parallel calls to one device exactly one captures, and the others hear 111', async () => {
  service = await startScanner();
  const calls = await Promise.all(Array.from({ length: 8 }, () => capture(service.url, captureBody({ requestedScore: 100 }, { timeout: 400 }))));
  expect(calls.map(({ code }) => code).sort()).toEqual(['0', '111', '111', '111', '111', '111', '111', '111']);
});

test('devices capture side by side: none waits for another', async () => {
  service = await startScanner();
  const out = captureBody({ requestedScore: 100 }, { timeout: 60_000 });
  const calls = [captureBody({ requestedScore: 100, serialNo: 'slap', deviceSubId: 2, bioSubType: ['Right IndexFinger', 'Right MiddleFinger', 'Right RingFinger', 'Right LittleFinger'], count: 4 }, { timeout: 60_000 }), out,
    captureBody({ ...onFace, requestedScore: 100 }, { timeout: 60_000 })].map((body) => capture(service.url, body));
  await capturing(service.url, 3);
  // Three capture for a minute; a fourth has its answer long before.
  expect((await capture(service.url, captureBody({ serialNo: 'one', count: 1, bioSubType: ['Right IndexFinger'] }))).code).toBe('0');
  expect((await capture(service.url, out)).code).toBe('111');
  const closing = service.close();
  expect((await Promise.all(calls)).map(({ code }) => code)).toEqual(['110', '110', '110']);
  await closing;
  service = await startScanner();
});

test('each device and each transaction draws a course of its own, the same for the same seed', async () => {
  // Answered after 1.35 s, in the middle of most courses: how good the best frame is by then depends on the draw.
  const scores = async (seed: number): Promise<unknown[]> => {
    await service?.close();
    service = await startScanner({ captureScale: 1, seed });
    const parts = { count: 1, bioSubType: ['Left IndexFinger'], requestedScore: 100 };
    const calls = await Promise.all(['any', 'one'].map((serialNo) => capture(service.url, captureBody({ ...parts, serialNo }, { timeout: 1600 }))));
    return calls.map(({ code, data }) => data[0]?.['qualityScore'] ?? code);
  };
  service = await startScanner();
  const [first, other, again] = [await scores(7), await scores(8), await scores(7)];
  expect(new Set([...first, ...other]).size).toBe(4);
  expect(again).toEqual(first);
});

test('discovery says Busy with 111 while a device captures, and Ready after', async () => {
  service = await startScanner();
  const status = async (): Promise<unknown[]> => {
    const [face] = (await post(`${service.url}/device`, '{"type":"Face"}')).json as Record<string, { errorCode: string }>[];
    return [face!['deviceStatus'], face!['error']!.errorCode];
  };
  const running = capture(service.url, captureBody({ ...onFace, requestedScore: 100 }, { timeout: 800 }));
  await capturing(service.url);
  expect(await status()).toEqual(['Busy', '111']);
  expect((await running).code).toBe('0');
  expect(await status()).toEqual(['Ready', '0']);
});

test('a device is free again after a capture that found nothing', async () => {
  service = await startScanner();
  expect((await capture(service.url, captureBody({}, { transactionId: 'nobody', timeout: 20 }))).code).toBe('101');
  expect((await capture(service.url, captureBody())).code).toBe('0');
});

test('best frame: a score out of reach is answered before the timeout with the settled quality', async () => {
  service = await startScanner();
  const { code, data } = await capture(service.url, captureBody({ requestedScore: 95 }, { timeout: 200 }));
  expect([code, ...data.map((item) => item['qualityScore'])]).toEqual(['0', '60', '90']);
});

test('best frame: a timeout within the capture is answered with less than the settled quality', async () => {
  /** Placed after at most 0.6 s, settled after 1 s; answered at 0.8 s of a timeout of 1 s. */
  service = await startScanner({ captureScale: 1, captureTimes: { '2600000042B': { fingers: 1000 } } });
  const { code, data } = await capture(service.url, captureBody({ requestedScore: 50 }, { timeout: 1000 }));
  expect(code).toBe('0');
  const [right, left] = data.map((item) => Number(item['qualityScore']));
  expect((right! + left!) / 2).toBeLessThan(50);
  expect(right).toBeGreaterThan(0);
});

test('the same seed gives the same frames', async () => {
  const early = { captureScale: 1, captureTimes: { '2600000042B': { fingers: 600 } }, faults: [{ kind: 'best-frame' as const }] };
  const scores = async (): Promise<unknown[]> => (await capture(service.url, captureBody({ requestedScore: 100 }, { timeout: 500 }))).data.map((item) => item['qualityScore']);
  service = await startScanner(early);
  const first = await scores();
  await service.close();
  service = await startScanner(early);
  expect(await scores()).toEqual(first);
  expect(first).toHaveLength(2);
});

test('close() ends a capture under way with 110', async () => {
  service = await startScanner();
  const running = capture(service.url, captureBody({ requestedScore: 100 }, { timeout: 60_000 }));
  await capturing(service.url);
  const closing = service.close();
  expect((await running).code).toBe('110');
  await closing;
  service = await startScanner();
});
