import * as tf from '@tensorflow/tfjs';
import type { LossInputs, LossTerm } from '../../src/core/interfaces/loss.js';
import type { Optimizer, Parameter, Updater } from '../../src/core/interfaces/optimizer.js';
import { buildSegmentationModel } from '../../src/core/model/build.js';
import type { Freezing } from '../../src/core/model/freezing.js';
import { RandomStreams } from '../../src/core/random/random-streams.js';
import type { NamedLoss } from '../../src/core/training/named-losses.js';
import type { StepInputs } from '../../src/core/training/train-step.js';
import { Tiny } from '../../src/plugins/backbones/tiny.js';
import { Fcn } from '../../src/plugins/heads/fcn.js';

export function tinyModel(seed = 0, freezing?: Freezing) {
  const random = new RandomStreams(seed);
  return buildSegmentationModel({
    backbone: Tiny.create({ channels: [4, 6] }, random),
    head: Fcn.create({ channels: 5 }, random),
    classCount: 3,
    freezing,
  });
}

/** Two images of 8 x 8 with labels 0, 1, 2. */
export function tinyInputs(): StepInputs {
  const labelValues = Int32Array.from({ length: 2 * 8 * 8 }, (_, i) => i % 3);
  return {
    images: tf.randomUniform([2, 8, 8, 3], -1, 1, 'float32', 1),
    labels: tf.tensor3d(labelValues, [2, 8, 8], 'int32'),
    labelValues,
  };
}

/** A loss at work from a function; everything else as given. */
export function lossOf(
  name: string,
  compute: (inputs: LossInputs) => tf.Tensor,
  { weight = 1, ...rest }: Partial<LossTerm> & { readonly weight?: number } = {},
): NamedLoss {
  return { name, weight, term: { ...rest, compute: (inputs) => tf.tidy(() => compute(inputs) as tf.Scalar) } };
}

/** Keeps what it is told and moves nothing: an optimizer and its one updater. */
export class RecordingOptimizer implements Optimizer, Updater {
  readonly learningRate = { backbone: 1, head: 1 };
  parameters: readonly Parameter[] = [];
  /** One entry per step: gradients by parameter name. */
  readonly steps: Record<string, Float32Array>[] = [];

  setup(parameters: readonly Parameter[]): Updater {
    this.parameters = parameters;
    return this;
  }

  step(gradients: Readonly<Record<string, tf.Tensor>>): void {
    const entries = Object.entries(gradients).map(([name, gradient]) => [name, gradient.dataSync().slice()] as const);
    this.steps.push(Object.fromEntries(entries) as Record<string, Float32Array>);
  }

  saveState() {
    return {};
  }

  loadState(): void {}

  dispose(): void {}
}
