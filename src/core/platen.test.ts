import { describe, expect, test } from 'vitest';
import { imagePxOf, pressesOf } from './platen.ts';

const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe('pressesOf()', () => {
  test.each([
    [30, ten], [45, [40, 42, 43, 45, 15]], [50, [13, 14, 15]], [60, [13, 14, 15]],
  ])('presses ten fingers, each once, on FAP %i', (fap, positions) => {
    const presses = pressesOf({ fap, capture: 'plain', fingers: ten });
    expect(presses.map(({ position }) => position)).toEqual(positions);
    expect(presses.flatMap(({ fgps }) => fgps).sort((a, b) => a - b)).toEqual(ten);
  });

  test('leaves the place of a finger empty that is not captured, and a slap out that has none', () => {
    expect(pressesOf({ fap: 60, capture: 'plain', fingers: [2, 4, 5, 6] })).toMatchObject([{ position: 13, fgps: [2, 0, 4, 5] }, { position: 15, fgps: [6, 0] }]);
    expect(pressesOf({ fap: 45, capture: 'plain', fingers: [10] })).toMatchObject([{ position: 45, fgps: [10, 0] }]);
    expect(pressesOf({ fap: 60, capture: 'plain', fingers: [] })).toEqual([]);
  });

  test('rolls fingers one by one, in a box of their own', () => {
    expect(pressesOf({ fap: 60, capture: 'rolled', fingers: [2, 7] })).toMatchObject([{ position: 2, fgps: [2] }, { position: 7, fgps: [7] }]);
    expect(imagePxOf({ fap: 60, capture: 'rolled' })).toEqual({ widthPx: 800, heightPx: 750 });
    expect(imagePxOf({ fap: 60, capture: 'plain' })).toEqual({ widthPx: 1600, heightPx: 1500 });
  });
});
