import { afterEach, expect, test } from 'vitest';
import { imageOf, startScanner, tcn } from '../../mocks/scanner/test-service.ts';
import type { TestService } from '../../mocks/scanner/test-service.ts';
import { systemClock } from '../core/clock.ts';
import { capturePerson } from './capture.ts';
import { firstHash, ScannerClient } from './scanner-client.ts';

/** The scanner service itself, over HTTP and its prepared captures: a touchless finger device and a camera. */
let service: TestService;
afterEach(() => service.close());

async function clientOf(overrides: Parameters<typeof startScanner>[0] = {}): Promise<ScannerClient> {
  service = await startScanner(overrides);
  return new ScannerClient({ url: service.url, fingerDeviceId: 'any', faceDeviceId: 'face' }, systemClock);
}

const fingers = { transactionId: tcn, fingers: [2, 7], previousHash: firstHash };
const profile = { fingers: [2, 7], face: true };
const faultWith = (code: string) => ({ code: 'SCANNER_FAULT', fields: { code } });

test('capturePerson() brings the prepared captures, fingers and face', async () => {
  const images = await capturePerson(await clientOf(), tcn, profile, () => {});
  expect(images.fingers.map(({ fgp, width, height, wsq }) => [fgp, width, height, Buffer.from(wsq)])).toEqual([[2, 400, 500, imageOf(2)], [7, 400, 500, imageOf(7)]]);
  expect([images.face!.width, images.face!.height, Buffer.from(images.face!.jpeg)]).toEqual([400, 500, imageOf(0)]);
});

test('capture() chains its hashes over the calls of one check', async () => {
  const client = await clientOf();
  const prints = await client.capture(fingers);
  expect(prints.images.map(({ quality }) => quality)).toEqual([60, 90]);
  const face = await client.capture({ transactionId: tcn, fingers: [], previousHash: prints.lastHash });
  expect(face.lastHash).not.toBe(prints.lastHash);
});

test('capture() takes the best frame that the scanner answers at the timeout', async () => {
  const client = await clientOf({ faults: [{ kind: 'best-frame' }], captureScale: 1 });
  const { images } = await client.capture({ ...fingers, fingers: [2] });
  expect([images.length, Buffer.from(images[0]!.image.bytes)]).toEqual([1, imageOf(2)]);
  expect(images[0]!.quality).toBeLessThan(60);
});

test.each([
  ['busy', { kind: 'busy' as const }, '111'], ['not ready', { kind: 'error' as const, code: '110' as const }, '110'],
  ['a broken chain', { kind: 'broken-chain' as const }, 'chain'], ['a truncated body', { kind: 'truncated-body' as const, share: 0.5 }, 'transport'],
  ['a reset', { kind: 'reset' as const }, 'transport'],
])('capture() tells %s, and the next try succeeds', async (_, fault, code) => {
  const client = await clientOf({ faults: [{ ...fault, nth: 1 }] });
  await expect(client.capture(fingers)).rejects.toMatchObject(faultWith(code));
  expect((await client.capture(fingers)).images.length).toBe(2);
});

test('capturePerson() meets a scanner that is busy, then breaks its chain, and gets the person all the same', async () => {
  const client = await clientOf({ faults: [{ kind: 'busy', nth: 1 }, { kind: 'broken-chain', nth: 2 }] });
  const retried: unknown[] = [];
  const images = await capturePerson(client, tcn, profile, ({ fields }) => retried.push(fields['code']));
  expect([images.fingers.length, images.face !== null, retried]).toEqual([2, true, ['111', 'chain']]);
});

test('capturePerson() gives up on a device that is not registered or not there', async () => {
  service = await startScanner();
  const clientFor = (fingerDeviceId: string): ScannerClient => new ScannerClient({ url: service.url, fingerDeviceId, faceDeviceId: 'face' }, systemClock);
  await expect(capturePerson(clientFor('new'), tcn, profile, () => {})).rejects.toMatchObject(faultWith('100'));
  await expect(capturePerson(clientFor('nobody'), tcn, profile, () => {})).rejects.toMatchObject(faultWith('106'));
});
