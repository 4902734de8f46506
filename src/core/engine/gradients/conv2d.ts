import * as tf from '@tensorflow/tfjs';
import { filterGradientByTaps, inputGradientByTaps } from './conv2d-taps.js';

interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same';
  readonly dilations: [number, number] | number;
}

const undilated = tf.getGradient('Conv2D');

/**
 * tfjs has no gradient for dilated convolutions, and the engines no kernels. Splitting the image into rate x rate
 * interleaved images turns dilation into plain convolution, whose gradients every engine has; where the image would be mostly
 * padding, each weight of the window is a product.
 */
export const conv2d: tf.GradConfig = {
  ...undilated,
  gradFunc: (dy, saved, attributes) => {
    const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
    const interleaving = interleave(x, filter, attributes as unknown as ConvolutionAttributes);
    if (!interleaving) return undilated.gradFunc(dy, saved, attributes);
    const { info, rates, paddings, crops } = interleaving;
    if (padsMuch(info)) {
      return {
        x: () => inputGradientByTaps(dy as tf.Tensor4D, filter, info),
        filter: () => filterGradientByTaps(x, dy as tf.Tensor4D, info),
      };
    }
    const plain = { strides: [1, 1], pad: 'valid', dataFormat: 'NHWC' };
    const image = () => tf.spaceToBatchND(x, rates, paddings);
    const gradient = () => tf.spaceToBatchND(dy as tf.Tensor4D, rates, crops);
    const run = (kernel: string, inputs: tf.NamedTensorMap, more: Record<string, number[]>) =>
      tf.engine().runKernel(kernel, inputs, { ...plain, ...more }) as tf.Tensor4D;
    return {
      x: () =>
        tf.tidy(() => {
          const inputShape = image().shape;
          return tf.batchToSpaceND(
            run('Conv2DBackpropInput', { dy: gradient(), filter }, { inputShape }),
            rates,
            paddings,
          );
        }),
      filter: () =>
        tf.tidy(() => run('Conv2DBackpropFilter', { x: image(), dy: gradient() }, { filterShape: filter.shape })),
    };
  },
};

/** How image and output are cut into interleaved ones; nothing without dilation. */
function interleave(x: tf.Tensor4D, filter: tf.Tensor4D, { strides, pad, dilations }: ConvolutionAttributes) {
  const info = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, strides, dilations, pad);
  const rates = [info.dilationHeight, info.dilationWidth];
  if (rates.every((rate) => rate === 1)) return undefined;
  const { top, bottom, left, right } = info.padInfo;
  const outputs = [info.outHeight, info.outWidth];
  const overhang = outputs.map((size, i) => (rates[i]! - (size % rates[i]!)) % rates[i]!);
  return {
    info,
    rates,
    paddings: [
      [top, bottom + overhang[0]!],
      [left, right + overhang[1]!],
    ],
    crops: overhang.map((more) => [0, more]),
  };
}

/** Whether most of what the interleaved images hold would be zeros around the image. */
function padsMuch({ inHeight, inWidth, padInfo }: ReturnType<typeof tf.backend_util.computeConv2DInfo>): boolean {
  const padded = (inHeight + padInfo.top + padInfo.bottom) * (inWidth + padInfo.left + padInfo.right);
  return padded > 2 * inHeight * inWidth;
}
