import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatServerTiming, parseServerTiming, preferredWaitMs, retryAfterMs } from './headers.ts';

test('formatServerTiming() writes durations in order, microseconds at most, never negative', () => {
  expect(formatServerTiming({ journal: 1.23456, 'match-queue': 0, total: -0.5 })).toBe('journal;dur=1.235, match-queue;dur=0, total;dur=0');
});

test('parseServerTiming() reads what formatServerTiming() wrote', () => {
  const durations = fc.dictionary(fc.stringMatching(/^[a-z][a-z-]{0,20}$/), fc.integer({ min: 0, max: 1e9 }).map((us) => us / 1000), { noNullPrototype: true });
  fc.assert(fc.property(durations, (ms) => {
    expect(parseServerTiming(formatServerTiming(ms))).toEqual(ms);
  }));
});

test('parseServerTiming() leaves out what it cannot read, whatever comes', () => {
  expect(parseServerTiming('a;dur=1.5, b;desc="x";dur=2, c, d;dur=-1, e;dur=1e999, ;dur=3')).toEqual({ a: 1.5, b: 2 });
  fc.assert(fc.property(fc.string(), (text) => Object.values(parseServerTiming(text)).every((ms) => Number.isFinite(ms) && ms >= 0)));
});

test('preferredWaitMs() reads wait among other preferences and caps it at a minute', () => {
  expect(preferredWaitMs('wait=20')).toBe(20_000);
  expect(preferredWaitMs('respond-async, Wait = "5"; x=1')).toBe(5000);
  expect(preferredWaitMs('wait=0')).toBe(0);
  expect(preferredWaitMs('wait=999999')).toBe(60_000);
  expect([undefined, '', 'wait', 'wait=-1', 'await=3', 'wait=x'].map(preferredWaitMs)).toEqual([null, null, null, null, null, null]);
});

test('retryAfterMs() takes the seconds form only', () => {
  expect(['2', '100000', 'Wed, 21 Oct 2015 07:28:00 GMT', '-1', undefined].map(retryAfterMs)).toEqual([2000, 60_000, null, null, null]);
});
