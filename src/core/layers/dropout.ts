import * as tf from '@tensorflow/tfjs';
import type { RandomStreams } from '../random/random-streams.js';

export interface DropArgs {
  readonly name: string;
  /** Share of what is dropped, in [0, 1). */
  readonly rate: number;
  /** The component's streams; all its layers of one kind draw from one, in the order in which they run. */
  readonly random: RandomStreams;
}

/**
 * Multiplies whole samples, or whole channels of samples, by 0 in training and the others by 1 / (1 - rate), so that nothing
 * is to be done at inference.
 *
 * Its draws come from the run's streams and thus repeat, also after an interruption. It is saved as tf.layers' own Dropout
 * with as many draws, so `tf.loadLayersModel` opens it alone.
 */
class Dropout extends tf.layers.Layer {
  static readonly className = 'Dropout';

  constructor(
    private readonly args: DropArgs,
    private readonly unit: 'sample' | 'channel',
  ) {
    super({ name: args.name });
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    if (!kwargs.training) return x.clone();
    const { rate, random } = this.args;
    const [batch, , , channels] = x.shape;
    const stream = random.local(this.unit === 'sample' ? 'drop-path' : 'dropout');
    const units = this.unit === 'sample' ? 1 : channels;
    const factors = Float32Array.from({ length: batch * units }, () => (stream.uniform() < rate ? 0 : 1 / (1 - rate)));
    return tf.tidy(() => x.mul(tf.tensor4d(factors, [batch, 1, 1, units])));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const noiseShape = [null, 1, 1, this.unit === 'sample' ? 1 : null];
    return { ...super.getConfig(), rate: this.args.rate, noiseShape, seed: null };
  }
}

/**
 * Stochastic depth (Huang et al. 2016, eq. 2): each sample of a batch loses the whole branch with probability `rate`. The
 * branch itself where the rate is 0.
 */
export function dropPath(x: tf.SymbolicTensor, args: DropArgs): tf.SymbolicTensor {
  return args.rate === 0 ? x : (new Dropout(args, 'sample').apply(x) as tf.SymbolicTensor);
}

/**
 * Spatial dropout (Tompson et al. 2015): each sample loses each channel with probability `rate`, for its neighbours would
 * tell a single pixel anyway. `x` itself where the rate is 0.
 */
export function dropChannels(x: tf.SymbolicTensor, args: DropArgs): tf.SymbolicTensor {
  return args.rate === 0 ? x : (new Dropout(args, 'channel').apply(x) as tf.SymbolicTensor);
}
