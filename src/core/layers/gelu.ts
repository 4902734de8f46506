import * as tf from '@tensorflow/tfjs';
import { gelu as activate } from '../engine/ops/gelu.js';

/** Exact GELU, `[…]` -> `[…]`, differentiated as one operation; saved as tf.layers' own Activation, which computes the same. */
class Gelu extends tf.layers.Layer {
  static readonly className = 'Activation';

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return tf.tidy(() => activate(x, kwargs.training ?? false));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), activation: 'gelu' };
  }
}

export function gelu(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  return new Gelu({ name }).apply(x) as tf.SymbolicTensor;
}
