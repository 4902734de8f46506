import * as tf from '@tensorflow/tfjs';
import { readConfig } from '../../../../src/api/config.js';
import { batchTensors } from '../../../../src/core/data/loading/tensors.js';
import { ALONE } from '../../../../src/core/distributed/alone.js';
import type { Collective } from '../../../../src/core/interfaces/collective.js';
import { buildRun } from '../../../../src/core/run/build.js';
import type { StepLoss } from '../../../../src/core/training/train-step.js';

type Values = Readonly<Record<string, Float32Array>>;

/** What some steps leave behind. */
export interface Taken {
  /** Trainable variables before and after the steps. */
  readonly before: Values;
  readonly weights: Values;
  /** Rows of each bank and class. */
  readonly banks: Values;
  readonly pointers: unknown;
  readonly losses: readonly StepLoss[];
}

export interface StepOptions {
  readonly collective?: Collective;
  /** Shows each batch in reverse order. */
  readonly reverse?: boolean;
  /** Images of the whole batch that lose their labels. */
  readonly blank?: readonly number[];
}

/** Builds a run and takes its first steps. */
export async function takeSteps(config: object, steps: number, options: StepOptions = {}): Promise<Taken> {
  const { collective = ALONE, reverse = false, blank = [] } = options;
  const { registry, config: valid } = await readConfig({ config });
  const run = await buildRun(registry, valid, undefined, collective);
  const values = (variables: Readonly<Record<string, tf.Tensor>>): Values =>
    Object.fromEntries(Object.entries(variables).map(([name, tensor]) => [name, tensor.dataSync<'float32'>().slice()]));
  const parameters = Object.fromEntries(run.step.parameters.map(({ name, variable }) => [name, variable]));
  try {
    const before = values(parameters);
    const losses: StepLoss[] = [];
    for (let iteration = 0; iteration < steps; iteration++) {
      const batch = await run.batches.next();
      const pixels = batch.height * batch.width;
      for (const image of blank) {
        const own = image - collective.rank * batch.batch;
        if (own >= 0 && own < batch.batch) batch.labels.fill(255, own * pixels, (own + 1) * pixels);
      }
      const { images, labels } = batchTensors(batch, run.normalization);
      const [x, y] = reverse ? [images.reverse(0), labels.reverse(0)] : [images.clone(), labels.clone()];
      const { iterationsPerEpoch } = run.batches;
      const info = { iteration, totalIterations: 100, epoch: 0, iterationsPerEpoch };
      losses.push(run.step.run({ images: x, labels: y, labelValues: y.dataSync<'int32'>() }, info, 1));
      tf.dispose([images, labels, x, y]);
    }
    const state = run.losses.find(({ name }) => name === 'pixel-contrast')?.state?.saveState();
    return {
      before,
      weights: values(parameters),
      banks: values(state?.tensors ?? {}),
      pointers: state?.values,
      losses,
    };
  } finally {
    await run.batches.close();
    registry.dispose();
  }
}
