import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { makePrint, makePrintWsq, makeSlap, type Print, type PrintRequest } from '../../synth/native.ts';
import { imagePage } from './inspect-image.ts';
import { Hotspot } from './testing/hotspot.ts';
import { bitmap } from '../../matcher/testing/bitmap.ts';

const portrait = join(import.meta.dirname, '../../matcher/core/src/face/tests/a-portrait.jpg');
const request: PrintRequest = { seed: 5, person: 1, finger: 2, impression: 1, preset: 'easy', widthPx: 300, heightPx: 400, condition: 'normal' };
const folder = mkdtempSync(join(tmpdir(), 'hotspot-inspect-'));

let print: Print;
beforeAll(async () => {
  print = await makePrint(request);
});

function saved(name: string, bytes: Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

function grey(): Sharp {
  return sharp(print.pixels, { raw: { width: print.width, height: print.height, channels: 1 } }).withMetadata({ density: 500 });
}

function minutiaeOf(html: string): number {
  return Number(/All (\d+) minutiae/.exec(html)?.[1]);
}

describe('imagePage()', () => {
  test('shows every step of a print, asks nothing of any network, and says the same twice', async () => {
    const file = saved('<b>.png', await grey().png().toBuffer());
    const html = await imagePage(file, null, null);
    for (const words of ['&lt;b&gt;.png', '1. Input', '2. Normalised', '3. Mask', '4. Orientation', '5. Ridge period', '6. Amplitude', '7. Phase', 'as the file says']) expect(html).toContain(words);
    expect(html.match(/<image /g)).toHaveLength(6);
    expect(html).not.toMatch(/https?:|<script|href="(?!data:|#input)/);
    expect(minutiaeOf(html)).toBeGreaterThan(15);
    expect(await imagePage(file, null, null)).toBe(html);
  });

  test('reads PNG, TIFF and BMP of the same pixels as the same print; WSQ and JPEG as nearly the same', async () => {
    const files = [saved('p.png', await grey().png().toBuffer()), saved('p.tif', await grey().tiff({ compression: 'lzw' }).toBuffer()), saved('p.bmp', bitmap(print))];
    const lists = await Promise.all(files.map(async (file) => (await imagePage(file, null, null)).replace(/^[^]*<section id="list">/, '')));
    expect(lists[1]).toBe(lists[0]);
    expect(lists[2]).toBe(lists[0]);
    for (const file of [saved('p.wsq', (await makePrintWsq(request, 0.75)).wsq), saved('p.jpg', await grey().jpeg({ quality: 95 }).toBuffer())]) {
      expect(Math.abs(minutiaeOf(await imagePage(file, null, null)) - minutiaeOf(lists[0]!))).toBeLessThan(8);
    }
  });

  test('takes the resolution that it is told, and says when the file has none', async () => {
    const bare = saved('bare.png', await sharp(print.pixels, { raw: { width: print.width, height: print.height, channels: 1 } }).png().toBuffer());
    expect(await imagePage(bare, null, null)).toContain('assumed: the file does not say');
    expect(await imagePage(bare, null, 400)).toMatch(/400 ppi<small[^>]*>as told/);
  });

  test('shows eyes, crop and vector of a portrait, and says when there is no face', async () => {
    const html = await imagePage(portrait, null, null);
    for (const words of ['2. Eyes', '3. Crop', '80 x 96 px', '4. Vector']) expect(html).toContain(words);
    const none = await imagePage(saved('blank.png', await sharp({ create: { width: 300, height: 400, channels: 3, background: '#4080c0' } }).png().toBuffer()), null, null);
    expect(none).toContain('not found');
  });

  test('shows the fingers of a slap with their names and minutiae, and says what it found where they cannot be told', async () => {
    const slap = await makeSlap({ seed: 5, person: 1, fingers: [10, 9, 8, 7].map((finger) => ({ finger, condition: 'normal' })), impression: 1, preset: 'field', tiltDeg: 15, widthPx: 1600, heightPx: 1500 });
    const file = saved('left.bmp', bitmap(slap));
    const html = await imagePage(file, 'left-slap', null);
    for (const words of ['left four fingers', 'left little', 'left ring', 'left middle', 'left index']) expect(html).toContain(words);
    expect(html.match(/<image /g)).toHaveLength(5);
    await expect(imagePage(file, 'thumbs', null)).rejects.toMatchObject({ code: 'PICTURE_UNREADABLE', fields: { reason: expect.stringContaining('found in the slap: 4, expected: 2') } });
    await expect(imagePage(file, 'left-slap', 1000)).rejects.toMatchObject({ fields: { reason: 'a slap of 1000 ppi; 500 is taken' } });
  });

  test('refuses what is no image, is cut short, too small or a folder, and names the file', async () => {
    const png = await grey().png().toBuffer();
    const { wsq } = await makePrintWsq(request, 0.75);
    const refused: [file: string, reason: RegExp][] = [
      [saved('text.png', Buffer.from('not an image at all')), /unsupported image format/],
      [saved('empty.png', Buffer.alloc(0)), /not an image/],
      [saved('cut.png', png.subarray(0, png.length / 2)), /./],
      [saved('cut.wsq', wsq.subarray(0, wsq.length / 2)), /./],
      [saved('cut.bmp', bitmap(print).subarray(0, 9000)), /./],
      [saved('small.png', await sharp(png).resize(40, 40).png().toBuffer()), /40 x 40 px; sides 64\.\.2000/],
      [folder, /EISDIR/],
    ];
    for (const [file, reason] of refused) {
      await expect(imagePage(file, null, null), file).rejects.toMatchObject({ code: 'PICTURE_UNREADABLE', fields: { file, reason: expect.stringMatching(reason) } });
    }
  });
});

describe('hotspot inspect IMAGE', () => {
  test('refuses a broken or missing file with one clear error and makes no page', async () => {
    const out = mkdtempSync(join(tmpdir(), 'hotspot-inspect-out-'));
    for (const [file, words] of [[saved('text.wsq', Buffer.from('nothing')), /text\.wsq cannot be looked at/], [join(folder, 'nowhere.png'), /INSPECT_UNKNOWN/]] as const) {
      const hotspot = new Hotspot(['inspect', file, '--out', join(out, 'page.html')], out);
      expect(await hotspot.ended, hotspot.stderr).toBe(2);
      expect(hotspot.stderr).toMatch(words);
      expect(hotspot.stderr).not.toMatch(/^\s+at /m);
    }
    expect(readdirSync(out)).toEqual([]);
  });
});
