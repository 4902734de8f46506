import * as tf from '@tensorflow/tfjs';
import { readersBehind } from '../model/symbolic-graph.js';
import { kernelsOf } from './kernels.js';

/** Channels that are smaller than that beside the others stay so: they say nothing, and a factor may not overflow. */
const SMALLEST = 1e-6;

/**
 * Gives the channels of each convolution that a batch norm alone reads one range, and has the batch norm take the factors
 * out again: `gamma / f ((f x - f mean) / sqrt(variance + epsilon)) + beta` is what it was. A file that has one scale for
 * a whole kernel then rounds as if each channel had its own, which matters most where a channel is a single small filter
 * (equalisation as in Nagel et al., Data-Free Quantization, ICCV 2019, eq. 8, but into the batch norm).
 * @returns names of the kernels that this was done to
 */
export function equalizeChannels(network: tf.LayersModel): Set<string> {
  const readers = readersBehind(network.outputs);
  const uses = new Map<tf.layers.Layer, number>();
  for (const { sourceLayer } of readers.keys()) uses.set(sourceLayer, (uses.get(sourceLayer) ?? 0) + 1);
  const norms = new Map<tf.layers.Layer, tf.layers.Layer>();
  for (const [tensor, readBy] of readers) {
    const [norm] = readBy.map(({ sourceLayer }) => sourceLayer);
    const layers = [tensor.sourceLayer, norm];
    const alone = readBy.length === 1 && layers.every((layer) => uses.get(layer!) === 1);
    if (alone && norm!.getClassName() === 'BatchNormalization') norms.set(tensor.sourceLayer, norm!);
  }
  const equalized = kernelsOf(network).filter(({ layer, variable, axes }) => {
    const norm = norms.get(layer);
    const { activation } = layer.getConfig();
    const linear = activation === undefined || activation === 'linear';
    const [gamma, mean] = ['gamma', 'moving_mean'].map((name) => norm && weightOf(norm, name));
    if (!linear || !gamma || !mean || /Separable/.test(layer.getClassName())) return false;
    const bias = weightOf(layer, 'bias');
    tf.tidy(() => {
      const ranges = variable.abs().max([...axes], true);
      const target = ranges.mean();
      const factors = target.div(ranges.maximum(target.mul(SMALLEST)));
      const flat = factors.flatten();
      variable.assign(variable.mul(factors));
      bias?.assign(bias.mul(flat));
      gamma.assign(gamma.div(flat));
      mean.assign(mean.mul(flat));
    });
    return true;
  });
  return new Set(equalized.map(({ name }) => name));
}

function weightOf(layer: tf.layers.Layer, name: string): tf.Variable | undefined {
  const weight = layer.weights.find(({ originalName }) => originalName.split('/').at(-1) === name);
  return weight?.read() as tf.Variable | undefined;
}
