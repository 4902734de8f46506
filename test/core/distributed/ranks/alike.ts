import * as tf from '@tensorflow/tfjs';
import { readConfig } from '../../../../src/api/config.js';
import { batchTensors } from '../../../../src/core/data/loading/tensors.js';
import { averageVariables } from '../../../../src/core/distributed/average-variables.js';
import { normalizeBatch } from '../../../../src/core/engine/ops/batch-normalization.js';
import { measure } from '../../../../src/core/evaluation/measure.js';
import type { Collective } from '../../../../src/core/interfaces/collective.js';
import type { Metric } from '../../../../src/core/interfaces/metric.js';
import { type BuiltRun, buildRun } from '../../../../src/core/run/build.js';

/** Of such numbers, some are not a third of their threefold in float32. */
export const ALIKE = Array.from({ length: 100 }, (_, i) => Math.fround(Math.sqrt(i + 2)));

/** What each method of a collective makes of numbers that name their rank. */
export function gathered(collective: Collective) {
  const { rank } = collective;
  return tf.tidy(() => {
    const pair = tf.tensor2d([[rank, 10 + rank]]);
    return {
      sum: collective.allReduce(pair, 'sum').arraySync(),
      mean: collective.allReduce(pair, 'mean').arraySync(),
      rows: collective.allGather(pair).arraySync(),
      integers: [...collective.allGather(tf.tensor1d([rank], 'int32')).dataSync()],
      first: collective.broadcast(tf.tensor1d([rank + 0.5])).arraySync(),
    };
  });
}

/**
 * Batch norm with all that may follow it, over rows of which rank r has 3 + 2 r, and its gradients: of all rows together, by
 * collectives and by this process alone.
 */
export function normalized(collective: Collective) {
  return tf.tidy(() => {
    const { rank, size } = collective;
    const counts = Array.from({ length: size }, (_, r) => 3 + 2 * r);
    const rows = counts.reduce((a, b) => a + b);
    const start = counts.slice(0, rank).reduce((a, b) => a + b, 0);
    const [x, shortcut, dy] = [1, 2, 3].map((seed) => tf.randomNormal([rows, 4], 1, 2, 'float32', seed) as tf.Tensor2D);
    const [gamma, beta] = [tf.tensor1d([1, 2, -1, 0.5]), tf.tensor1d([3, 0, 1, 2])];
    const mine = (tensor: tf.Tensor2D) => tensor.slice([start, 0], [counts[rank]!, 4]);
    const normalize = (across: Collective | undefined, part: (tensor: tf.Tensor2D) => tf.Tensor2D) => {
      const averages: number[][] = [];
      const state = {
        movingMean: tf.zeros<tf.Rank.R1>([4]),
        movingVariance: tf.ones<tf.Rank.R1>([4]),
        momentum: 0.9,
        epsilon: 1e-5,
        across,
        update: (...moved: tf.Tensor1D[]) => void averages.push(...moved.map((tensor) => tensor.arraySync())),
      };
      const compute = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor, d: tf.Tensor) =>
        normalizeBatch(a, b as tf.Tensor1D, c as tf.Tensor1D, state, { shortcut: d, activation: 'relu6' });
      const inputs = [part(x!), gamma, beta, part(shortcut!)];
      const gradients = tf.grads(compute as (...args: tf.Tensor[]) => tf.Tensor)(inputs, part(dy!));
      const y = (compute as (...args: tf.Tensor[]) => tf.Tensor)(...inputs);
      return { averages, results: [y, ...gradients].map((tensor) => tensor.dataSync<'float32'>().slice()) };
    };
    const alone = normalize(undefined, (tensor) => tensor);
    const shared = normalize(collective, mine);
    const own = (values: Float32Array) => values.slice(4 * start, 4 * (start + counts[rank]!));
    const sums = [2, 3].map((i) => collective.allReduce(tf.tensor1d(shared.results[i]!), 'sum').dataSync<'float32'>());
    return {
      averages: [shared.averages.flat(), alone.averages.flat()],
      y: [shared.results[0]!, own(alone.results[0]!)],
      dx: [shared.results[1]!, own(alone.results[1]!)],
      dGamma: [sums[0]!, alone.results[2]!],
      dBeta: [sums[1]!, alone.results[3]!],
      dShortcut: [shared.results[4]!, own(alone.results[4]!)],
    };
  });
}

/** The evaluation that the ranks share beside the one that each makes alone. */
export function evaluated(config: object, collective: Collective) {
  return inRun(config, collective, async (run) => {
    const { normalization } = run;
    const reading: Metric = { readImage: ({ sample }) => [sample.id, Number.NaN], compute: () => ({ summary: {} }) };
    const measured = { ...run, metrics: [...run.metrics, reading] };
    const shared = await measure(measured, run.validation, { normalization, collective });
    const alone = await measure(measured, run.validation, { normalization });
    const plain = ({ images, confusion, windowed, result }: typeof alone) => ({ images, confusion, windowed, result });
    return { shared: plain(shared), alone: plain(alone) };
  });
}

/** Moving averages of batch norm before and after all ranks have averaged theirs, and frozen ones. */
export function averagedStatistics(config: object, collective: Collective) {
  return inRun(config, collective, async (run) => {
    await step(run);
    const [name] = Object.keys(run.model.statistics);
    const variable = run.model.statistics[name!]!;
    const own = variable.dataSync<'float32'>().slice();
    const alike = tf.tidy(() => tf.variable(tf.tensor1d(ALIKE)));
    averageVariables([...run.statistics, alike], collective);
    const result = { own, mean: variable.dataSync<'float32'>().slice(), alike: alike.arraySync() };
    alike.dispose();
    return result;
  });
}

/** A step in which the last rank sees a value that is no number, then one that the last rank wants to be its last. */
export function nonFinite(config: object, collective: Collective) {
  return inRun(config, collective, async (run) => {
    const { variable } = run.step.parameters[0]!;
    const last = collective.rank === collective.size - 1;
    const before = variable.dataSync<'float32'>().slice();
    const failed = await step(run, { scale: last ? Number.NaN : 1 });
    const after = variable.dataSync<'float32'>().slice();
    const asked = await step(run, { stop: last });
    return { before, after, failed, asked, next: (await step(run)).stop };
  });
}

async function step(run: BuiltRun, { scale = 1, stop = false } = {}) {
  const batch = await run.batches.next();
  const { iterationsPerEpoch } = run.batches;
  const { images, labels } = batchTensors(batch, run.normalization);
  const scaled = images.mul<tf.Tensor4D>(scale);
  const info = { iteration: 0, totalIterations: 10, epoch: 0, iterationsPerEpoch };
  const loss = run.step.run({ images: scaled, labels, labelValues: batch.labels }, info, 1, stop);
  tf.dispose([images, labels, scaled]);
  return loss;
}

async function inRun<T>(config: object, collective: Collective, work: (run: BuiltRun) => Promise<T>): Promise<T> {
  const { registry, config: valid } = await readConfig({ config });
  const run = await buildRun(registry, valid, undefined, collective);
  try {
    return await work(run);
  } finally {
    await run.batches.close();
    registry.dispose();
  }
}
