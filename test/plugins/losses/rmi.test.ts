import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { cholesky, solveCholesky } from '../../../src/plugins/losses/formulas/cholesky.js';
import { pooledSize, poolMap, regionVectors } from '../../../src/plugins/losses/formulas/regions.js';
import { regionMutualInformationLosses } from '../../../src/plugins/losses/formulas/rmi.js';
import { onEachEngine } from '../../helpers/engines.js';

const [HEIGHT, WIDTH, SIZE] = [60, 80, 9] as const;
const POSITIONS = (HEIGHT - 2) * (WIDTH - 2);

/** Broad waves, so that a cell tells its neighbours and the regression is as ill-conditioned as in training. */
const wave = (pixel: number) => Math.sin((pixel % WIDTH) / 7 + Math.cos(Math.floor(pixel / WIDTH) / 9));
const map = (value: (wave: number) => number) =>
  tf.tensor4d(
    Float32Array.from({ length: HEIGHT * WIDTH }, (_, i) => value(wave(i))),
    [1, HEIGHT, WIDTH, 1],
  );

/** The authors' formula as it stands, in double precision. */
function naive(truth: Float64Array[], prediction: Float64Array[]): number {
  const products = (a: Float64Array[], b: Float64Array[]) =>
    a.flatMap((x) => b.map((y) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)));
  const regularize = (matrix: number[]) => matrix.map((value, i) => value + (i % (SIZE + 1) === 0 ? 1e-3 : 0));
  const py = products(prediction, truth);
  const solved = solveCholesky(cholesky(regularize(products(prediction, prediction)), SIZE), py, SIZE);
  const covariance = products(truth, truth).map((value, at) => {
    const [i, j] = [Math.floor(at / SIZE), at % SIZE];
    for (let k = 0; k < SIZE; k++) value -= py[k * SIZE + i]! * solved[k * SIZE + j]!;
    return value;
  });
  const lower = cholesky(regularize(covariance), SIZE);
  return Array.from({ length: SIZE }, (_, i) => Math.log(lower[i * (SIZE + 1)]! + 1e-8) / SIZE).reduce((a, b) => a + b);
}

function centred(vectors: tf.Tensor3D): Float64Array[] {
  const data = vectors.dataSync();
  return Array.from({ length: SIZE }, (_, i) => {
    const row = Float64Array.from(data.subarray(i * POSITIONS, (i + 1) * POSITIONS));
    const mean = row.reduce((a, b) => a + b) / POSITIONS;
    return row.map((value) => value - mean);
  });
}

/** By the middle of two nudges; the mean moves along. */
function slope(truth: Float64Array[], prediction: Float64Array[], at: number): number {
  const nudged = (by: number) =>
    prediction.map((row, i) =>
      i === Math.floor(at / POSITIONS)
        ? row.map((value, j) => value + by * (Number(j === at % POSITIONS) - 1 / POSITIONS))
        : row,
    );
  return (naive(truth, nudged(1e-5)) - naive(truth, nudged(-1e-5))) / 2e-5;
}

test.serial('float32 gives what the formula gives in float64, from vague to sure predictions', async (t) => {
  await onEachEngine((engine) => {
    for (const sureness of [1, 5, 20, 100]) {
      tf.tidy(() => {
        const truth = regionVectors(
          map((x) => Number(x > 0)),
          3,
        );
        const prediction = regionVectors(
          map((x) => 1 / (1 + Math.exp(-sureness * x)) + 1e-6),
          3,
        );
        const { value, grad } = tf.valueAndGrad((p) => regionMutualInformationLosses(truth, p as tf.Tensor3D).sum())(
          prediction,
        );
        const [y, p] = [centred(truth), centred(prediction)];
        const error = Math.abs(value.dataSync()[0]! / naive(y, p) - 1);
        t.true(error < 1e-4, `${engine.name} at ${sureness}: ${error}`);
        const slopes = grad.dataSync();
        const rms = Math.sqrt(grad.square().mean().dataSync()[0]!);
        for (const at of [777, 30_000]) {
          const off = Math.abs(slopes[at]! - slope(y, p, at)) / rms;
          t.true(off < 0.1, `${engine.name} at ${sureness}: the gradient is off by ${off} of its size`);
        }
      });
    }
  });
});

test.serial('pooling pads half a window and knows its size beforehand', async (t) => {
  await onEachEngine(() => {
    tf.tidy(() => {
      const ones = tf.ones<tf.Rank.R4>([1, 7, 12, 1]);
      for (const kind of ['max', 'mean'] as const) {
        for (const size of [1, 2, 3, 4]) {
          const pooled = poolMap(ones, { kind, size });
          const expected = [7, 12].map((cells) => pooledSize(cells, { kind, size }));
          t.deepEqual(pooled.shape.slice(1, 3), expected);
        }
      }
      // The first window of three has one row and one column of padding.
      t.true(Math.abs(poolMap(ones, { kind: 'mean', size: 3 }).dataSync()[0]! - 4 / 9) < 1e-6);
      t.is(poolMap(ones, { kind: 'max', size: 3 }).dataSync()[0]!, 1);
    });
  });
});
