import { describe, expect, test } from 'vitest';
import { cholesky, inverse, minus, plus, scatter } from './matrix.ts';

const rows = (...all: number[][]): Float64Array[] => all.map((row) => Float64Array.from(row));
const rounded = (matrix: Float64Array[]): number[][] => matrix.map((row) => [...row].map((v) => Math.round(v * 1e9) / 1e9));

describe('matrices', () => {
  const matrix = rows([4, 2, 0.4], [2, 5, 1], [0.4, 1, 3]);

  test('cholesky() gives the lower triangle whose square is the matrix', () => {
    const lower = cholesky(matrix);
    const square = lower.map((a) => Float64Array.from(lower, (b) => a.reduce((sum, v, k) => sum + v * b[k]!, 0)));
    expect(rounded(square)).toEqual(rounded(matrix));
    expect([lower[0]![1], lower[0]![2], lower[1]![2]]).toEqual([0, 0, 0]);
  });

  test('inverse() times the matrix is one', () => {
    const inverted = inverse(matrix);
    const product = inverted.map((row) => Float64Array.from({ length: 3 }, (_, j) => row.reduce((sum, v, k) => sum + v * matrix[k]![j]!, 0)));
    expect(rounded(product)).toEqual([[1, 0, 0], [0, 1, 0], [0, 0, 1]]);
  });

  test('scatter() sums on and below the diagonal; plus() and minus() go value by value', () => {
    const sum = scatter(rows([1, 2], [3, -1]), 2);
    expect([sum[0]![0], sum[1]![0], sum[1]![1]]).toEqual([5, -0.5, 2.5]);
    expect(rounded(minus(plus(matrix, matrix), matrix))).toEqual(rounded(matrix));
  });
});
