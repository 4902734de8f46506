import * as tf from '@tensorflow/tfjs';
import { cholesky, solveCholesky } from './cholesky.js';

/** Added to the diagonals of both covariances, as in the authors' code. */
const REGULARIZER = 1e-3;
/** How far float32 sums of squares may be off, as a share of the trace; keeps their Cholesky factor real. */
const ROUNDING = 1e-7;

/**
 * The lower bound of the mutual information between regions of truth and prediction, negated (Zhao et al. 2019, eq. 12):
 * `0.5 log det(M) / dimensions` with `M = cov(Y | P)`, for each of some groups of pixels.
 *
 * M is `Y Y^T - Y P^T (P P^T + e I)^-1 P Y^T`, whose terms cancel where the prediction is good, which is why the authors
 * use float64. With the regression `A = Y P^T (P P^T + e I)^-1` and its residual `R = Y - A P`, M is also
 * `R R^T + e A A^T`: nothing cancels, and since A minimises it, errors in A do not matter to the first order. So float32 is
 * enough for all that is long, and the derivative of log det by P is `-2 A^T M^-1 R`.
 * @param truth `[groups, dimensions, positions]`
 * @param prediction `[groups, dimensions, positions]`
 * @returns `[groups]`
 */
export function regionMutualInformationLosses(truth: tf.Tensor3D, prediction: tf.Tensor3D): tf.Tensor1D {
  const [groups, dimensions] = truth.shape;
  const loss = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [p, save] = args as [tf.Tensor3D, tf.GradSaveFunc];
    const [y, x] = [truth, p].map((values) => values.sub(values.mean(2, true))) as [tf.Tensor3D, tf.Tensor3D];
    const { regression, residual } = regress(y, x);
    const covariance = tf
      .matMul(residual, residual, false, true)
      .add(tf.matMul(regression, regression, false, true).mul(REGULARIZER));
    const losses = new Float32Array(groups);
    const inverse = onHost(covariance as tf.Tensor3D, (matrix, group) => {
      const lower = cholesky(regularized(matrix, dimensions, 0), dimensions);
      for (let i = 0; i < dimensions; i++) losses[group]! += Math.log(lower[i * dimensions + i]!) / dimensions;
      return solveCholesky(lower, identity(dimensions), dimensions);
    });
    save([tf.matMul(tf.matMul(regression, inverse, true), residual).div(-dimensions)]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => saved!.mul(dy.reshape([groups, 1, 1]));
    return { value: tf.tensor1d(losses), gradFunc };
  });
  return loss(prediction) as tf.Tensor1D;
}

/** Rounds of the regression; each takes back most of what rounding did to those before. */
const ROUNDS = 3;

/** A = Y X^T (X X^T + e I)^-1 and Y - A X. */
function regress(y: tf.Tensor3D, x: tf.Tensor3D): { regression: tf.Tensor3D; residual: tf.Tensor3D } {
  const [groups, size] = y.shape;
  const factors: Float64Array[] = [];
  onHost(tf.matMul(x, x, false, true), (matrix, group) => {
    factors[group] = cholesky(regularized(matrix, size, ROUNDING), size);
    return factors[group];
  });
  let regression = tf.zeros<tf.Rank.R3>([groups, size, size]);
  let residual = y;
  for (let round = 0; round < ROUNDS; round++) {
    const left = tf.matMul(x, residual, false, true).sub(regression.transpose([0, 2, 1]).mul(REGULARIZER));
    const step = onHost(left as tf.Tensor3D, (matrix, group) => solveCholesky(factors[group]!, matrix, size));
    regression = regression.add(step.transpose([0, 2, 1]));
    residual = y.sub(tf.matMul(regression, x));
  }
  return { regression, residual };
}

/** Makes a small matrix of each group's, in double precision. */
function onHost(matrices: tf.Tensor3D, body: (matrix: Float32Array, group: number) => Float64Array): tf.Tensor3D {
  const [groups, size] = matrices.shape;
  const data = matrices.dataSync() as Float32Array;
  const results = new Float32Array(data.length);
  for (let group = 0; group < groups; group++) {
    const from = group * size * size;
    results.set(body(data.subarray(from, from + size * size), group), from);
  }
  return tf.tensor3d(results, matrices.shape);
}

function regularized(matrix: Float32Array, size: number, share: number): Float64Array {
  const result = Float64Array.from(matrix);
  let trace = 0;
  for (let i = 0; i < size; i++) trace += matrix[i * size + i]!;
  for (let i = 0; i < size; i++) result[i * size + i]! += REGULARIZER + share * trace;
  return result;
}

function identity(size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0));
}
