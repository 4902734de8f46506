import * as tf from '@tensorflow/tfjs';
import type { Collective } from '../interfaces/collective.js';

/**
 * Gives variables the mean of what they are on all ranks. Those that are alike keep their bits, as a plain mean of three equal
 * numbers would not.
 */
export function averageVariables(variables: readonly tf.Variable[], collective: Collective): void {
  const floats = variables.filter(({ dtype, size }) => dtype === 'float32' && size > 0);
  if (collective.size === 1 || floats.length === 0) return;
  tf.tidy(() => {
    const own = concatenated(floats);
    const first = collective.broadcast(own);
    assignParts(floats, first.add(collective.allReduce(own.sub(first), 'mean')));
  });
}

/** Gives variables what they are on rank 0. */
export function shareVariables(variables: readonly tf.Variable[], collective: Collective): void {
  const floats = variables.filter(({ dtype, size }) => dtype === 'float32' && size > 0);
  if (collective.size === 1 || floats.length === 0) return;
  tf.tidy(() => assignParts(floats, collective.broadcast(concatenated(floats))));
}

function concatenated(variables: readonly tf.Variable[]): tf.Tensor1D {
  return tf.concat(variables.map((variable) => variable.reshape([variable.size]) as tf.Tensor1D));
}

function assignParts(variables: readonly tf.Variable[], values: tf.Tensor): void {
  const parts = tf.split(
    values,
    variables.map(({ size }) => size),
  );
  variables.forEach((variable, i) => void variable.assign(parts[i]!.reshape(variable.shape)));
}
