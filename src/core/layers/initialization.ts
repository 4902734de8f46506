import * as tf from '@tensorflow/tfjs';
import type { RandomStreams } from '../random/random-streams.js';

export type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** Gives each kernel its first values, from the layer's name and the number of inputs that one output sums over. */
export type KernelInitializer = (layer: string, fanIn: number) => Initializer;

/** Standard deviation of a unit normal distribution cut off at two standard deviations. */
const TRUNCATED_DEVIATION = 0.879_625_662;

/**
 * He et al. 2015, eq. 10: variance 2 / fanIn, for layers followed by ReLU.
 * A kernel's draws depend on the run's seed, the component's place in the config and the layer's name alone, so two
 * networks that share a layer share its start.
 */
export function heNormal(random: RandomStreams): KernelInitializer {
  return (layer, fanIn) => truncatedNormal(random, layer, Math.sqrt(2 / fanIn));
}

/**
 * Uniform within 1 / sqrt(fanIn), PyTorch's default for convolutions. Before batch norm the scale of a kernel changes
 * nothing but its effective learning rate, which goes with 1 / |w|^2: 6 times that of `heNormal`, which short schedules need.
 */
export function uniformFanIn(random: RandomStreams): KernelInitializer {
  return (layer, fanIn) => {
    const bound = 1 / Math.sqrt(fanIn);
    return tf.initializers.randomUniform({ minval: -bound, maxval: bound, seed: layerSeed(random, layer) });
  };
}

/** Normal with one deviation for every kernel, cut off at two of them. */
export function normalKernels(random: RandomStreams, deviation: number): KernelInitializer {
  return (layer) => truncatedNormal(random, layer, deviation);
}

/** For kernels that are about to be read from a file. */
export const zeroKernels: KernelInitializer = () => tf.initializers.zeros();

/** A stock initializer, so that the model it ends up in opens without this package. */
function truncatedNormal(random: RandomStreams, layer: string, deviation: number): Initializer {
  const stddev = deviation / TRUNCATED_DEVIATION;
  return tf.initializers.truncatedNormal({ mean: 0, stddev, seed: layerSeed(random, layer) });
}

function layerSeed(random: RandomStreams, layer: string): number {
  // tfjs takes seed 0 for "no seed".
  return 1 + random.at(`initialization/${layer}`).integer(0x7fff_ffff);
}
