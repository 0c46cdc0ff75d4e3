import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compact, gapMs } from './compaction.ts';

const activities = fc.array(fc.record({ startMs: fc.integer({ min: 0, max: 1e9 }), lengthMs: fc.integer({ min: 1, max: 60_000 }) }), { minLength: 1, maxLength: 40 })
  .map((drafts) => drafts.map(({ startMs, lengthMs }) => ({ startMs, endMs: startMs + lengthMs })));

describe('compact', () => {
  test('compact() shrinks an idle hour to the gap and tells the jump', () => {
    const timeline = compact([{ startMs: 0, endMs: 10_000 }, { startMs: 3_610_000, endMs: 3_620_000 }], 500);
    expect(timeline.toPlayMs(0)).toBe(500);
    expect(timeline.toPlayMs(3_610_000)).toBe(500 + 10_000 + gapMs);
    expect(timeline.jumps).toEqual([{ atMs: 500 + 10_000 + 1_000, skippedMs: 3_600_000 - gapMs }]);
    expect(timeline.endMs).toBe(500 + 10_000 + gapMs + 10_000);
  });

  test('compact() never touches time inside an activity, keeps order, and loses exactly what its jumps say', () => {
    fc.assert(fc.property(activities, (busy) => {
      const timeline = compact(busy, 0);
      for (const { startMs, endMs } of busy) {
        expect(timeline.toPlayMs(endMs - 1) - timeline.toPlayMs(startMs)).toBe(endMs - 1 - startMs);
      }
      const starts = busy.map(({ startMs }) => startMs).sort((a, b) => a - b);
      for (let k = 1; k < starts.length; k += 1) expect(timeline.toPlayMs(starts[k]!)).toBeGreaterThanOrEqual(timeline.toPlayMs(starts[k - 1]!));
      const span = Math.max(...busy.map(({ endMs }) => endMs)) - starts[0]!;
      expect(timeline.endMs).toBe(span - timeline.jumps.reduce((sum, jump) => sum + jump.skippedMs, 0));
    }));
  });
});
