import type * as tf from '@tensorflow/tfjs';
import type { NormalizationSequel } from '../engine/ops/batch-normalization-state.js';
import { BatchNormalization } from '../layers/batch-normalization.js';
import { readersBehind } from './symbolic-graph.js';

type Activation = NormalizationSequel['activation'];

/**
 * Has each batch norm compute in training what alone reads it, too: an addition of two tensors, a ReLU or ReLU6, or the
 * one after the other. What lies between them is then neither written nor kept for the gradient. The layers stay what
 * they are, so the model predicts and is saved as before.
 * @param outputs what is read of the network
 */
export function fuseBatchNormalizations(outputs: readonly tf.SymbolicTensor[]): void {
  const readers = readersBehind(outputs);
  const shared = repeated([...readers.keys()].map((tensor) => tensor.sourceLayer));
  const fused = new Set<tf.layers.Layer>();

  /** What alone is computed from a tensor, by a layer that does nothing else. */
  const successor = (tensor: tf.SymbolicTensor): tf.SymbolicTensor | undefined => {
    const [reader, ...others] = readers.get(tensor)!;
    if (!reader || others.length > 0 || outputs.includes(tensor)) return undefined;
    return shared.has(reader.sourceLayer) || fused.has(reader.sourceLayer) ? undefined : reader;
  };

  for (const tensor of readers.keys()) {
    const norm = tensor.sourceLayer;
    if (!(norm instanceof BatchNormalization) || shared.has(norm)) continue;
    const next = successor(tensor);
    const sum = next && isSumOfTwo(next) ? next : undefined;
    const last = sum ? successor(sum) : next;
    const activation = last && activationOf(last.sourceLayer);
    const sequel = [sum, activation && last].flatMap((member) => member?.sourceLayer ?? []);
    if (sequel.length > 0) fuse(norm, sequel, sum?.inputs.indexOf(tensor), activation);
    for (const layer of sequel) fused.add(layer);
  }
}

/** @param term which input of the first layer is normalised, where that layer is an addition */
function fuse(norm: BatchNormalization, sequel: tf.layers.Layer[], term: number | undefined, activation: Activation) {
  const passOn = ([x]: tf.Tensor[]) => x!;
  const [first, ...rest] = sequel;
  inTraining(norm, passOn);
  inTraining(first!, (inputs) => {
    if (term === undefined) return norm.normalize(inputs[0]!, { activation });
    return norm.normalize(inputs[term]!, { shortcut: inputs[1 - term]!, activation });
  });
  for (const layer of rest) inTraining(layer, passOn);
}

function inTraining(layer: tf.layers.Layer, compute: (inputs: tf.Tensor[]) => tf.Tensor): void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) =>
    kwargs.training ? compute(Array.isArray(inputs) ? inputs : [inputs]) : call(inputs, kwargs);
}

function isSumOfTwo({ sourceLayer, inputs }: tf.SymbolicTensor): boolean {
  return sourceLayer.getClassName() === 'Add' && inputs.length === 2 && inputs[0]!.rank === inputs[1]!.rank;
}

function activationOf(layer: tf.layers.Layer): Activation {
  const { maxValue, activation } = layer.getConfig();
  if (layer.getClassName() === 'ReLU') return maxValue == null ? 'relu' : maxValue === 6 ? 'relu6' : undefined;
  if (layer.getClassName() !== 'Activation') return undefined;
  return activation === 'relu' || activation === 'relu6' ? activation : undefined;
}

function repeated<T>(values: readonly T[]): Set<T> {
  return new Set(values.filter((value, i) => values.indexOf(value) !== i));
}
