import type * as tf from '@tensorflow/tfjs';
import { ContrasegError } from '../errors/index.js';
import { unmatchedPatterns } from '../errors/model.js';
import { keepAverages } from '../layers/batch-normalization.js';
import { matchesPattern } from './name-pattern.js';

/** What training leaves as it is; the network that is exported does not depend on it. */
export interface Freezing {
  /** Patterns of layer names, `backbone/layer1.*`, in which `*` stands for any characters. */
  readonly layers: readonly string[];
  /** Whether the moving averages of every batch norm are kept. */
  readonly batchNorm: boolean;
}

/**
 * Freezes the averages of batch norm where that is wanted.
 * @param layers by name, `<group>/<layer>`
 * @returns the layers that are frozen
 * @throws ContrasegError naming the patterns that mean none
 */
export function freezeLayers(
  layers: ReadonlyMap<string, tf.layers.Layer>,
  { layers: patterns, batchNorm }: Freezing,
): ReadonlySet<tf.layers.Layer> {
  const names = [...layers.keys()].filter((name) => layers.get(name)!.weights.length > 0);
  const unmatched = patterns.filter((pattern) => !names.some(matchesPattern(pattern)));
  if (unmatched.length > 0) throw new ContrasegError(unmatchedPatterns('model.freeze', unmatched, names));
  const tests = patterns.map(matchesPattern);
  const frozen = new Set(names.filter((name) => tests.some((test) => test(name))).map((name) => layers.get(name)!));
  for (const layer of layers.values()) {
    if (batchNorm || frozen.has(layer)) keepAverages(layer);
  }
  return frozen;
}
