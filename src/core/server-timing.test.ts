import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatServerTiming, parseServerTiming } from './server-timing.ts';

test('formatServerTiming() writes durations in order, microseconds at most, never negative', () => {
  expect(formatServerTiming({ journal: 1.23456, 'match-queue': 0, total: -0.5 })).toBe('journal;dur=1.235, match-queue;dur=0, total;dur=0');
});

test('parseServerTiming() reads what formatServerTiming() wrote', () => {
  const durations = fc.dictionary(fc.stringMatching(/^[a-z][a-z-]{0,20}$/), fc.integer({ min: 0, max: 1e9 }).map((us) => us / 1000), { noNullPrototype: true });
  fc.assert(fc.property(durations, (ms) => {
    expect(parseServerTiming(formatServerTiming(ms))).toEqual(ms);
  }));
});

test('parseServerTiming() ignores descriptions and leaves out what it cannot read, whatever comes', () => {
  expect(parseServerTiming('validate;dur=1.5, match-queue;desc="a b";dur="2", cache, d;dur=-1, e;dur=1e999, ;dur=3, x;dur=, total;dur=12')).toEqual({ validate: 1.5, 'match-queue': 2, total: 12 });
  expect(parseServerTiming(undefined)).toEqual({});
  fc.assert(fc.property(fc.string(), (text) => Object.values(parseServerTiming(text)).every((ms) => Number.isFinite(ms) && ms >= 0)));
});
