import * as tf from '@tensorflow/tfjs';

export interface ResizeBilinearArgs {
  readonly name?: string;
  /** Keeps the centres of the corner pixels in place; half-pixel centres by default. */
  readonly alignCorners?: boolean;
}

/**
 * Resizes its first input bilinearly to the height and width of its second.
 * The stock upSampling2d aligns corners in another way and knows fixed factors only, which sizes like 23 -> 90 defeat.
 *
 * `[batch, h, w, channels]`, `[batch, height, width, *]` -> `[batch, height, width, channels]`
 */
export class ResizeBilinear extends tf.layers.Layer {
  static readonly className = 'contraseg>ResizeBilinear';

  private readonly alignCorners: boolean;

  constructor(args: ResizeBilinearArgs = {}) {
    super({ name: args.name });
    this.alignCorners = args.alignCorners ?? false;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [image, like] = inputShape as [tf.Shape, tf.Shape];
    return [image[0]!, like[1]!, like[2]!, image[3]!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [image, like] = inputs as [tf.Tensor4D, tf.Tensor4D];
    return resizeBilinear(image, like.shape[1], like.shape[2], this.alignCorners);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), alignCorners: this.alignCorners };
  }
}

export interface UpsampleBilinearArgs {
  readonly name?: string;
  readonly factor: number;
}

/** `[batch, h, w, channels]` -> `[batch, factor h, factor w, channels]`, bilinearly with half-pixel centres, unlike the stock layer. */
export class UpsampleBilinear extends tf.layers.Layer {
  static readonly className = 'contraseg>UpsampleBilinear';

  private readonly factor: number;

  constructor(args: UpsampleBilinearArgs) {
    super({ name: args.name });
    this.factor = args.factor;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = inputShape as [number, number | null, number | null, number];
    return [batch, height && height * this.factor, width && width * this.factor, channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const image = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    return resizeBilinear(image, image.shape[1] * this.factor, image.shape[2] * this.factor);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), factor: this.factor };
  }
}

/** `[batch, h, w, channels]` -> `[batch, height, width, channels]`, with half-pixel centres unless corners are aligned. */
export function resizeBilinear(image: tf.Tensor4D, height: number, width: number, alignCorners = false): tf.Tensor4D {
  if (image.shape[1] === height && image.shape[2] === width) return image.clone();
  return tf.image.resizeBilinear(image, [height, width], alignCorners, !alignCorners);
}
