import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { RandomStream } from '../../../../src/core/random/random-stream.js';
import { RandomStreams } from '../../../../src/core/random/random-streams.js';
import { gatherPixels } from '../../../../src/plugins/pixel-contrast/embedding/gather-pixels.js';
import { normalizeRows } from '../../../../src/plugins/pixel-contrast/embedding/normalize-rows.js';
import { Projection, ProjectionOptions } from '../../../../src/plugins/pixel-contrast/embedding/projection.js';
import { contrastBatch, contrastStep, contrastTerm } from '../../../helpers/contrast-batch.js';
import { onEachEngine, useEngine } from '../../../helpers/engines.js';

const mixed = (cell: number): number => cell % 3;

test.serial('dense and sparse projection agree without batch norm, in loss, gradient and banks', async (t) => {
  await onEachEngine(({ name }) => {
    const [dense, sparse] = [true, false].map((dense) => {
      const projection = { type: 'linear' as const, dim: 8, dense };
      const loss = contrastTerm({ warmup: 0, projection }, new RandomStreams(3));
      const steps = [0, 1, 2].map((seed) => contrastStep(loss, contrastBatch(mixed, { seed })));
      const rows = loss.memory.flatMap((bank) => bank.blocks(1).flatMap((block) => block.arraySync().flat()));
      loss.dispose();
      return { steps, rows };
    });
    dense!.steps.forEach((step, i) => {
      const other = sparse!.steps[i]!;
      t.true(Math.abs(step.loss - other.loss) < 1e-5 * Math.max(1, step.loss), name);
      t.true(
        step.gradient.every((value, j) => Math.abs(value - other.gradient[j]!) < 1e-4),
        name,
      );
    });
    t.true(
      dense!.rows.every((value, i) => Math.abs(value - sparse!.rows[i]!) < 1e-5),
      name,
    );
  });
});

test.serial('an mlp is 1x1 convolution, batch norm over the rows, ReLU, 1x1 convolution and unit length', async (t) => {
  await onEachEngine(({ name }) => {
    const random = RandomStream.fromSeed(2);
    const projection = new Projection(3, ProjectionOptions.parse({ dim: 2, hidden: 4 }), random);
    const rows = Array.from({ length: 5 }, () => [random.normal(), random.normal(), random.normal()]);
    const [first, second] = ['projection/0/kernel', 'projection/1/kernel'].map(
      (key) => projection.variables.find((entry) => entry.name === key)!.variable.arraySync() as number[][],
    );
    const hidden = rows.map((row) => [0, 1, 2, 3].map((j) => row.reduce((sum, x, i) => sum + x * first![i]![j]!, 0)));
    const mean = [0, 1, 2, 3].map((j) => hidden.reduce((sum, row) => sum + row[j]!, 0) / 5);
    const variance = [0, 1, 2, 3].map((j) => hidden.reduce((sum, row) => sum + (row[j]! - mean[j]!) ** 2, 0) / 5);
    const expected = hidden.map((row) => {
      const active = row.map((x, j) => Math.max(0, (x - mean[j]!) / Math.sqrt(variance[j]! + 1e-5)));
      const out = [0, 1].map((k) => active.reduce((sum, x, j) => sum + x * second![j]![k]!, 0));
      const norm = Math.hypot(...out);
      return out.map((x) => (norm > 1e-6 ? x / norm : 0));
    });
    const actual = tf.tidy(() => {
      const { embeddings, moments } = projection.apply(tf.tensor2d(rows));
      projection.update(moments!);
      return embeddings.arraySync();
    });
    actual.forEach((row, i) => {
      row.forEach((x, k) => {
        t.true(Math.abs(x - expected[i]![k]!) < 1e-4, `${name}: ${x} ${expected[i]![k]}`);
      });
    });
    const running = projection.variables.find((entry) => entry.name.endsWith('norm/mean'))!.variable.dataSync();
    t.true(
      mean.every((value, j) => Math.abs(running[j]! - 0.1 * value) < 1e-5),
      name,
    );
    projection.dispose();
  });
});

test.serial('the gradient of a gather puts every row back in its place', async (t) => {
  await onEachEngine(() => {
    const gradient = tf.tidy(() => {
      const table = tf.ones<tf.Rank.R2>([5, 2]);
      const weights = tf.tensor2d([
        [1, 2],
        [3, 4],
      ]);
      return tf
        .grad((x) => gatherPixels(x as tf.Tensor2D, Int32Array.of(4, 1)).mul(weights))(table)
        .arraySync();
    });
    t.deepEqual(gradient, [
      [0, 0],
      [3, 4],
      [0, 0],
      [0, 0],
      [1, 2],
    ]);
  });
});

test.serial('runs with one seed are equal, and another seed differs', async (t) => {
  await useEngine('cpu');
  const run = (seed: number) => {
    const loss = contrastTerm({ warmup: 0, projection: { dim: 8 } }, new RandomStreams(seed));
    const losses = [0, 1, 2].map((i) => contrastStep(loss, contrastBatch(mixed, { seed: i })).loss);
    loss.dispose();
    return losses;
  };
  t.deepEqual(run(1), run(1));
  t.notDeepEqual(run(1), run(2));
});

test.serial(
  'the gradient through unit length is (dy - y y·dy) / |x|, and none where the squared length is below 1e-12',
  async (t) => {
    await onEachEngine(({ name }) => {
      const rows = [
        [3, 4],
        [0, 0],
        [9e-7, 0],
        [0, 1.1e-6],
        [-1e-3, 2e-3],
      ];
      const weights = [0.7, -0.2];
      const [values, gradients] = tf.tidy(() => {
        const gradient = tf.grad((x) => tf.sum(tf.mul(normalizeRows(x as tf.Tensor2D), [weights])));
        const x = tf.tensor2d(rows);
        return [normalizeRows(x).arraySync(), gradient(x).arraySync() as number[][]];
      });
      rows.forEach((row, i) => {
        const length = Math.hypot(...row);
        const unit = row.map((x) => x / Math.max(length, 1e-6));
        const along = unit.reduce((sum, x, j) => sum + x * weights[j]!, 0);
        row.forEach((_, j) => {
          const expected = length < 1e-6 ? 0 : (weights[j]! - unit[j]! * along) / length;
          t.true(Math.abs(values[i]![j]! - unit[j]!) < 1e-5, `${name}: row ${i}`);
          t.true(
            Math.abs(gradients[i]![j]! - expected) <= 1e-4 * Math.abs(expected),
            `${name}: row ${i} ${gradients[i]}`,
          );
        });
      });
    });
  },
);

test.serial('where all ReLUs of a narrow projection are dead, gradients stay small', async (t) => {
  await onEachEngine(({ name }) => {
    // One hidden channel: it is dead for about half of the pixels, whose embeddings are exactly zero.
    const loss = contrastTerm({ warmup: 0, projection: { dim: 8, hidden: 1 } }, new RandomStreams(1));
    const { gradient } = contrastStep(loss, contrastBatch(mixed));
    const largest = Math.max(...gradient.map(Math.abs));
    t.true(largest < 100, `${name}: ${largest}`);
    loss.dispose();
  });
});

test.serial(
  'kernels start He-normal, and decay; biases and batch norm do not; statistics are not trained',
  async (t) => {
    await useEngine('cpu');
    const projection = new Projection(200, ProjectionOptions.parse({ dim: 50, hidden: 80 }), RandomStream.fromSeed(5));
    t.deepEqual(
      projection.variables.map(({ name, trainable, decay, variable }) => [name, trainable, decay, variable.shape]),
      [
        ['projection/0/kernel', true, true, [200, 80]],
        ['projection/1/kernel', true, true, [80, 50]],
        ['projection/1/bias', true, false, [50]],
        ['projection/norm/scale', true, false, [80]],
        ['projection/norm/offset', true, false, [80]],
        ['projection/norm/mean', false, false, [80]],
        ['projection/norm/variance', false, false, [80]],
      ],
    );
    for (const [i, inputs] of [200, 80].entries()) {
      const values = [...projection.variables[i]!.variable.dataSync()];
      const deviation = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
      t.true(Math.abs(deviation / Math.sqrt(2 / inputs) - 1) < 0.05, `${deviation}`);
      t.true(values.every((x) => Math.abs(x) < 6 * deviation));
    }
    const constants = projection.variables.slice(2).map(({ variable }) => [...new Set(variable.dataSync())]);
    t.deepEqual(constants, [[0], [1], [0], [0], [1]]);
    projection.dispose();
  },
);

test.serial('running statistics keep nine tenths a step, of the variance as well', async (t) => {
  await useEngine('cpu');
  const projection = new Projection(1, ProjectionOptions.parse({ dim: 2, hidden: 1 }), RandomStream.fromSeed(5));
  const [kernel, mean, variance] = ['0/kernel', 'norm/mean', 'norm/variance'].map(
    (name) => projection.variables.find((entry) => entry.name === `projection/${name}`)!.variable,
  );
  const k = kernel!.dataSync()[0]!;
  const expected = { mean: 0, variance: 1 };
  for (const [a, b] of [
    [1, 3],
    [-2, 4],
    [5, 6],
  ] as const) {
    tf.tidy(() => projection.update(projection.apply(tf.tensor2d([[a], [b]])).moments!));
    expected.mean = 0.9 * expected.mean + (0.1 * k * (a + b)) / 2;
    expected.variance = 0.9 * expected.variance + (0.1 * (k * (a - b)) ** 2) / 2; // unbiased, of two rows
    t.true(Math.abs(mean!.dataSync()[0]! - expected.mean) < 1e-5);
    t.true(Math.abs(variance!.dataSync()[0]! - expected.variance) < 1e-5);
  }
  tf.tidy(() => void projection.apply(tf.tensor2d([[7], [8]])));
  t.true(Math.abs(mean!.dataSync()[0]! - expected.mean) < 1e-5, 'apply alone moves nothing');
  projection.dispose();
});

test.serial('a projection that goes away takes its variables along', async (t) => {
  await useEngine('cpu');
  for (const type of ['linear', 'mlp'] as const) {
    const before = tf.memory().numTensors;
    const projection = new Projection(4, ProjectionOptions.parse({ type, dim: 3 }), RandomStream.fromSeed(1));
    t.true(tf.memory().numTensors > before);
    projection.dispose();
    t.is(tf.memory().numTensors, before, type);
  }
});
