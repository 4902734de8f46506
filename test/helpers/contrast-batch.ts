import * as tf from '@tensorflow/tfjs';
import type { LossContext, LossInputs, StepInfo } from '../../src/core/interfaces/loss.js';
import type { Given } from '../../src/core/options/references.js';
import { RandomStream } from '../../src/core/random/random-stream.js';
import type { RandomStreams } from '../../src/core/random/random-streams.js';
import { PixelContrast, type PixelContrastTerm } from '../../src/plugins/pixel-contrast/index.js';

export const CHANNELS = 6;

/** A run of 100 iterations whose automatic warm-up ends at iteration 12. */
export function contrastContext(changes: Partial<LossContext> = {}): LossContext {
  return {
    classCount: 3,
    ignoreIndex: 255,
    features: { decoder: { channels: CHANNELS, stride: 2 } },
    totalIterations: 100,
    iterationsPerEpoch: 10,
    trainingImages: 20,
    ...changes,
  };
}

/** The loss at work in that run. */
export function contrastTerm(
  options?: Given<typeof PixelContrast.options>,
  random?: RandomStreams,
  context?: Partial<LossContext>,
): PixelContrastTerm {
  return PixelContrast.create(options, random).setup(contrastContext(context));
}

export function stepAt(iteration: number): StepInfo {
  return { iteration, totalIterations: 100, epoch: Math.floor(iteration / 10), iterationsPerEpoch: 10 };
}

export interface BatchOptions {
  readonly classCount?: number;
  readonly iteration?: number;
  readonly seed?: number;
  /** Replaces the random features: value of a channel at a cell of the grid. */
  readonly feature?: (cell: number, channel: number) => number;
}

const GRID = [2, 4, 6] as const;
const CELLS = GRID[0] * GRID[1] * GRID[2];

/** Two images of 4 x 6 cells, each cell 2 x 2 label pixels; `labelOf` gives the label of a cell. */
export function contrastBatch(labelOf: (cell: number) => number, options: BatchOptions = {}): LossInputs {
  const { classCount = 3, iteration = 50, seed = 1 } = options;
  const random = RandomStream.fromSeed(seed);
  const feature = options.feature ?? (() => random.normal());
  const [batch, h, w] = GRID;
  const labelValues = Int32Array.from({ length: batch * 4 * h * w }, (_, pixel) => {
    const x = pixel % (2 * w);
    const y = Math.floor(pixel / (2 * w));
    return labelOf(Math.floor(y / 2) * w + Math.floor(x / 2));
  });
  const features = Float32Array.from({ length: CELLS * CHANNELS }, (_, i) =>
    feature(Math.floor(i / CHANNELS), i % CHANNELS),
  );
  const logits = Float32Array.from({ length: CELLS * classCount }, () => random.normal());
  const scores = tf.tensor4d(logits, [batch, h, w, classCount]);
  return {
    images: scores, // which no contrast looks at
    logits: scores,
    features: { decoder: tf.tensor4d(features, [batch, h, w, CHANNELS]) },
    labels: tf.tensor3d(labelValues, [batch, 2 * h, 2 * w], 'int32'),
    labelValues,
    step: stepAt(iteration),
  };
}

export interface StepResult {
  readonly loss: number;
  /** Gradient of the loss with respect to the features, flat. */
  readonly gradient: Float32Array;
}

/** One training step without an optimizer; `fail` leaves it before `afterStep`, as a trainer does after a NaN. */
export function contrastStep(loss: PixelContrastTerm, inputs: LossInputs, fail = false): StepResult {
  const result = tf.tidy(() => {
    const { value, grad } = tf.valueAndGrad((x) =>
      loss.compute({ ...inputs, features: { decoder: x as tf.Tensor4D } }),
    )(inputs.features.decoder!);
    return { loss: value.dataSync()[0]!, gradient: grad.dataSync() as Float32Array };
  });
  if (!fail) loss.afterStep();
  tf.dispose([inputs.logits, inputs.labels, Object.values(inputs.features)]);
  return result;
}
