import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { selectEngine } from '../../../../src/core/engine/index.js';
import { expWithSum } from '../../../../src/core/engine/ops/exponentials.js';
import { selectPerRow } from '../../../../src/core/engine/ops/select-per-row/select-per-row.js';

/** Runs the native kernels often, prints a hash of what they gave, and ends as it is told: `exit` at once, else by itself. */
await selectEngine('native-cpu');
const hash = createHash('sha256');
const matrix = tf.tensor2d(
  Float32Array.from({ length: 64 * 20_000 }, (_, i) => Math.sin(i * i)),
  [64, 20_000],
);
for (let i = 0; i < 200; i++) {
  tf.tidy(() => {
    const { values, sum } = expWithSum(matrix);
    const { columns } = selectPerRow(matrix, 100, 'largest');
    if (i % 50 === 0) for (const tensor of [values, sum, columns]) hash.update(tensor.dataSync());
  });
}
console.log(hash.digest('hex'));
if (process.argv[2] === 'exit') {
  expWithSum(matrix);
  process.exit(3);
}
