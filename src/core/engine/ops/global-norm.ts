import * as tf from '@tensorflow/tfjs';
import { ourBackend, rawOp } from '../native/raw-op.js';

/** The L2 norm of all numbers of some tensors together; on `native-cpu` in one operation. Not differentiable. */
export function globalNorm(tensors: readonly tf.Tensor[]): tf.Scalar {
  return tf.tidy(() => {
    const native = ourBackend();
    if (native && tensors.length > 0) {
      const [norm] = rawOp(native, 'ContrasegGlobalNorm', [...tensors], { N: { int: tensors.length } });
      return norm!.reshape([]) as tf.Scalar;
    }
    return tf.addN(tensors.map((tensor) => tf.tidy(() => tensor.square().sum<tf.Scalar>()))).sqrt();
  });
}
