import * as tf from '@tensorflow/tfjs';
import { batchTensors } from '../core/data/loading/tensors.js';
import { selectEngine } from '../core/engine/index.js';
import { ContrasegError } from '../core/errors/index.js';
import { nonFiniteStep } from '../core/errors/training.js';
import { buildRun } from '../core/run/build.js';
import { isFiniteStep } from '../core/training/train-step.js';
import { checkData } from './check-data.js';
import { type ConfigSource, readConfig } from './config.js';

/** What a run would be, found out by one batch forward and backward. */
export interface DryRun {
  readonly engine: string;
  readonly classNames: readonly string[];
  readonly trainingImages: number;
  readonly iterationsPerEpoch: number;
  /** Trainable values of network and losses. */
  readonly parameterCount: number;
  readonly loss: number;
  readonly parts: Readonly<Record<string, number>>;
  /** Milliseconds of the one step; the first step of a run is its slowest. */
  readonly stepTime: number;
}

/** Checks configuration and every file of the data, builds everything and runs one step; writes nothing. */
export async function dryRun(source: ConfigSource): Promise<DryRun> {
  const { registry, config } = await readConfig(source);
  const engine = await selectEngine(config.engine, { threads: config.threads });
  const run = await buildRun(registry, config);
  try {
    await checkData(run.dataset, { ...config.trainer, checkData: true });
    const { iterationsPerEpoch } = run.batches;
    const batch = await run.batches.next();
    const start = performance.now();
    const tensors = batchTensors(batch, run.normalization);
    const info = { iteration: 0, totalIterations: config.trainer.iterations, epoch: 0, iterationsPerEpoch };
    const loss = run.step.run({ ...tensors, labelValues: batch.labels }, info, run.schedule.factor(0, 1));
    tf.dispose([tensors.images, tensors.labels]);
    if (!isFiniteStep(loss)) throw new ContrasegError(nonFiniteStep(0, loss));
    return {
      engine: engine.name,
      classNames: run.dataset.classes.map(({ name }) => name),
      trainingImages: run.train.size,
      iterationsPerEpoch,
      parameterCount: run.step.parameters.reduce((sum, { variable }) => sum + variable.size, 0),
      loss: loss.total,
      parts: loss.parts,
      stepTime: performance.now() - start,
    };
  } finally {
    await run.batches.close();
    registry.dispose();
  }
}
