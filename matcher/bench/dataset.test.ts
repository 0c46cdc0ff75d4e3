import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePrint, makePrintWsq } from '../../synth/native.ts';
import { bitmap } from '../testing/bitmap.ts';
import { listPrints, readPrint } from './dataset.ts';

const request = { seed: 5, person: 1, finger: 2, impression: 0, preset: 'easy', widthPx: 208, heightPx: 280, condition: 'normal' } as const;
let dir: string;
let pixels: Buffer;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hotspot-dataset-'));
  ({ pixels } = await makePrint(request));
  const raw = sharp(pixels, { raw: { width: request.widthPx, height: request.heightPx, channels: 1 } });
  for (const set of ['A', 'B']) mkdirSync(join(dir, set));
  await raw.clone().png().toFile(join(dir, 'A', '101_1.png'));
  await raw.clone().tiff({ compression: 'lzw', xres: 569 / 25.4, yres: 569 / 25.4 }).toFile(join(dir, 'A', '102_1.tif'));
  writeFileSync(join(dir, 'B', '103_1.bmp'), bitmap({ width: request.widthPx, height: request.heightPx, pixels }));
  writeFileSync(join(dir, 'B', '104_1.wsq'), (await makePrintWsq(request, 2.25)).wsq);
  writeFileSync(join(dir, 'B', 'readme.txt'), 'no print');
});
afterAll(() => rmSync(dir, { recursive: true }));

test('listPrints() takes each folder as a set, and a half of the fingers', () => {
  const names = (half: 'all' | 'odd' | 'even'): string[] => listPrints(dir, half).map(({ set, finger, impression }) => `${set}/${finger}_${impression}`);
  expect(names('all')).toEqual(['A/101_1', 'A/102_1', 'B/103_1', 'B/104_1']);
  expect([names('odd'), names('even')]).toEqual([['A/101_1', 'B/103_1'], ['A/102_1', 'B/104_1']]);
});

test('readPrint() reads every format, and the resolution where the file says one', async () => {
  const prints = await Promise.all(listPrints(dir, 'all').map((entry) => readPrint(entry, 500)));
  expect(prints.map(({ width, height, ppi }) => [width, height, ppi])).toEqual([[208, 280, 500], [208, 280, 569], [208, 280, 500], [208, 280, 500]]);
  const off = prints.map((print) => print.pixels.reduce((sum, value, k) => sum + Math.abs(value - pixels[k]!), 0) / pixels.length);
  expect(off.slice(0, 3)).toEqual([0, 0, 0]);
  expect(off[3]).toBeLessThan(4);
});

test('readPrint() names the file that is none', async () => {
  writeFileSync(join(dir, 'A', '105_1.png'), 'not a picture');
  await expect(readPrint({ set: 'A', file: join(dir, 'A', '105_1.png'), finger: '105', impression: '1' }, 500)).rejects.toMatchObject({ code: 'PICTURE_UNREADABLE', message: expect.stringContaining('105_1.png') });
});
