import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { capturePerson } from './capture.ts';
import { chainHash, firstHash, ScannerClient } from './scanner-client.ts';
import { faceDeviceId, fingerDeviceId, startFakeScanner } from './testing/fake-scanner.ts';
import type { CaptureFault, FakeScanner } from './testing/fake-scanner.ts';

let scanner: FakeScanner;
let client: ScannerClient;
beforeAll(async () => {
  scanner = await startFakeScanner();
});
afterAll(() => scanner.close());
beforeEach(() => {
  scanner.captures.length = 0;
  scanner.faults.length = 0;
  client = new ScannerClient({ url: scanner.url, fingerDeviceId, faceDeviceId }, systemClock);
});

const tcn = '2600000042B';

test('chainHash() gives the published values for "abc", then "def"', () => {
  const abc = chainHash(firstHash, Buffer.from('abc'));
  expect(abc).toBe('BDDBDF7E9DF02F902EE5DD61B2B513D7566A2112FF97DB7DC3B6D184A43EF0E3');
  expect(chainHash(abc, Buffer.from('def'))).toBe('D06FFD66589038DEEA66A68731881D1D14470238326C1C55C4855C1DA9F9A1DC');
});

describe('capture()', () => {
  test('brings the fingers of one call in order, and the last hash for the next call', async () => {
    const prints = await client.capture({ transactionId: tcn, fingers: [2, 7], previousHash: firstHash });
    expect(prints.images.map(({ fgp, quality, image }) => [fgp, quality, image.kind, image.width, image.height, image.bytes.length])).toEqual([
      [2, 60, 'finger', 400, 500, 3000], [7, 60, 'finger', 400, 500, 3000],
    ]);
    const portrait = await client.capture({ transactionId: tcn, fingers: [], previousHash: prints.lastHash });
    expect(portrait.images.map(({ fgp, image }) => [fgp, image.kind, image.width, image.height])).toEqual([[0, 'face', 480, 640]]);
    expect(scanner.captures.map((seen) => seen.previousHash)).toEqual([firstHash, prints.lastHash]);
  });

  const cases: [CaptureFault, string][] = [
    [{ code: '111' }, '111'], ['truncated', 'transport'], ['reset', 'transport'], ['not-json', 'transport'],
    ['broken-chain', 'chain'], ['bad-signature', 'signature'], ['bad-image', 'image'],
  ];
  test.each(cases)('throws SCANNER_FAULT for %o', async (fault, code) => {
    scanner.faults.push(fault);
    await expect(client.capture({ transactionId: tcn, fingers: [2], previousHash: firstHash })).rejects.toMatchObject({ code: 'SCANNER_FAULT', fields: { code } });
  });

  test('throws 106 when the scanner has no such device', async () => {
    client = new ScannerClient({ url: scanner.url, fingerDeviceId: 'OTHER', faceDeviceId }, systemClock);
    await expect(client.capture({ transactionId: tcn, fingers: [2], previousHash: firstHash })).rejects.toMatchObject({ fields: { code: '106' } });
  });
});

describe('capturePerson()', () => {
  test('captures fingers, then the face, and tries again after faults', async () => {
    scanner.faults.push({ code: '111' }, null, 'reset');
    const retried: string[] = [];
    const images = await capturePerson(client, tcn, { fingers: [2, 7], face: true }, (fault) => retried.push(String(fault.fields.code)));
    expect([images.fingers.map((finger) => finger.fgp), images.face?.width]).toEqual([[2, 7], 480]);
    expect(retried).toEqual(['111', 'transport']);
    expect(scanner.captures.map((seen) => seen.type)).toEqual(['Finger', 'Finger', 'Face', 'Face']);
  });

  test('gives up at the third failure of a person', async () => {
    scanner.faults.push({ code: '101' }, null, { code: '101' }, { code: '101' });
    await expect(capturePerson(client, tcn, { fingers: [2], face: true }, () => {})).rejects.toMatchObject({ fields: { code: '101' } });
    expect(scanner.captures.length).toBe(4);
  });
});
