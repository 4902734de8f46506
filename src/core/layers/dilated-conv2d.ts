import * as tf from '@tensorflow/tfjs';
import type { Initializer } from './initialization.js';

export interface DilatedConv2DArgs {
  readonly name?: string;
  readonly filters: number;
  /** Odd. */
  readonly kernelSize: number;
  readonly dilationRate: number;
  readonly useBias?: boolean;
  readonly kernelInitializer: Initializer;
}

type LayerVariable = ReturnType<tf.layers.Layer['addWeight']>;

/**
 * A convolution with dilation, stride 1 and symmetric zero padding, which keeps height and width and can be trained: the
 * stock layer fuses the convolution with what follows, for which tfjs has no gradient. It is saved as tf.layers' own Conv2D, so `tf.loadLayersModel` opens it alone.
 */
export class DilatedConv2D extends tf.layers.Layer {
  static readonly className = 'Conv2D';

  private kernel!: LayerVariable;
  private bias: LayerVariable | undefined;

  constructor(private readonly args: DilatedConv2DArgs) {
    super({ name: args.name });
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { filters, kernelSize, useBias, kernelInitializer } = this.args;
    const shape = [kernelSize, kernelSize, (inputShape as tf.Shape)[3]!, filters];
    this.kernel = this.addWeight('kernel', shape, 'float32', kernelInitializer);
    if (useBias) this.bias = this.addWeight('bias', [filters], 'float32', tf.initializers.zeros());
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [...(inputShape as tf.Shape).slice(0, 3), this.args.filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const image = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const y = tf.conv2d(image, this.kernel.read() as tf.Tensor4D, 1, 'same', 'NHWC', this.args.dilationRate);
      return this.bias ? y.add(this.bias.read()) : y;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, dilationRate, useBias = false } = this.args;
    const zeros = { className: 'Zeros', config: {} };
    return {
      ...super.getConfig(),
      filters,
      kernelSize: [kernelSize, kernelSize],
      strides: [1, 1],
      padding: 'same',
      dataFormat: 'channelsLast',
      dilationRate: [dilationRate, dilationRate],
      activation: 'linear',
      useBias,
      kernelInitializer: zeros,
      biasInitializer: zeros,
      kernelRegularizer: null,
      biasRegularizer: null,
      activityRegularizer: null,
      kernelConstraint: null,
      biasConstraint: null,
    };
  }
}
