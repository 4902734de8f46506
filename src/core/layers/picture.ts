import * as tf from '@tensorflow/tfjs';
import { normalize } from '../data/loading/tensors.js';
import { fitToImages, padToMultiple } from './padding.js';

export interface PrepareImageArgs {
  readonly name?: string;
  /** Of red, green and blue on the scale 0–1. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Which of red and blue is the network's first channel. */
  readonly order: 'rgb' | 'bgr';
  /** Height and width are padded to multiples of it. */
  readonly multipleOf: number;
}

/** RGB bytes `[batch, height, width, 3]` -> normalised and padded, as a network takes them. */
export class PrepareImage extends tf.layers.Layer {
  static readonly className = 'contraseg>PrepareImage';

  private readonly options: Omit<PrepareImageArgs, 'name'>;

  constructor({ name, mean, std, order, multipleOf }: PrepareImageArgs) {
    super({ name });
    this.options = { mean, std, order, multipleOf };
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, ...size] = inputShape as tf.Shape;
    const { multipleOf } = this.options;
    const [height, width] = size.map((side) => side && multipleOf * Math.ceil(side / multipleOf));
    return [batch!, height!, width!, 3];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const rgb = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    return tf.tidy(() => padToMultiple(normalize(rgb, this.options), this.options.multipleOf));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { mean, std, ...rest } = this.options;
    return { ...super.getConfig(), ...rest, mean: [...mean], std: [...std] };
  }
}

export interface ClassifyPixelsArgs {
  readonly name?: string;
  /** What the image was padded to. */
  readonly multipleOf: number;
}

/** Logits `[batch, h, w, classes]` and the image before it was padded -> the class of each of its pixels, `[batch, height, width]` int32. */
export class ClassifyPixels extends tf.layers.Layer {
  static readonly className = 'contraseg>ClassifyPixels';

  private readonly multipleOf: number;

  constructor({ name, multipleOf }: ClassifyPixelsArgs) {
    super({ name });
    this.multipleOf = multipleOf;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [, image] = inputShape as [tf.Shape, tf.Shape];
    return image.slice(0, 3);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [logits, image] = inputs as [tf.Tensor4D, tf.Tensor4D];
    const [, height, width] = image.shape;
    return tf.tidy(() => fitToImages(logits, [height, width], this.multipleOf).argMax(-1));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), multipleOf: this.multipleOf };
  }
}
