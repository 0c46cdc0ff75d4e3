import { expect, test } from 'vitest';
import { preferredWaitMs, retryAfterMs } from './headers.ts';

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
