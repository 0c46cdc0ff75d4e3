import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseServerTiming } from './server-timing.ts';

test('parseServerTiming() reads durations, ignores descriptions and metrics without one', () => {
  expect([...parseServerTiming('validate;dur=1.5, match-queue;desc="a b";dur="2", cache, total;dur=12')]).toEqual([['validate', 1.5], ['match-queue', 2], ['total', 12]]);
});

test('parseServerTiming() of nothing, or of malformed parts, is empty', () => {
  expect(['', 'x;dur=', 'x;dur=abc', 'x;dur=-1', ';dur=3'].map((header) => parseServerTiming(header).size)).toEqual([0, 0, 0, 0, 0]);
  expect(parseServerTiming(undefined).size).toBe(0);
});

test('parseServerTiming() takes any text', () => {
  fc.assert(fc.property(fc.string(), (header) => {
    for (const durationMs of parseServerTiming(header).values()) expect(durationMs).toBeGreaterThanOrEqual(0);
  }));
});
