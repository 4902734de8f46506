import './shared-modules.js';
import * as tf from '@tensorflow/tfjs';
import { ContrasegError, type Problem } from '../core/errors/index.js';
import type { Backbone } from '../core/interfaces/backbone.js';
import { layersBehind } from '../core/model/symbolic-graph.js';
import { RandomStreams } from '../core/random/random-streams.js';
import type { RegisteredComponent } from '../core/registry/definition.js';
import { ComponentBlueprint, type Registry } from '../core/registry/registry.js';
import { RANDOM } from '../core/registry/tokens.js';
import { fitWeights } from '../core/weights/fit.js';
import { OWN_LAYOUT, type WeightLayout } from '../core/weights/layout.js';
import { networkTensors } from '../core/weights/network-tensors.js';
import { readSafetensors, type SafeTensors } from '../core/weights/safetensors.js';
import { readPlugins } from './config.js';

/** How a file goes with one of the networks that a backbone can be. */
export interface WeightsMatch {
  /** What a configuration writes. */
  readonly backbone: Readonly<Record<string, unknown>> & { readonly type: string };
  /** Whose names the file has, and what such weights want to see. */
  readonly layout: WeightLayout;
  /** How many of the network's tensors the file has. */
  readonly found: number;
  readonly wanted: number;
  /** Tensors of the file that the network does not need: a classifier, the other parts of a segmenter. */
  readonly unused: readonly string[];
  /** None where it fits. */
  readonly problems: readonly Problem[];
}

export interface WeightsInspection {
  readonly file: string;
  readonly tensors: number;
  /** Numbers in all of them. */
  readonly values: number;
  /** Networks that the file fits. */
  readonly fits: readonly WeightsMatch[];
  /** Where it fits none: those that it has the largest shares of, best first. */
  readonly nearest: readonly WeightsMatch[];
}

/**
 * Tries a safetensors file on every published network of every backbone.
 * @param plugins a configuration whose plugins' backbones are tried too
 * @throws ContrasegError when the file cannot be read or is no whole safetensors file
 */
export async function inspectWeights(file: string, plugins: object | string = {}): Promise<WeightsInspection> {
  const weights = await readSafetensors(file);
  const { registry, problems, causes } = await readPlugins({ config: plugins });
  if (problems.length > 0) throw new ContrasegError(problems, { cause: causes[0] });
  registry.provide(RANDOM, new RandomStreams(0));
  const matches: WeightsMatch[] = [];
  try {
    for (const definition of registry.list('backbone')) {
      for (const options of definition.models ?? []) {
        matches.push(await match(registry, definition, options, weights, file));
      }
    }
  } finally {
    registry.dispose();
  }
  const fits = matches.filter((each) => each.problems.length === 0);
  const near = matches.filter((each) => each.found > 0).sort((a, b) => a.problems.length - b.problems.length);
  return {
    file,
    tensors: weights.tensors.size,
    values: [...weights.tensors.values()].reduce((sum, { data }) => sum + data.length, 0),
    fits,
    nearest: fits.length > 0 ? [] : near.slice(0, 3),
  };
}

async function match(
  registry: Registry,
  definition: RegisteredComponent,
  options: Readonly<Record<string, unknown>>,
  weights: SafeTensors,
  file: string,
): Promise<WeightsMatch> {
  const complete = definition.options.parse(options);
  const component = registry.build(new ComponentBlueprint(definition, complete, 'backbone')) as Backbone;
  const backbone = await component.prepare({ pretrained: false });
  const maps = Object.values(backbone.build(tf.input({ shape: [null, null, 3] })));
  const fit = fitWeights(networkTensors(maps), [...(backbone.layouts ?? []), OWN_LAYOUT], weights, file);
  for (const layer of layersBehind(maps)) layer.dispose();
  const { layout, found, wanted, unused, problems } = fit;
  return { backbone: { type: definition.name, ...options }, layout, found, wanted, unused, problems };
}
