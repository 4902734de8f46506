import * as tf from '@tensorflow/tfjs';
import type { LossVariable } from '../../core/interfaces/loss.js';
import { uniformFanIn } from '../../core/layers/initialization.js';
import type { RandomStreams } from '../../core/random/random-streams.js';

/** A 1x1 convolution to class logits that exists in training only. */
export class AuxiliaryClassifier {
  variables: readonly LossVariable[] = [];

  constructor(private readonly random: RandomStreams) {}

  allocate(channels: number, classCount: number): void {
    const kernel = uniformFanIn(this.random)('auxiliary', channels).apply([1, 1, channels, classCount], 'float32');
    const bias = tf.zeros([classCount]);
    this.variables = [
      { name: 'auxiliary/kernel', variable: tf.variable(kernel), trainable: true, decay: true },
      { name: 'auxiliary/bias', variable: tf.variable(bias), trainable: true, decay: false },
    ];
    tf.dispose([kernel, bias]);
  }

  /** `[batch, h, w, channels]` -> `[batch, h, w, classCount]` */
  logits(features: tf.Tensor4D): tf.Tensor4D {
    const [kernel, bias] = this.variables.map(({ variable }) => variable);
    return tf.conv2d(features, kernel as tf.Tensor4D, 1, 'valid').add(bias!);
  }

  dispose(): void {
    for (const { variable } of this.variables) variable.dispose();
  }
}
