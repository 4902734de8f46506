import * as tf from '@tensorflow/tfjs';
import type { LossVariable } from '../../core/interfaces/loss.js';
import { uniformFanIn } from '../../core/layers/initialization.js';
import type { RandomStreams } from '../../core/random/random-streams.js';

/** A 1x1 convolution to class logits that exists in training only. */
export class AuxiliaryClassifier {
  readonly variables: readonly LossVariable[];
  private readonly kernel: tf.Variable<tf.Rank.R4>;
  private readonly bias: tf.Variable<tf.Rank.R1>;

  constructor(channels: number, classCount: number, random: RandomStreams) {
    const kernel = uniformFanIn(random)('auxiliary', channels).apply([1, 1, channels, classCount], 'float32');
    const bias = tf.zeros<tf.Rank.R1>([classCount]);
    this.kernel = tf.variable(kernel as tf.Tensor4D);
    this.bias = tf.variable(bias);
    this.variables = [
      { name: 'auxiliary/kernel', variable: this.kernel, trainable: true, decay: true },
      { name: 'auxiliary/bias', variable: this.bias, trainable: true, decay: false },
    ];
    tf.dispose([kernel, bias]);
  }

  /** `[batch, h, w, channels]` -> `[batch, h, w, classCount]` */
  logits(features: tf.Tensor4D): tf.Tensor4D {
    return tf.conv2d(features, this.kernel, 1, 'valid').add(this.bias);
  }

  dispose(): void {
    tf.dispose([this.kernel, this.bias]);
  }
}
