import { expect, test } from 'vitest';
import { distanceEdgesPx, histogramDistance, moversDistance, pairHistogram, sameSense } from './pair-histogram.ts';

const at = (x: number, direction: number): { x: number; y: number; direction: number } => ({ x, y: 0, direction });

test('pairHistogram() sorts pairs by distance and by the angle between them, either way round', () => {
  const shares = pairHistogram([[at(0, 250), at(30, 6)], [at(0, 0), at(30, 128)], [at(0, 0), at(200, 0)]]);
  const row = distanceEdgesPx.indexOf(24);
  expect(shares[row]).toEqual([0.5, 0, 0, 0, 0, 0.5]);
  expect(shares.flat().reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  expect(sameSense(shares)).toBe(0.5);
});

test('pairHistogram() counts every print alike, however many pairs it has', () => {
  const many = Array.from({ length: 6 }, (_, k) => at(k, 0));
  const shares = pairHistogram([many, [at(0, 0), at(30, 0)]]);
  expect(shares[0]![0]).toBeCloseTo(0.5);
});

test('moversDistance() is the way that a share has to go', () => {
  expect(moversDistance([1, 0, 0], [0, 0, 1], [10, 20, 50])).toBe(40);
  expect(moversDistance([0.5, 0.5], [0.5, 0.5], [0, 1])).toBe(0);
});

test('histogramDistance() tells distance from direction', () => {
  const near = pairHistogram([[at(0, 0), at(4, 0)]]);
  const far = pairHistogram([[at(0, 0), at(12, 128)]]);
  expect(histogramDistance(near, far)).toEqual({ px: 8, degrees: 150 });
});
