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

export interface Optimizer extends Stateful, Disposable {
  /** Learning rate of each group before the schedule. */
  readonly learningRate: Readonly<Record<ParameterGroup, number>>;
  /** Creates one slot per parameter. Called once. */
  setup(parameters: readonly Parameter[]): void;
  /**
   * Updates every parameter in place.
   * @param gradients by parameter name; a missing one leaves its parameter alone
   * @param factor the schedule's value for this step
   */
  step(gradients: Readonly<Record<string, tf.Tensor>>, factor: number): void;
}
