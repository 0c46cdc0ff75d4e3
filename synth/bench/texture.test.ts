import { expect, test } from 'vitest';
import { cropPx, describe, likeness } from './texture.ts';

const crop = (shade: (x: number, y: number) => number) => ({
  width: cropPx, height: cropPx, pixels: Uint8Array.from({ length: cropPx * cropPx }, (_, i) => shade(i % cropPx, Math.floor(i / cropPx))),
});

test('describe() counts every inner pixel once and takes no notice of brightness', () => {
  const dim = describe(crop((x, y) => (3 * x * x + 5 * y) % 64));
  // 49 cells of 100 px, less the outermost px, which have no eight neighbours: 68 x 68 are left.
  expect(dim.reduce((sum, v) => sum + v, 0)).toBeCloseTo((68 * 68) / 100, 9);
  expect(likeness(dim, describe(crop((x, y) => 3 * ((3 * x * x + 5 * y) % 64))))).toBeCloseTo(0, 12);
});

test('likeness() is 0 for equal descriptions and falls as textures differ', () => {
  const stripes = describe(crop((x) => 100 + 50 * (x % 2)));
  const noisy = describe(crop((x, y) => (x % 9 === 0 ? (7 * y) % 200 : 100 + 50 * (x % 2))));
  const noisier = describe(crop((x, y) => (x % 3 === 0 ? (7 * y) % 200 : 100 + 50 * (x % 2))));
  expect(likeness(stripes, stripes)).toBeCloseTo(0, 12);
  expect(likeness(stripes, noisy)).toBeLessThan(0);
  expect(likeness(stripes, noisier)).toBeLessThan(likeness(stripes, noisy));
});
