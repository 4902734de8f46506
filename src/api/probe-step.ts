import * as tf from '@tensorflow/tfjs';
import type { ValidConfig } from '../core/config/load-config.js';
import { batchTensors } from '../core/data/loading/tensors.js';
import { ContrasegError } from '../core/errors/index.js';
import { nonFiniteStep } from '../core/errors/training.js';
import type { BuiltRun } from '../core/run/build.js';
import { isFiniteStep, type StepLoss } from '../core/training/train-step.js';

/**
 * One step on the next batch, outside of a run.
 * @param at which iteration the losses are told, and the factor of the learning rate
 * @throws ContrasegError where loss or gradients are not finite
 */
export async function probeStep(
  run: BuiltRun,
  { trainer }: ValidConfig,
  { iteration, factor }: { readonly iteration: number; readonly factor: number },
): Promise<StepLoss> {
  const { iterationsPerEpoch } = run.batches;
  const batch = await run.batches.next();
  const tensors = batchTensors(batch, run.normalization);
  const epoch = Math.floor(iteration / iterationsPerEpoch);
  const info = { iteration, totalIterations: trainer.iterations, epoch, iterationsPerEpoch };
  try {
    const loss = run.step.run({ ...tensors, labelValues: batch.labels }, info, factor);
    if (!isFiniteStep(loss)) throw new ContrasegError(nonFiniteStep(iteration, loss));
    return loss;
  } finally {
    tf.dispose([tensors.images, tensors.labels]);
  }
}
