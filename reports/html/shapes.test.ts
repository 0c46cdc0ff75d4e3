import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { intervalsPath, plotPath, timeTicks } from './shapes.ts';

describe('shapes', () => {
  test('intervalsPath() joins bars that touch and keeps one that is shorter than a pixel', () => {
    expect(intervalsPath([[0, 10], [10, 20], [30, 30.01]], (ms) => ms, 5, 4)).toBe('M0 5h20v4h-20zM30 5h0.5v4h-0.5z');
  });

  test('intervalsPath() is bound by the width, however many checks there are', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1e3, noNaN: true })), { maxLength: 2_000 }), (drawn) => {
      const path = intervalsPath(drawn.map(([from, length]) => [from, from + length]), (ms) => ms / 1e4, 0, 5);
      // 100 px hold at most 100 bars of half a pixel with half a pixel between, and one at the end.
      expect(path.split('z').length - 1).toBeLessThanOrEqual(101);
    }));
  });

  test('plotPath() draws the largest value of each pixel', () => {
    expect(plotPath([[0, 0], [0.2, 0.5], [0.4, 0.1], [3, 0]], 10, 8)).toBe('M0 10H0V6H3V10H3V10z');
  });

  test('timeTicks() are round times from 0 on, no more than asked for', () => {
    expect(timeTicks(545_000, 12)).toEqual(Array.from({ length: 10 }, (_, k) => k * 60_000));
    fc.assert(fc.property(fc.integer({ min: 1_000, max: 86_400_000 }), (spanMs) => {
      expect(timeTicks(spanMs, 12).length).toBeLessThanOrEqual(13);
    }));
  });
});
