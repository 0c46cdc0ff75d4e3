import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { makePrintWsq } from '../../synth/native.ts';
import { jpegSize, wsqSize } from './image-size.ts';
import { encodeSearch, readSearch } from './search.ts';
import { search } from './testing/files.ts';
import { jpegOf, wsqOf } from './testing/images.ts';
import type { Search } from './types.ts';
import { defaultRules } from './validate.ts';

const grey = (width: number, height: number): Sharp => sharp({ create: { width, height, channels: 3, background: 'grey' } });

test('wsqSize() and jpegSize() tell the size of real images, and readSearch() takes them', async () => {
  const { wsq } = await makePrintWsq({ seed: 7, person: 1, finger: 2, impression: 1, preset: 'field', widthPx: 160, heightPx: 200, condition: 'normal' }, 0.75);
  const jpeg = await grey(120, 150).jpeg().toBuffer();
  expect([wsqSize(wsq), jpegSize(jpeg)]).toEqual([{ width: 160, height: 200 }, { width: 120, height: 150 }]);

  const real: Search = { ...search, fingers: [{ fgp: 2, impressionType: 0, width: 160, height: 200, wsq }], face: { width: 120, height: 150, jpeg } };
  const read = readSearch(encodeSearch(real), defaultRules);
  expect('search' in read && [Buffer.from(read.search.fingers[0]!.wsq).equals(wsq), Buffer.from(read.search.face!.jpeg).equals(jpeg)]).toEqual([true, true]);
});

test('jpegSize() reads progressive files, grey ones, and past Exif and colour profile', async () => {
  const files = await Promise.all([
    grey(90, 110).jpeg({ progressive: true }).toBuffer(),
    grey(90, 110).greyscale().jpeg().toBuffer(),
    grey(90, 110).withExif({ IFD0: { Copyright: 'nobody '.repeat(2000) } }).withIccProfile('p3').jpeg({ mozjpeg: true }).toBuffer(),
  ]);
  expect(files.map(jpegSize)).toEqual(Array(3).fill({ width: 90, height: 110 }));
});

test('wsqSize() and jpegSize() tell nothing of the other coding, of other files and of cut ones', async () => {
  const [wsq, jpeg, png] = [wsqOf(400, 500), jpegOf(480, 600), await grey(4, 4).png().toBuffer()];
  expect([wsqSize(jpeg), wsqSize(png), jpegSize(wsq), jpegSize(png), wsqSize(new Uint8Array()), jpegSize(new Uint8Array())]).toEqual(Array(6).fill(null));
  // The width ends at byte 18 of the one (SOI 2, COM 6, SOF 10) and 17 of the other (SOI 2, APP0 6, SOF 9).
  for (let cut = 0; cut < 18; cut += 1) expect(wsqSize(wsq.subarray(0, cut))).toBeNull();
  for (let cut = 0; cut < 17; cut += 1) expect(jpegSize(jpeg.subarray(0, cut))).toBeNull();
});

test('wsqSize() and jpegSize() end on any bytes', () => {
  const marked = fc.tuple(fc.constantFrom([0xff, 0xa0], [0xff, 0xd8]), fc.array(fc.constantFrom(0xff, 0, 1, 2, 0xa2, 0xc0, 0xda), { maxLength: 200 })).map(([soi, rest]) => Uint8Array.of(...soi, ...rest));
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), marked), (bytes) => {
    for (const size of [wsqSize(bytes), jpegSize(bytes)]) if (size) expect([size.width, size.height].every((px) => px >= 0 && px <= 65_535)).toBe(true);
  }));
});
