import { describe, expect, test } from 'vitest';
import { quantile } from './quantile.ts';

describe('quantile', () => {
  test('quantile() interpolates as type 7', () => {
    const hundred = Array.from({ length: 100 }, (_, k) => k + 1);
    expect(quantile(hundred, 0.99)).toBeCloseTo(99.01, 10);
    expect(quantile(hundred, 0.5)).toBe(50.5);
    expect(quantile([7], 0.95)).toBe(7);
  });

  test('quantile() of an empty sample is NaN', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });

  test('quantile() that touches a miss is infinite, and one that does not is finite', () => {
    const sample = [1, 2, 3, Number.POSITIVE_INFINITY];
    expect(quantile(sample, 0.99)).toBe(Number.POSITIVE_INFINITY);
    expect(quantile(sample, 0.5)).toBe(2.5);
  });
});
