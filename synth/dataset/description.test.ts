import { expect, test } from 'vitest';
import { fingersText } from './description.ts';

test.each([[[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], '1-10'], [[2, 7], '2,7'], [[1, 3, 4, 5, 10], '1,3-5,10'], [[], 'none']])('fingersText() joins runs: %o', (fingers, text) => {
  expect(fingersText(fingers)).toBe(text);
});
