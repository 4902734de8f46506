import * as tf from '@tensorflow/tfjs';
import { normalizeChannels } from '../engine/ops/layer-normalization.js';

export interface LayerNormalizationArgs {
  readonly name?: string;
  /** Added to the variance; 1e-6 by default, as the networks that use it have it (tf.layers: 1e-3). */
  readonly epsilon?: number;
}

type LayerVariable = ReturnType<tf.layers.Layer['addWeight']>;

/**
 * Layer normalisation over the channels of each pixel, `[…, channels]` -> `[…, channels]`, differentiated as one operation.
 * It is saved as tf.layers' own LayerNormalization, so `tf.loadLayersModel` opens it alone.
 */
class LayerNormalization extends tf.layers.Layer {
  static readonly className = 'LayerNormalization';

  private readonly epsilon: number;
  private gamma!: LayerVariable;
  private beta!: LayerVariable;

  constructor(args: LayerNormalizationArgs) {
    super({ name: args.name });
    this.epsilon = args.epsilon ?? 1e-6;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = [(inputShape as tf.Shape).at(-1)!];
    this.gamma = this.addWeight('gamma', shape, 'float32', tf.initializers.ones());
    this.beta = this.addWeight('beta', shape, 'float32', tf.initializers.zeros());
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    const [gamma, beta] = [this.gamma.read() as tf.Tensor1D, this.beta.read() as tf.Tensor1D];
    return tf.tidy(() => normalizeChannels(x, gamma, beta, this.epsilon));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const [zeros, ones] = ['Zeros', 'Ones'].map((className) => ({ className, config: {} }));
    return {
      ...super.getConfig(),
      axis: -1,
      epsilon: this.epsilon,
      center: true,
      scale: true,
      betaInitializer: zeros!,
      gammaInitializer: ones!,
      betaRegularizer: null,
      gammaRegularizer: null,
    };
  }
}

export function layerNormalization(args: LayerNormalizationArgs = {}): tf.layers.Layer {
  return new LayerNormalization(args);
}
