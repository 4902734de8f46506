import * as tf from '@tensorflow/tfjs';
import { depthwiseBackend } from '../native/depthwise-kernels.js';

const undilated = tf.getGradient('DepthwiseConv2dNative');

interface DepthwiseAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dilations?: [number, number] | number | null;
}

/** tfjs refuses dilation and explicit padding, for which `native-cpu` has kernels of ours. */
export const depthwiseConv2d: tf.GradConfig = {
  ...undilated,
  gradFunc: (dy, saved, attributes) => {
    const [x, filter] = saved;
    if (!depthwiseBackend(filter!.shape)) return undilated.gradFunc(dy, saved, attributes);
    const { strides, pad, dilations } = attributes as unknown as DepthwiseAttributes;
    const common = { strides, pad, dilations: dilations ?? [1, 1] };
    const run = (suffix: string, inputs: tf.NamedTensorMap, more: Record<string, number[]>) => () =>
      tf.engine().runKernel(`DepthwiseConv2dNativeBackprop${suffix}`, inputs, {
        ...common,
        ...more,
      } as tf.NamedAttrMap) as tf.Tensor;
    return {
      x: run('Input', { dy: dy as tf.Tensor, filter: filter! }, { inputShape: x!.shape }),
      filter: run('Filter', { x: x!, dy: dy as tf.Tensor }, { filterShape: filter!.shape }),
    };
  },
};
