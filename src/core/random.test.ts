import { describe, expect, test } from 'vitest';
import { deriveSeed, stream } from './random.ts';

const draws = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);
const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('stream', () => {
  test('stream() gives the same draws for the same seed and path, and others for another path', () => {
    expect(stream(7, 'a', 1).unit()).toBe(stream(7, 'a', 1).unit());
    expect(stream(7, 'a', 1).unit()).not.toBe(stream(7, 'a', 2).unit());
    expect(stream(7, 'a').unit()).not.toBe(stream(8, 'a').unit());
  });

  test('stream() is frozen: these draws are part of every plan', () => {
    const random = stream(1, 'golden');
    expect(draws(3, random.unit).map((value) => Math.round(value * 1e6))).toMatchInlineSnapshot(`
      [
        103949,
        882544,
        820955,
      ]
    `);
  });

  test('unit() is uniform: mean 1/2 and variance 1/12 within five standard errors', () => {
    const values = draws(20_000, stream(3, 'uniform').unit);
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / 20_000));
    expect(Math.abs(mean(values.map((value) => (value - 0.5) ** 2)) - 1 / 12)).toBeLessThan(0.003);
  });

  test('normal() has the mean and deviation asked for, exponential() its mean', () => {
    const random = stream(3, 'laws');
    const normal = draws(20_000, () => random.normal(10, 2));
    expect(Math.abs(mean(normal) - 10)).toBeLessThan(0.08);
    expect(Math.abs(Math.sqrt(mean(normal.map((value) => (value - 10) ** 2))) - 2)).toBeLessThan(0.06);
    expect(Math.abs(mean(draws(20_000, () => random.exponential(3))) - 3)).toBeLessThan(0.12);
  });

  test('int() reaches both ends and nothing beyond', () => {
    const random = stream(3, 'int');
    expect([...new Set(draws(500, () => random.int(2, 5)))].sort()).toEqual([2, 3, 4, 5]);
  });

  test('deriveSeed() stays in 0..2^53-1 and differs by path', () => {
    const seeds = Array.from({ length: 1000 }, (_, k) => deriveSeed(1, 'x', k));
    expect(seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)).toBe(true);
    expect(new Set(seeds).size).toBe(1000);
  });
});
