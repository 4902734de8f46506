import type * as tf from '@tensorflow/tfjs';
import type { Collective } from '../../interfaces/collective.js';

export interface BatchNormalizationState {
  /** `[channels]`, like all that follow. */
  readonly movingMean: tf.Tensor1D;
  readonly movingVariance: tf.Tensor1D;
  /** Share of the old value that a moving average keeps. */
  readonly momentum: number;
  readonly epsilon: number;
  /** The ranks whose batches are normalised as one; each normalises its own when absent. */
  readonly across?: Collective | undefined;
  /** Receives the moving averages after this batch; copy them, they are disposed afterwards. */
  update(movingMean: tf.Tensor1D, movingVariance: tf.Tensor1D): void;
}

/** What follows a batch norm and is computed with it. */
export interface NormalizationSequel {
  /** Added to the normalised values. */
  readonly shortcut?: tf.Tensor;
  /** Applied last. */
  readonly activation?: 'relu' | 'relu6';
}
