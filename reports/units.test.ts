import { describe, expect, test } from 'vitest';
import { bytes, duration, percent, playTime, whole } from './units.ts';

describe('units', () => {
  test.each([[0, '0.0 ms'], [8.24, '8.2 ms'], [42, '42 ms'], [99.6, '0.10 s'], [1_944, '1.94 s'], [9_999, '10.0 s'], [23_440, '23.4 s'], [119_940, '119.9 s'], [200_000, '3 min 20 s'], [18_725_000, '5 h 12 min']])(
    'duration(%d) is %s', (ms, words) => expect(duration(ms)).toBe(words));

  test.each([[0, '0:00'], [59_700, '1:00'], [125_000, '2:05'], [3_600_000, '1:00:00'], [-3, '0:00']])('playTime(%d) is %s', (ms, words) => expect(playTime(ms)).toBe(words));

  test.each([[310, '310 B'], [1_250, '1.3 kB'], [54_000, '54 kB'], [999_700, '1.0 MB'], [1_234_000, '1.2 MB'], [16e9, '16.0 GB']])('bytes(%d) is %s', (count, words) => expect(bytes(count)).toBe(words));

  test('percent() has one digit at most', () => expect([percent(0.95), percent(0.9634), percent(1)]).toEqual(['95 %', '96.3 %', '100 %']));

  test('whole() parts thousands', () => expect([whole(837), whole(10_000), whole(1_234_567)]).toEqual(['837', '10\u202f000', '1\u202f234\u202f567']));
});
