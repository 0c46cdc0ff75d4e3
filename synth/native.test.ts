import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { encodeWsq, makePrint, makePrintWsq, makeSlap, makeSlapWsq, makeTemplates, type Print, type PrintRequest, type SlapRequest } from './native.ts';

const request: PrintRequest = { seed: 2019, person: 480, finger: 5, impression: 4, preset: 'easy', widthPx: 416, heightPx: 560, condition: 'scarred' };

const requests = fc.record({
  seed: fc.maxSafeNat(),
  person: fc.maxSafeNat(),
  finger: fc.integer({ min: 1, max: 10 }),
  impression: fc.nat(),
  preset: fc.constantFrom('easy', 'field', 'hard', 'latent'),
  widthPx: fc.integer({ min: 64, max: 500 }),
  heightPx: fc.integer({ min: 64, max: 600 }),
  condition: fc.constantFrom('normal', 'dry', 'wet', 'worn', 'scarred', 'cut', 'bandaged'),
  rolled: fc.boolean(),
}).filter(({ rolled, preset }) => !(rolled && preset === 'latent'));

describe('makePrint()', () => {
  test('gives the stored bytes, also when eight run at once', async () => {
    const prints = await Promise.all(Array.from({ length: 8 }, () => makePrint(request)));
    const digests = new Set(prints.map((print) => createHash('sha256').update(print.pixels).digest('hex')));
    expect([...digests]).toEqual(['93fb25c4b2b08d46e8078c80a1427fbac2700eebc710118484ea7cf1d10cbd34']);
    expect(prints[0]!.minutiae[0]).toEqual({ x: 210.8, y: 127.3, direction: 4, type: 'ending' });
  });

  test('rolls a finger: more of its minutiae, on a wider contact', async () => {
    const [plain, rolled] = await Promise.all([false, true].map((how) => makePrint({ ...request, finger: 2, condition: 'normal', widthPx: 800, heightPx: 750, rolled: how })));
    const across = ({ minutiae }: Print): number => Math.max(...minutiae.map(({ x }) => x)) - Math.min(...minutiae.map(({ x }) => x));
    expect(rolled!.minutiae.length).toBeGreaterThan(1.3 * plain!.minutiae.length);
    expect(across(rolled!)).toBeGreaterThan(1.2 * across(plain!));
  });

  test('keeps size and ground truth inside the image, for any request', async () => {
    await fc.assert(fc.asyncProperty(requests, async (any) => {
      const { width, height, pixels, minutiae } = await makePrint(any);
      expect([width, height, pixels.length]).toEqual([any.widthPx, any.heightPx, any.widthPx * any.heightPx]);
      for (const { x, y, direction, type } of minutiae) {
        expect(x >= 4 && x <= width - 4 && y >= 4 && y <= height - 4).toBe(true);
        expect(Number.isInteger(direction) && direction >= 0 && direction <= 255).toBe(true);
        expect(['ending', 'bifurcation']).toContain(type);
      }
    }), { numRuns: 25 });
  });

  test.each<[Partial<PrintRequest>, string]>([
    [{ finger: 11 }, 'finger position 11: expected 1..10'],
    [{ finger: 257 }, 'finger position 257: expected 1..10'],
    [{ widthPx: 63 }, 'image of 63x560 px: expected sides of 64..2048 px'],
    [{ seed: -1 }, 'seed -1: expected a whole number, 0..2^53-1'],
    [{ person: 0.5 }, 'person 0.5: expected a whole number, 0..2^53-1'],
    [{ impression: NaN }, 'impression NaN: expected a whole number, 0..2^53-1'],
    [{ preset: 'soft' as 'easy' }, 'no preset of prints is called soft'],
    [{ condition: 'burnt' as 'dry' }, 'no condition of a finger is called burnt'],
    [{ rolled: true, preset: 'latent' }, 'a rolled print has no preset latent'],
  ])('refuses %o', async (wrong, message) => {
    await expect(makePrint({ ...request, ...wrong })).rejects.toThrow(message);
  });
});

describe('makePrintWsq()', () => {
  test('encodes the impression of the same request', async () => {
    const fap30: PrintRequest = { ...request, widthPx: 400, heightPx: 500 };
    const [print, coded] = await Promise.all([makePrint(fap30), makePrintWsq(fap30, 0.75)]);
    expect([coded.width, coded.height, coded.minutiae]).toEqual([400, 500, print.minutiae]);
    // SOI and EOI of IAFIS-IC-0110; 0.75 bit a pixel is 18,750 bytes, and an empty rim costs next to nothing.
    expect(coded.wsq.readUInt16BE(0)).toBe(0xffa0);
    expect(coded.wsq.readUInt16BE(coded.wsq.length - 2)).toBe(0xffa1);
    expect(coded.wsq.length).toBeGreaterThan(5_000);
    expect(coded.wsq.length).toBeLessThan(18_750);
  });

  test('refuses a rate that WSQ does not have', async () => {
    await expect(makePrintWsq(request, 0)).rejects.toThrow(/rate/);
  });
});

test('encodeWsq() gives what makePrintWsq() gives, and refuses pixels that are no image', async () => {
  const { pixels, width, height } = await makePrint(request);
  expect(await encodeWsq(pixels, width, height, 0.75)).toEqual((await makePrintWsq(request, 0.75)).wsq);
  await expect(encodeWsq(pixels.subarray(1), width, height, 0.75)).rejects.toThrow(/pixels/);
});

describe('makeSlap()', () => {
  const rightHand: SlapRequest = {
    seed: 2019, person: 480, impression: 0, preset: 'field', widthPx: 1600, heightPx: 1500,
    fingers: [{ finger: 2, condition: 'normal' }, { finger: 0, condition: 'normal' }, { finger: 4, condition: 'bandaged' }, { finger: 5, condition: 'dry' }],
  };

  test('gives each finger its place and its minutiae; a missing one is left out, a bandaged one has none', async () => {
    const slap = await makeSlap(rightHand);
    expect([slap.width, slap.height, slap.pixels.length]).toEqual([1600, 1500, 1600 * 1500]);
    expect(slap.fingers.map(({ finger }) => finger)).toEqual([2, 4, 5]);
    expect(slap.fingers.map(({ minutiae }) => minutiae.length > 15)).toEqual([true, false, true]);
    expect(slap.fingers[1]!.minutiae).toEqual([]);
    for (const { area: [left, top, width, height], turnDeg, minutiae } of slap.fingers) {
      expect(Math.abs(turnDeg)).toBeLessThan(30);
      for (const { x, y } of minutiae) expect(x >= left && x <= left + width && y >= top && y <= top + height).toBe(true);
    }
  });

  test('tilts the hand, and encodes it', async () => {
    const { fingers, wsq } = await makeSlapWsq({ ...rightHand, tiltDeg: -25 }, 0.75);
    const upright = await makeSlap(rightHand);
    for (const [k, { turnDeg }] of fingers.entries()) expect(turnDeg).toBeCloseTo(upright.fingers[k]!.turnDeg - 25, 0);
    expect(wsq.readUInt16BE(0)).toBe(0xffa0);
  });

  test.each<[Partial<SlapRequest>, string]>([
    [{ tiltDeg: 60 }, 'tiltDeg 60: expected -45..45'],
    [{ fingers: [{ finger: 11, condition: 'normal' }] }, 'finger position 11: expected 1..10'],
    [{ widthPx: 4000 }, 'image of 4000x1500 px: expected sides of 64..2048 px'],
    [{ preset: 'latent' as 'hard' }, 'a slap has no preset latent'],
  ])('refuses %o', async (wrong, message) => {
    await expect(makeSlap({ ...rightHand, ...wrong })).rejects.toThrow(message);
  });
});

describe('the addon', () => {
  afterEach(() => {
    vi.doUnmock('node:module');
    vi.resetModules();
  });

  test('says how to build it when it is missing', async () => {
    vi.resetModules();
    vi.doMock('node:module', () => ({ createRequire: () => () => { throw new Error('Cannot find module'); } }));
    await expect(import('./native.ts')).rejects.toMatchObject({ code: 'SYNTH_ADDON_MISSING', hint: 'node bin/setup.cjs builds it', exit: 2 });
  });
});

describe('makeTemplates()', () => {
  const request = { seed: 7, from: 3, count: 2, fingers: [2, 7], preset: 'easy' as const, widthPx: 416, heightPx: 560 };

  test('gives each person the same bytes in any batch, whole templates of 22 bytes a minutia', async () => {
    const [third, fourth] = await makeTemplates(request);
    expect(await makeTemplates({ ...request, from: 4, count: 1 })).toEqual([fourth]);
    const first = 1 + 22 * third![0]!;
    expect(third![0]).toBeGreaterThan(10);
    expect(third!.length).toBe(first + 1 + 22 * third![first]!);
  });

  test('refuses a finger that is none', async () => {
    await expect(makeTemplates({ ...request, fingers: [11] })).rejects.toThrow('finger position 11');
  });
});
