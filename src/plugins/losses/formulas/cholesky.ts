/*
 * Small symmetric positive definite matrices in double precision, row by row in flat arrays of `size * size` numbers.
 */

/** L with L L^T = `matrix`, lower triangular. */
export function cholesky(matrix: ArrayLike<number>, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / lower[j * size + j]!;
    }
  }
  return lower;
}

/** X with L L^T X = `right`, of `size` rows and as many columns. */
export function solveCholesky(lower: Float64Array, right: ArrayLike<number>, size: number): Float64Array {
  const x = Float64Array.from({ length: size * size }, (_, i) => right[i]!);
  for (let column = 0; column < size; column++) {
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < i; k++) x[i * size + column]! -= lower[i * size + k]! * x[k * size + column]!;
      x[i * size + column]! /= lower[i * size + i]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      for (let k = i + 1; k < size; k++) x[i * size + column]! -= lower[k * size + i]! * x[k * size + column]!;
      x[i * size + column]! /= lower[i * size + i]!;
    }
  }
  return x;
}
