import * as tf from '@tensorflow/tfjs';
import { nativeBackend } from '../native/raw-op.js';

interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Outside of TensorFlow, tfjs divides by the whole window at the border too, where the forward pass averages fewer pixels. */
export const avgPool: tf.GradConfig = {
  kernelName: 'AvgPool',
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => ({
    x: () =>
      tf.tidy(() => {
        const scaled = nativeBackend() ? dy : (dy as tf.Tensor).mul(borderFactors(x!.shape, attributes));
        return tf.engine().runKernel('AvgPoolGrad', { dy: scaled as tf.Tensor, input: x! }, attributes) as tf.Tensor;
      }),
  }),
};

/** Window size over the number of pixels in the window, `[1, outHeight, outWidth, 1]`. */
function borderFactors(shape: number[], attributes: unknown): tf.Tensor4D {
  const { filterSize, strides, pad, dimRoundingMode } = attributes as PoolAttributes;
  const xShape = shape as [number, number, number, number];
  const info = tf.backend_util.computePool2DInfo(xShape, filterSize, strides, 1, pad, dimRoundingMode);
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const rows = factors(info.outHeight, info.inHeight, filterHeight, strideHeight, padInfo.top);
  const columns = factors(info.outWidth, info.inWidth, filterWidth, strideWidth, padInfo.left);
  return rows.reshape([1, -1, 1, 1]).mul(columns.reshape([1, 1, -1, 1]));
}

function factors(outputs: number, inputs: number, size: number, stride: number, before: number): tf.Tensor1D {
  const values = Float32Array.from({ length: outputs }, (_, o) => {
    const start = o * stride - before;
    return size / (Math.min(start + size, inputs) - Math.max(start, 0));
  });
  return tf.tensor1d(values);
}
