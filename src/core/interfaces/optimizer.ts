import type * as tf from '@tensorflow/tfjs';
import type { Disposable, Stateful } from './stateful.js';

export type ParameterGroup = 'backbone' | 'head';

/** A trainable variable with what an optimizer must know about it. */
export interface Parameter {
  /** Our own layer's path, unique in the run; the key in checkpoints. */
  readonly name: string;
  readonly variable: tf.Variable;
  /** Projections and other parts of losses learn with the head. */
  readonly group: ParameterGroup;
  /** False for biases and batch norm: no weight decay. */
  readonly decay: boolean;
}

/** Choices about how parameters move; it holds no state. */
export interface Optimizer {
  /** Starts with these parameters, each with slots of its own. */
  setup(parameters: readonly Parameter[]): Updater;
}

/** An optimizer at work on the parameters of one run; its slots are in every checkpoint and disposed with the run. */
export interface Updater extends Stateful, Disposable {
  /** Learning rate of each group before the schedule. */
  readonly learningRate: Readonly<Record<ParameterGroup, number>>;

  /**
   * Updates every parameter in place.
   * @param gradients by parameter name; a missing one leaves its parameter alone
   * @param factor the schedule's value for this step
   */
  step(gradients: Readonly<Record<string, tf.Tensor>>, factor: number): void;
}
