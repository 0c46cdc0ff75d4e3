import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stream } from '../../src/core/random.ts';
import { captureCourse, drawDurationMs, habits } from './course.ts';

const sitting = { durationMs: 2000, deadlineMs: 4750, requestedScore: 40, qualities: [60, 80], settles: true };

test('captureCourse() stops by itself when the settled mean has the score', () => {
  expect(captureCourse({ ...sitting, requestedScore: 70 }, stream(1))).toEqual({ endsMs: 2000, qualities: [60, 80] });
});

test('captureCourse() waits for the deadline when the settled mean is below the score', () => {
  expect(captureCourse({ ...sitting, requestedScore: 71 }, stream(1))).toEqual({ endsMs: 4750, qualities: [60, 80] });
});

test('captureCourse() finds nothing when the deadline comes before placement, which is after a third of the duration', () => {
  expect(captureCourse({ ...sitting, deadlineMs: 690 }, stream(1))).toEqual({ endsMs: 690, qualities: null });
});

test('captureCourse() answers the best frame so far at the deadline, better the later it is', () => {
  const bestMean = (deadlineMs: number): number => {
    const { endsMs, qualities } = captureCourse({ ...sitting, requestedScore: 90, deadlineMs }, stream(5));
    expect(endsMs).toBe(deadlineMs);
    return (qualities![0]! + qualities![1]!) / 2;
  };
  const climb = [1250, 1500, 1990].map(bestMean);
  expect(climb).toEqual(climb.toSorted((a, b) => a - b));
  expect(climb[0]).toBeLessThan(climb[2]!);
});

test('captureCourse() ends by the deadline; whatever has not settled is below the requested score', () => {
  fc.assert(fc.property(
    fc.record({
      durationMs: fc.double({ min: 0, max: 20_000, noNaN: true }),
      deadlineMs: fc.double({ min: 0.8, max: 20_000, noNaN: true }),
      requestedScore: fc.integer({ min: 2, max: 100 }),
      qualities: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 10 }),
      settles: fc.boolean(),
    }),
    fc.nat(),
    (any, seed) => {
      const course = captureCourse(any, stream(seed));
      expect(course.endsMs).toBeLessThanOrEqual(any.deadlineMs);
      if (course.qualities === null || course.qualities === any.qualities) return;
      const mean = course.qualities.reduce((sum, quality) => sum + quality, 0) / course.qualities.length;
      expect(mean).toBeLessThan(any.requestedScore);
      for (const [index, quality] of course.qualities.entries()) {
        expect(quality).toBeGreaterThanOrEqual(1);
        expect(quality).toBeLessThanOrEqual(any.qualities[index]!);
      }
    },
  ));
});

test.each(['Finger', 'Face'] as const)('drawDurationMs() of a %s has its median and stays under its maximum', (kind) => {
  const habit = habits[kind];
  const random = stream(11, kind);
  const draws = Array.from({ length: 4001 }, () => drawDurationMs(habit, random)).sort((a, b) => a - b);
  /** The median of 4001 lognormal draws of spread 1.25 lies within 2.5 % of the true one: over 5 standard errors. */
  expect(Math.abs(draws[2000]! / habit.medianMs - 1)).toBeLessThan(0.025);
  expect(draws.at(-1)).toBeLessThanOrEqual(habit.maxMs);
});
