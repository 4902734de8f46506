import * as tf from '@tensorflow/tfjs';

/**
 * Resizes its first input to the height and width of its second, bilinearly with half-pixel centres.
 * The stock upSampling2d aligns corners in another way and knows fixed factors only, which sizes like 23 -> 90 defeat.
 *
 * `[batch, h, w, channels]`, `[batch, height, width, *]` -> `[batch, height, width, channels]`
 */
export class ResizeBilinear extends tf.layers.Layer {
  static readonly className = 'contraseg>ResizeBilinear';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [image, like] = inputShape as [tf.Shape, tf.Shape];
    return [image[0]!, like[1]!, like[2]!, image[3]!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [image, like] = inputs as [tf.Tensor4D, tf.Tensor4D];
    return resizeBilinear(image, like.shape[1], like.shape[2]);
  }
}

/** `[batch, h, w, channels]` -> `[batch, height, width, channels]`, half-pixel centres. */
export function resizeBilinear(image: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  if (image.shape[1] === height && image.shape[2] === width) return image.clone();
  return tf.image.resizeBilinear(image, [height, width], false, true);
}
