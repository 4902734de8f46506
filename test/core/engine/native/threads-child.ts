import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { selectEngine } from '../../../../src/core/engine/index.js';
import { normalizeBatch } from '../../../../src/core/engine/ops/batch-normalization.js';
import { expWithSum } from '../../../../src/core/engine/ops/exponentials.js';
import { globalNorm } from '../../../../src/core/engine/ops/global-norm.js';
import { moveWithMomentum } from '../../../../src/core/engine/ops/parameter-updates/momentum.js';
import { selectPerRow } from '../../../../src/core/engine/ops/select-per-row/select-per-row.js';

/** Runs the native kernels often, prints a hash of what they gave, and ends as it is told: `exit` at once, else by itself. */
await selectEngine('native-cpu');
const hash = createHash('sha256');
const matrix = tf.tensor2d(
  Float32Array.from({ length: 64 * 20_000 }, (_, i) => Math.sin(i * i)),
  [64, 20_000],
);

/** Values, gradients and moving averages of many blocks, with a shortcut. */
function batchNorm(values: tf.Tensor): tf.Tensor[] {
  const x = values.reshape([-1, 80]);
  const [gamma, beta] = [tf.ones([80]) as tf.Tensor1D, tf.zeros([80]) as tf.Tensor1D];
  const moved: tf.Tensor[] = [];
  const update = (...averages: tf.Tensor[]) => void moved.push(...averages.map((average) => tf.keep(average.clone())));
  const state = { movingMean: beta, movingVariance: gamma, momentum: 0.9, epsilon: 1e-5, update };
  const normalize = (...[a, b, c, d]: tf.Tensor[]) =>
    normalizeBatch(a!, b as tf.Tensor1D, c as tf.Tensor1D, state, { activation: 'relu', shortcut: d! });
  const { value, grads } = tf.valueAndGrads((...inputs) =>
    normalize(...inputs)
      .square()
      .sum(),
  )([x, gamma, beta, x.neg()]);
  return [value, ...grads, ...moved.map((tensor) => tensor.clone())];
}

function optimizerStep(values: tf.Tensor): tf.Tensor[] {
  const update = { variable: values, velocity: values.mul(0.5), gradient: values.square(), rate: 0.1, decay: 0.01 };
  const [moved] = [...moveWithMomentum([update], 0.9)];
  return [moved!.variable, moved!.velocity, globalNorm([values, update.gradient])];
}

for (let i = 0; i < 200; i++) {
  tf.tidy(() => {
    const { values, sum } = expWithSum(matrix);
    const { columns } = selectPerRow(matrix, 100, 'largest');
    if (i % 50 === 0) for (const tensor of [values, sum, columns]) hash.update(tensor.dataSync());
  });
}
for (let i = 0; i < 10; i++) {
  tf.tidy(() => {
    for (const tensor of [...batchNorm(matrix), ...optimizerStep(matrix)])
      if (i % 5 === 0) hash.update(tensor.dataSync());
  });
}
console.log(hash.digest('hex'));
if (process.argv[2] === 'exit') {
  expWithSum(matrix);
  process.exit(3);
}
