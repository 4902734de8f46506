import * as tf from '@tensorflow/tfjs';
import { nativeBackend, rawOp } from '../native/raw-op.js';

/** `dy` where `x > 0`. tfjs multiplies by a mask, which takes TensorFlow 20 times as long as its own kernel. */
export const relu: tf.GradConfig = {
  kernelName: 'Relu',
  outputsToSave: [true],
  gradFunc: (dy, [y]) => ({ x: () => masked('ReluGrad', dy as tf.Tensor, y!, (v) => v.step()) }),
};

/** `dy` where `0 < x < 6`. */
export const relu6: tf.GradConfig = {
  kernelName: 'Relu6',
  outputsToSave: [true],
  gradFunc: (dy, [y]) => ({
    // step(6 - y), since comparisons are slow in WebAssembly
    x: () => masked('Relu6Grad', dy as tf.Tensor, y!, (v) => v.step().mul(tf.sub(6, v).step())),
  }),
};

function masked(op: string, dy: tf.Tensor, y: tf.Tensor, mask: (y: tf.Tensor) => tf.Tensor): tf.Tensor {
  const native = nativeBackend();
  if (!native) return dy.mul(mask(y));
  return rawOp(native, op, [dy, y], { T: { type: 'float32' } })[0]!;
}
