import * as tf from '@tensorflow/tfjs';
import { normalizeBatch } from '../engine/ops/batch-normalization.js';
import type { NormalizationSequel } from '../engine/ops/batch-normalization-state.js';
import type { Collective } from '../interfaces/collective.js';

export interface BatchNormalizationArgs {
  readonly name?: string;
  /** Added to the variance; 1e-5 by default as in PyTorch (tf.layers: 1e-3). */
  readonly epsilon?: number;
  /** Share of the old value that a moving average keeps; 0.9 by default as in PyTorch (tf.layers: 0.99). */
  readonly momentum?: number;
}

type LayerVariable = ReturnType<tf.layers.Layer['addWeight']>;

/**
 * Batch normalisation over every axis but the last, `[…, channels]` -> `[…, channels]`.
 *
 * tfjs composes it from a dozen operations and differentiates each of them; this layer runs the engine's fused
 * kernels where there are some. It is saved as tf.layers' own BatchNormalization, so `tf.loadLayersModel` opens it alone.
 */
export class BatchNormalization extends tf.layers.Layer {
  static readonly className = 'BatchNormalization';

  /** In training, too, normalise by the moving averages and leave them as they are; not part of what is saved. */
  keepsAverages = false;
  /** The ranks whose batches training normalises as one; not part of what is saved. */
  across: Collective | undefined;
  private readonly epsilon: number;
  private readonly momentum: number;
  private gamma!: LayerVariable;
  private beta!: LayerVariable;
  private movingMean!: LayerVariable;
  private movingVariance!: LayerVariable;

  constructor(args: BatchNormalizationArgs = {}) {
    super({ name: args.name });
    this.epsilon = args.epsilon ?? 1e-5;
    this.momentum = args.momentum ?? 0.9;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = [(inputShape as tf.Shape).at(-1)!];
    const [zeros, ones] = [tf.initializers.zeros(), tf.initializers.ones()];
    this.gamma = this.addWeight('gamma', shape, 'float32', ones);
    this.beta = this.addWeight('beta', shape, 'float32', zeros);
    this.movingMean = this.addWeight('moving_mean', shape, 'float32', zeros, undefined, false);
    this.movingVariance = this.addWeight('moving_variance', shape, 'float32', ones, undefined, false);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    if (kwargs.training && !this.keepsAverages) return this.normalize(x);
    const [gamma, beta, movingMean, movingVariance] = this.read();
    return tf.batchNorm(x, movingMean, movingVariance, beta, gamma, this.epsilon);
  }

  /** What training computes: by the batch's own statistics, which move the averages, with what follows. */
  normalize(x: tf.Tensor, sequel?: NormalizationSequel): tf.Tensor {
    const [gamma, beta, movingMean, movingVariance] = this.read();
    const { momentum, epsilon, across } = this;
    const update = (mean: tf.Tensor1D, variance: tf.Tensor1D) => {
      this.movingMean.write(mean);
      this.movingVariance.write(variance);
    };
    const state = { movingMean, movingVariance, momentum, epsilon, across, update };
    return normalizeBatch(x, gamma, beta, state, sequel);
  }

  private read() {
    const variables = [this.gamma, this.beta, this.movingMean, this.movingVariance];
    return variables.map((variable) => variable.read()) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const [zeros, ones] = ['Zeros', 'Ones'].map((className) => ({ className, config: {} }));
    return {
      ...super.getConfig(),
      axis: -1,
      momentum: this.momentum,
      epsilon: this.epsilon,
      center: true,
      scale: true,
      betaInitializer: zeros!,
      gammaInitializer: ones!,
      movingMeanInitializer: zeros!,
      movingVarianceInitializer: ones!,
      betaRegularizer: null,
      gammaRegularizer: null,
      betaConstraint: null,
      gammaConstraint: null,
    };
  }
}

export function batchNormalization(args: BatchNormalizationArgs = {}): tf.layers.Layer {
  return new BatchNormalization(args);
}

/** Freezes the moving averages of a layer that has some: what it computes in training is then what it will predict. */
export function keepAverages(layer: tf.layers.Layer): void {
  if (layer instanceof BatchNormalization) layer.keepsAverages = true;
}

/** Has a layer that normalises batches take those of all ranks as one. */
export function normalizeAcross(layer: tf.layers.Layer, collective: Collective): void {
  if (layer instanceof BatchNormalization) layer.across = collective;
}
