import * as tf from '@tensorflow/tfjs';
import type { Initializer } from './initialization.js';

export interface DilatedDepthwiseConv2DArgs {
  readonly name?: string;
  /** Odd. */
  readonly kernelSize: number;
  readonly dilationRate: number;
  /** Not serialised: a model that is loaded gets its kernels from the file. */
  readonly depthwiseInitializer?: Initializer;
}

/**
 * A depthwise convolution with dilation, stride 1 and symmetric zero padding, which keeps height and width.
 *
 * The stock layer ignores its `dilationRate` and the engines have no gradient for dilated convolutions. Splitting the
 * image into rate x rate interleaved images turns dilation into a plain convolution, which every engine has.
 */
export class DilatedDepthwiseConv2D extends tf.layers.Layer {
  static readonly className = 'contraseg>DilatedDepthwiseConv2D';

  private readonly kernelSize: number;
  private readonly dilationRate: number;
  private readonly initializer: Initializer;
  private kernel: ReturnType<tf.layers.Layer['addWeight']> | undefined;

  constructor(args: DilatedDepthwiseConv2DArgs) {
    super({ name: args.name });
    this.kernelSize = args.kernelSize;
    this.dilationRate = args.dilationRate;
    this.initializer = args.depthwiseInitializer ?? tf.initializers.zeros();
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = (inputShape as tf.Shape)[3]!;
    const shape = [this.kernelSize, this.kernelSize, channels, 1];
    this.kernel = this.addWeight('depthwise_kernel', shape, 'float32', this.initializer);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const image = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    return dilatedDepthwiseConv2d(image, this.kernel!.read() as tf.Tensor4D, this.dilationRate);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), kernelSize: this.kernelSize, dilationRate: this.dilationRate };
  }
}

/**
 * @param image `[batch, height, width, channels]`
 * @param kernel `[size, size, channels, multiplier]`, size odd
 * @returns `[batch, height, width, channels * multiplier]`
 */
export function dilatedDepthwiseConv2d(image: tf.Tensor4D, kernel: tf.Tensor4D, rate: number): tf.Tensor4D {
  return tf.tidy(() => {
    const border = (rate * (kernel.shape[0] - 1)) / 2;
    const [bottom, right] = [image.shape[1], image.shape[2]].map((size) => {
      const overhang = (size + 2 * border) % rate;
      return overhang === 0 ? 0 : rate - overhang;
    }) as [number, number];
    const interleaved = tf.spaceToBatchND(
      image,
      [rate, rate],
      [
        [border, border + bottom],
        [border, border + right],
      ],
    );
    const convolved = tf.depthwiseConv2d(interleaved, kernel, 1, 'valid');
    return tf.batchToSpaceND(
      convolved,
      [rate, rate],
      [
        [0, bottom],
        [0, right],
      ],
    );
  });
}
