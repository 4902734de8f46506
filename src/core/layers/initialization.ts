import * as tf from '@tensorflow/tfjs';
import type { RandomStreams } from '../random/random-streams.js';

export type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** Gives each kernel its first values, from the layer's name and the number of inputs that one output sums over. */
export type KernelInitializer = (layer: string, fanIn: number) => Initializer;

/** Standard deviation of a unit normal distribution cut off at two standard deviations. */
const TRUNCATED_DEVIATION = 0.879_625_662;

/**
 * He et al. 2015, eq. 10: variance 2 / fanIn, for layers followed by ReLU.
 * A kernel's draws depend on the run's seed and its layer's name alone, so two networks that share a layer share its start.
 */
export function heNormal(random: RandomStreams): KernelInitializer {
  return (layer, fanIn) => truncatedNormal(random, layer, Math.sqrt(2 / fanIn));
}

/** For the last layer: nearly uniform class probabilities at the start. */
export function smallNormal(random: RandomStreams): KernelInitializer {
  return (layer) => truncatedNormal(random, layer, 0.01);
}

/** For kernels that are about to be read from a file. */
export const zeroKernels: KernelInitializer = () => tf.initializers.zeros();

/** A stock initializer, so that the model it ends up in opens without this package. */
function truncatedNormal(random: RandomStreams, layer: string, deviation: number): Initializer {
  // tfjs takes seed 0 for "no seed".
  const seed = 1 + random.at(`initialization/${layer}`).integer(0x7fff_ffff);
  return tf.initializers.truncatedNormal({ mean: 0, stddev: deviation / TRUNCATED_DEVIATION, seed });
}
