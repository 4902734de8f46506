import * as tf from '@tensorflow/tfjs';

/** The values of variables at one moment. Costs no memory of note: assigning to a variable replaces its buffer. */
export class Snapshot {
  private readonly values: readonly (readonly [tf.Variable, tf.Tensor])[];

  constructor(variables: readonly tf.Variable[]) {
    this.values = variables.map((variable) => [variable, tf.keep(variable.clone())] as const);
  }

  /** Puts the values back. */
  restore(): void {
    for (const [variable, value] of this.values) variable.assign(value);
  }

  dispose(): void {
    for (const [, value] of this.values) value.dispose();
  }
}
