import * as tf from '@tensorflow/tfjs';
import { type ConvolutionAttributes, convolutionInfo, place } from './kernel.js';

/**
 * XNNPACK computes a negative padding, and a wrong result, where `same` meets a stride that exceeds the filter.
 * Such an input is padded or cropped here, for a convolution without padding.
 * @returns undefined where the convolution is right as it is
 */
export function withoutSamePadding(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  attributes: ConvolutionAttributes,
  depthwise: boolean,
): tf.Tensor4D | undefined {
  if (attributes.pad !== 'same') return undefined;
  const info = convolutionInfo(x.shape, filter.shape, attributes, depthwise);
  const { strideHeight, strideWidth, filterHeight, filterWidth, padInfo } = info;
  if (strideHeight <= filterHeight && strideWidth <= filterWidth) return undefined;
  const height = (info.outHeight - 1) * strideHeight + info.effectiveFilterHeight;
  const width = (info.outWidth - 1) * strideWidth + info.effectiveFilterWidth;
  return place(x, padInfo.top, padInfo.left, height, width);
}
