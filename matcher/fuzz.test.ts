import { expect, test } from 'vitest';
import { intiOriginals, runInti } from './bench/fuzz-inti.ts';
import { makePrintWsq } from '../synth/native.ts';
import { native } from './native.ts';

const request = { seed: 3, person: 1, finger: 2, impression: 1, preset: 'easy', condition: 'normal', widthPx: 120, heightPx: 140 } as const;

test('readSearch() and readAnswer() take or refuse every mutant of an INT-I file', async () => {
  const { wsq } = await makePrintWsq(request, 0.75);
  const originals = intiOriginals([wsq], wsq);
  const tally = runInti(originals, 11, 0, 3000);
  expect(tally.panicked).toEqual([]);
  expect(tally.taken).toBeGreaterThan(0);
  expect(tally.taken + tally.refused).toBe(3000);
  const { slowestMs: _, slowestNumber: __, ...again } = runInti(originals, 11, 0, 3000);
  expect(tally).toMatchObject(again);
});

test('benchFuzz() gives the decoders the same mutants however they are cut into batches', async () => {
  const { wsq } = await makePrintWsq(request, 0.75);
  const whole = await native.benchFuzz('wsq', [wsq], 11, 0, 1000);
  const parts = await Promise.all([native.benchFuzz('wsq', [wsq], 11, 0, 400), native.benchFuzz('wsq', [wsq], 11, 400, 1000)]);
  expect(whole.panicked).toEqual([]);
  expect(parts[0].taken + parts[1].taken).toBe(whole.taken);
  expect(parts[0].refused + parts[1].refused).toBe(whole.refused);
});
