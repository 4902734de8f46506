import * as tf from '@tensorflow/tfjs';
import type { RandomStreams } from '../random/random-streams.js';

export interface DropPathArgs {
  readonly name: string;
  /** Share of the samples that lose the branch, in [0, 1). */
  readonly rate: number;
  /** The component's streams; all its layers draw from one, in the order in which they run. */
  readonly random: RandomStreams;
}

/**
 * Stochastic depth (Huang et al. 2016, eq. 2): in training each sample of a batch loses the whole branch with probability
 * `rate`, and the others are divided by 1 - rate, so that nothing is to be done at inference.
 *
 * Its draws come from the run's streams and thus repeat, also after an interruption. It is saved as tf.layers' own Dropout
 * with one draw for each sample, so `tf.loadLayersModel` opens it alone.
 */
class DropPath extends tf.layers.Layer {
  static readonly className = 'Dropout';

  constructor(private readonly args: DropPathArgs) {
    super({ name: args.name });
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    if (!kwargs.training) return x.clone();
    const { rate, random } = this.args;
    const stream = random.stream('drop-path');
    const factors = Array.from({ length: x.shape[0] }, () => (stream.uniform() < rate ? 0 : 1 / (1 - rate)));
    return tf.tidy(() => x.mul(tf.tensor4d(factors, [factors.length, 1, 1, 1])));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.args.rate, noiseShape: [null, 1, 1, 1], seed: null };
  }
}

/** The branch itself where the rate is 0. */
export function dropPath(x: tf.SymbolicTensor, args: DropPathArgs): tf.SymbolicTensor {
  return args.rate === 0 ? x : (new DropPath(args).apply(x) as tf.SymbolicTensor);
}
