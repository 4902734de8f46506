import * as tf from '@tensorflow/tfjs';

type Convolve = (image: tf.Tensor4D) => tf.Tensor4D;

/**
 * A dilated convolution at stride 1 with symmetric zero padding, which keeps height and width, by an undilated one.
 *
 * The engines have no gradient for dilated convolutions. Splitting the image into rate x rate interleaved images turns
 * dilation into a plain convolution, which every engine has.
 * @param image `[batch, height, width, channels]`
 * @param convolve an undilated convolution without padding, its kernel `kernelSize` wide (odd)
 */
function dilated(image: tf.Tensor4D, kernelSize: number, rate: number, convolve: Convolve): tf.Tensor4D {
  const border = (rate * (kernelSize - 1)) / 2;
  const [bottom, right] = [image.shape[1], image.shape[2]].map((size) => {
    const overhang = (size + 2 * border) % rate;
    return overhang === 0 ? 0 : rate - overhang;
  }) as [number, number];
  const paddings = [bottom, right].map((more) => [border, border + more]);
  const interleaved = tf.spaceToBatchND(image, [rate, rate], paddings);
  const crops = [bottom, right].map((more) => [0, more]);
  return tf.batchToSpaceND(convolve(interleaved), [rate, rate], crops);
}

/**
 * @param image `[batch, height, width, channels]`
 * @param kernel `[size, size, channels, filters]`, size odd
 * @returns `[batch, height, width, filters]`
 */
export function dilatedConv2d(image: tf.Tensor4D, kernel: tf.Tensor4D, rate: number): tf.Tensor4D {
  return tf.tidy(() => dilated(image, kernel.shape[0], rate, (x) => tf.conv2d(x, kernel, 1, 'valid')));
}

/**
 * @param image `[batch, height, width, channels]`
 * @param kernel `[size, size, channels, multiplier]`, size odd
 * @returns `[batch, height, width, channels * multiplier]`
 */
export function dilatedDepthwiseConv2d(image: tf.Tensor4D, kernel: tf.Tensor4D, rate: number): tf.Tensor4D {
  return tf.tidy(() => dilated(image, kernel.shape[0], rate, (x) => tf.depthwiseConv2d(x, kernel, 1, 'valid')));
}
