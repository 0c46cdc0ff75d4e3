/** A symmetric matrix, or a lower triangle of one: only what is on and below the diagonal counts. */
export type Matrix = Float64Array[];

/** Sum of v v' over all vectors, divided by `count`. */
export function scatter(vectors: Float64Array[], count: number): Matrix {
  const side = vectors[0]!.length;
  const sum = Array.from({ length: side }, () => new Float64Array(side));
  for (const v of vectors) for (let i = 0; i < side; i++) for (let j = 0; j <= i; j++) sum[i]![j]! += v[i]! * v[j]!;
  return sum.map((row) => row.map((value) => value / count));
}

/** a + b */
export function plus(a: Matrix, b: Matrix): Matrix {
  return a.map((row, i) => row.map((v, j) => v + b[i]![j]!));
}

/** a - b */
export function minus(a: Matrix, b: Matrix): Matrix {
  return a.map((row, i) => row.map((v, j) => v - b[i]![j]!));
}

/** Lower triangle L with L L' = the matrix, which is positive definite. */
export function cholesky(matrix: Matrix): Matrix {
  const lower = matrix.map((row) => new Float64Array(row.length));
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]![j]!;
      for (let k = 0; k < j; k++) rest -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = i === j ? Math.sqrt(rest) : rest / lower[j]![j]!;
    }
  }
  return lower;
}

/** Inverse of a positive definite matrix: that of its triangle, transposed, times itself. */
export function inverse(matrix: Matrix): Matrix {
  const rows = invertTriangle(cholesky(matrix));
  const side = matrix.length;
  return rows.map((_, i) => Float64Array.from({ length: side }, (_, j) => {
    let sum = 0;
    for (let k = Math.max(i, j); k < side; k++) sum += rows[k]![i]! * rows[k]![j]!;
    return sum;
  }));
}

function invertTriangle(lower: Matrix): Matrix {
  const inverted = lower.map((row) => new Float64Array(row.length));
  for (let j = 0; j < lower.length; j++) {
    inverted[j]![j] = 1 / lower[j]![j]!;
    for (let i = j + 1; i < lower.length; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= lower[i]![k]! * inverted[k]![j]!;
      inverted[i]![j] = sum / lower[i]![i]!;
    }
  }
  return inverted;
}
