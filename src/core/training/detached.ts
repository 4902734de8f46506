import * as tf from '@tensorflow/tfjs';

/**
 * Computes tensors that no gradient flows back from, also inside of `tf.variableGrads`; tfjs has no stopGradient. What the
 * function of a custom gradient computes is not on the tape, and the tensors that leave it here are not its result.
 */
export function detached<T extends tf.Tensor>(compute: () => T[]): T[] {
  let inside: T[] = [];
  const untaped = tf.customGrad(() => {
    inside = tf.tidy(compute).map((tensor) => tf.keep(tensor));
    return { value: tf.scalar(0), gradFunc: () => [] };
  });
  untaped().dispose();
  const result = inside.map((tensor) => tf.clone(tensor)); // in the caller's scope, as whatever else is computed there
  tf.dispose(inside);
  return result;
}
