import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCaptures } from './captures.ts';
import { scannerConfig } from './config.ts';
import { imageOf, tcn, writeCorpus } from './test-service.ts';

const finger = { deviceId: 'a', kind: 'Finger', subType: 'Single', fap: 20, deviceSubIds: [0] };

test('scannerConfig fills in what is left out', () => {
  expect(scannerConfig.parse({ seed: 1, capturesFile: 'c.sqlite', devices: [finger] })).toMatchObject({
    host: '127.0.0.1', port: 0, captureScale: 1, captureTimes: {}, faults: [], clockSkewMs: 0, fingerCompression: 2, faceDataType: 0, numbersAsStrings: true,
  });
});

test('scannerConfig names every problem at once', () => {
  const devices = [finger, { ...finger, kind: 'Face' }, { ...finger, deviceId: 'b', subType: 'Slap' }];
  const { error } = scannerConfig.safeParse({ seed: 1, capturesFile: 'c.sqlite', devices });
  expect(error!.issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([
    ['devices.1.subType', 'a Face device cannot be Single'],
    ['devices.2.deviceSubIds', 'a slap has no sub-id 0'],
    ['devices.1.deviceId', 'a is there twice'],
  ]);
});

test('openCaptures() finds the capture of a transaction, kind and finger', () => {
  const dir = mkdtempSync(join(tmpdir(), 'captures-'));
  const captures = openCaptures(writeCorpus(join(dir, 'c.sqlite')));
  const found = captures.find(tcn, 'finger', 7)!;
  expect([found.width, found.height, found.quality, Buffer.from(found.bytes)]).toEqual([400, 500, 90, imageOf(7)]);
  expect([captures.find(tcn, 'face', 7), captures.find('other', 'finger', 7)]).toEqual([null, null]);
  captures.close();
  rmSync(dir, { recursive: true });
});

test('openCaptures() refuses a file that is missing, no database, of another kind or schema', () => {
  const dir = mkdtempSync(join(tmpdir(), 'captures-'));
  const text = join(dir, 'text.sqlite');
  writeFileSync(text, 'no database at all, but long enough to look like something');
  const files = [
    join(dir, 'none.sqlite'), text,
    writeCorpus(join(dir, 'gallery.sqlite'), { schemaVersion: '1', kind: 'gallery' }),
    writeCorpus(join(dir, 'later.sqlite'), { schemaVersion: '2', kind: 'captures' }),
  ];
  for (const file of files) expect(() => openCaptures(file)).toThrow(expect.objectContaining({ code: 'CAPTURES_UNREADABLE' }));
  rmSync(dir, { recursive: true });
});
