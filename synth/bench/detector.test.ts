import { describe, expect, test } from 'vitest';
import { judge, shoot, shots } from './face-set.ts';

const seed = 4242;
const people = [0, 1, 2, 3, 4, 5];

describe('a detector trained on real people', () => {
  test.each(shots.map((preset, capture) => ({ preset, capture })))('finds one face where the ground truth says, $preset $capture', async ({ capture }) => {
    const found = await Promise.all(people.map(async (number) => judge('haar', await shoot(seed, number, capture))));
    expect(found.map(({ count, right }) => [count, right])).toEqual(people.map(() => [1, true]));
  }, 60_000);

  test.each([0, 1, 2])('of another kind agrees, capture %i', async (capture) => {
    const found = await Promise.all(people.map(async (number) => judge('bbf', await shoot(seed, number, capture))));
    expect(found.map(({ count }) => count)).toEqual(people.map(() => 1));
  }, 60_000);

  test.each(['bbf', 'haar'] as const)('finds none in an empty picture, %s', async (detector) => {
    const { face } = await shoot(seed, 0, 0);
    expect(judge(detector, { face, grey: { width: 240, height: 300, pixels: new Uint8Array(240 * 300).fill(120) } }).count).toBe(0);
  });
});
