import { describe, expect, test } from 'vitest';
import { decodeWsq } from '../../matcher/index.ts';
import type { PersonImages } from '../../synth/dataset/person.ts';
import { pressesOf } from '../core/platen.ts';
import { readSearch } from '../inti/search.ts';
import { defaultRules } from '../inti/validate.ts';
import { checkPersonFile, packPerson } from './person-file.ts';

/** A white plate with fingers on it, each black and 20 px wide in the middle of its area. */
function plate(position: number, width: number, height: number, areas: Record<number, [number, number, number, number]>): PersonImages['prints'][number] {
  const pixels = new Uint8Array(width * height).fill(255);
  for (const [left, , across] of Object.values(areas)) {
    for (let y = 0; y < height; y += 1) pixels.fill(0, y * width + left + across / 2 - 10, y * width + left + across / 2 + 10);
  }
  const fingers = Object.entries(areas).map(([finger, area]) => ({ finger: Number(finger), minutiae: [], place: { area, turnDeg: 0 } }));
  return { position, impressionType: 0, width, height, pixels, fingers: fingers.sort((a, b) => a.place.area[0] - b.place.area[0]) };
}

async function imagesOf(...prints: PersonImages['prints']): Promise<{ fgp: number; width: number; height: number; darkFrom: number; darkTo: number }[]> {
  const read = readSearch(await packPerson({ number: 1, prints, face: null }), defaultRules);
  if ('refused' in read) throw new Error(JSON.stringify(read.refused));
  return read.search.fingers.map(({ fgp, width, height, wsq }) => {
    const { pixels } = decodeWsq(wsq);
    const row = pixels.subarray((height >> 1) * width, ((height >> 1) + 1) * width);
    return { fgp, width, height, darkFrom: row.findIndex((grey) => grey < 128), darkTo: row.findLastIndex((grey) => grey < 128) };
  });
}

describe('packPerson()', () => {
  test('carries four fingers as one image of at most 70 x 65 mm about their middle', async () => {
    const [slap] = await imagesOf(plate(13, 1600, 1500, { 2: [0, 300, 480, 640], 3: [340, 300, 480, 640], 4: [700, 300, 480, 640], 5: [1020, 300, 480, 640] }));
    expect(slap).toMatchObject({ fgp: 13, width: 1378, height: 1280 });
    // The fingers' areas reach from 0 to 1500: the image begins at 61.
    expect(Math.abs(slap!.darkFrom - (230 - 61))).toBeLessThan(4);
  });

  test('cuts what INT-I has no position for into fingers, half-way between neighbours', async () => {
    const [left, right] = await imagesOf(plate(15, 800, 750, { 6: [0, 60, 440, 640], 1: [300, 60, 480, 640] }));
    expect([left, right]).toMatchObject([{ fgp: 12, width: 370, height: 640 }, { fgp: 11, width: 410, height: 640 }]);
    for (const [image, middle] of [[left!, 220], [right!, 540 - 370]] as const) expect(Math.abs(image.darkFrom + image.darkTo - 2 * middle)).toBeLessThan(8);
    expect(await imagesOf(plate(42, 800, 750, { 5: [340, 60, 460, 640] }))).toMatchObject([{ fgp: 5, width: 460, height: 640 }]);
  });
});

test('checkPersonFile() tells of other images than the presses give', async () => {
  const packed = await packPerson({ number: 1, prints: [plate(13, 800, 750, { 2: [100, 60, 480, 640] })], face: null });
  expect(checkPersonFile(packed, pressesOf({ fap: 60, capture: 'plain', fingers: [2] }), false)).toEqual([]);
  expect(checkPersonFile(packed, pressesOf({ fap: 45, capture: 'plain', fingers: [1, 2] }), true)).toEqual(['holds fingers 13, expected 2, 11', 'holds no face']);
});
