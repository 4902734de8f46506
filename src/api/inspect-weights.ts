import './shared-modules.js';
import { ContrasegError, type Problem } from '../core/errors/index.js';
import { fitWeights } from '../core/weights/fit.js';
import { OWN_LAYOUT, type WeightLayout } from '../core/weights/layout.js';
import { networkTensors } from '../core/weights/network-tensors.js';
import { readWeights } from '../core/weights/run-weights.js';
import { readPlugins } from './config.js';
import { type BackboneChoice, publishedBackbones } from './published-backbones.js';

/** How a file goes with one of the networks that a backbone can be. */
export interface WeightsMatch {
  /** What a configuration writes. */
  readonly backbone: BackboneChoice;
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
 * Tries a safetensors file, or a checkpoint of a run, on every published network of every backbone.
 * @param plugins a configuration whose plugins' backbones are tried too
 * @throws ContrasegError when the file cannot be read or is no whole safetensors file
 */
export async function inspectWeights(file: string, plugins: object | string = {}): Promise<WeightsInspection> {
  const weights = await readWeights(file);
  const { registry, problems, causes } = await readPlugins({ config: plugins });
  if (problems.length > 0) throw new ContrasegError(problems, { cause: causes[0] });
  const matches: WeightsMatch[] = [];
  try {
    for await (const { backbone, prepared, maps } of publishedBackbones(registry)) {
      const layouts = [...(prepared.layouts ?? []), OWN_LAYOUT];
      const { layout, found, wanted, unused, problems } = fitWeights(networkTensors(maps), layouts, weights, file);
      matches.push({ backbone, layout, found, wanted, unused, problems });
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
