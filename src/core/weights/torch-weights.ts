import type * as tf from '@tensorflow/tfjs';
import { ContrasegError } from '../errors/index.js';
import { unknownWeightNames, weightsDoNotFit } from '../errors/weights.js';
import { fitWeights } from './fit.js';
import { OWN_LAYOUT, type WeightLayout } from './layout.js';
import { networkTensors } from './network-tensors.js';
import type { SafeTensors } from './safetensors.js';

export interface AssignWeightsArgs {
  readonly weights: SafeTensors;
  /** Named in errors. */
  readonly file: string;
  /** How such files may name the network's tensors, besides as we do. */
  readonly layouts?: readonly WeightLayout[];
  /** What lies behind these keeps its weights: a head's inputs. */
  readonly inputs?: readonly tf.SymbolicTensor[];
}

/**
 * Gives every layer behind `outputs` its weights, whatever layout their names are recognised as.
 * @returns that layout
 * @throws ContrasegError listing every tensor that is missing, too many or of another shape; then no weight is changed
 */
export function assignTorchWeights(
  outputs: readonly tf.SymbolicTensor[],
  { weights, file, layouts = [], inputs }: AssignWeightsArgs,
): WeightLayout {
  const known = [...layouts, OWN_LAYOUT];
  const fit = fitWeights(networkTensors(outputs, inputs), known, weights, file);
  if (fit.found === 0) {
    const sources = [...new Set(known.map(({ source }) => source))];
    throw new ContrasegError(unknownWeightNames(file, sources, [...weights.tensors.keys()]));
  }
  if (fit.problems.length > 0) {
    throw new ContrasegError([weightsDoNotFit(file, fit.problems.length, fit.layout.source), ...fit.problems]);
  }
  fit.apply();
  return fit.layout;
}
