import { describe, expect, test } from 'vitest';
import { missShareLimits } from './clopper-pearson.ts';

/** Most misses that still pass, and fewest that fail, for a promised share. */
function decisions(checks: number, share: number): { passUpTo: number; failFrom: number } {
  const misses = Array.from({ length: checks + 1 }, (_, x) => x);
  return {
    passUpTo: misses.findLast((x) => missShareLimits(x, checks).upper <= 1 - share) ?? -1,
    failFrom: misses.find((x) => missShareLimits(x, checks).lower > 1 - share)!,
  };
}

describe('missShareLimits', () => {
  test('missShareLimits() of no miss is 1 - alpha^(1/n), of nothing but misses its mirror', () => {
    expect(missShareLimits(0, 59).upper).toBeCloseTo(1 - 0.05 ** (1 / 59), 12);
    expect(missShareLimits(0, 59).lower).toBe(0);
    expect(missShareLimits(59, 59).lower).toBeCloseTo(0.05 ** (1 / 59), 12);
    expect(missShareLimits(59, 59).upper).toBe(1);
  });

  test.each([[59, 0, 7], [69, 0, 8], [100, 1, 10], [104, 1, 10], [299, 8, 22], [480, 15, 33], [500, 16, 34], [837, 31, 53], [1000, 38, 63], [2000, 83, 117]])(
    'at 95 %% promised, %i checks pass with up to %i misses and fail from %i', (checks, passUpTo, failFrom) => {
      expect(decisions(checks, 0.95)).toEqual({ passUpTo, failFrom });
    });

  test.each([[299, 0, 7], [500, 1, 10], [1000, 4, 16], [2000, 12, 29]])(
    'at 99 %% promised, %i checks pass with up to %i misses and fail from %i', (checks, passUpTo, failFrom) => {
      expect(decisions(checks, 0.99)).toEqual({ passUpTo, failFrom });
    });

  test('58 checks cannot show 95 %, even without a miss', () => {
    expect(decisions(58, 0.95).passUpTo).toBe(-1);
  });
});
