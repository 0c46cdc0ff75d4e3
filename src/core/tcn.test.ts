import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTcn, parseTcn } from './tcn.ts';

describe('TCN', () => {
  test('formatTcn() takes the check letter modulo 23', () => {
    // 26 x 10^8 + 42 = 2600000042; modulo 23 it is 2, the second letter.
    expect(2_600_000_042 % 23).toBe(2);
    expect(formatTcn(26, 42)).toBe('2600000042B');
  });

  test('parseTcn() reads back what formatTcn() wrote, for every year and serial', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99_999_999 }), (year, serial) => {
      expect(parseTcn(formatTcn(year, serial))).toEqual({ year, serial });
    }));
  });

  test('parseTcn() refuses a wrong letter unless lenient, and a wrong form always', () => {
    expect(parseTcn('2600000042C')).toBeNull();
    expect(parseTcn('2600000042C', true)).toEqual({ year: 26, serial: 42 });
    // I, O and S are no check letters.
    expect(parseTcn('2600000042S', true)).toBeNull();
    expect(parseTcn('260000042B')).toBeNull();
  });
});
