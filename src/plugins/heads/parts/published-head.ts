import type { z } from 'zod';
import type { HeadInputs, HeadOutputs } from '../../../core/interfaces/head.js';
import { uniformFanIn } from '../../../core/layers/initialization.js';
import type { RandomStreams } from '../../../core/random/random-streams.js';
import type { WeightLayout } from '../../../core/weights/layout.js';
import { PretrainedWeights } from '../../../core/weights/pretrained.js';
import { FeatureReader } from './feature-reader.js';
import type { AuxiliaryClassifierOptions } from './head-fields.js';
import { HeadParts, type HeadStyle } from './head-parts.js';

export interface HeadRecipe {
  readonly options: {
    readonly auxiliary?: z.output<typeof AuxiliaryClassifierOptions> | undefined;
    readonly weights?: string | undefined;
  };
  readonly random: RandomStreams;
  readonly style?: HeadStyle;
  /** How files name the tensors. */
  readonly layouts: readonly WeightLayout[];
  /** Lays the layers; an auxiliary classifier that is asked for is added to them. */
  readonly network: (parts: HeadParts) => HeadOutputs;
}

/** A head whose weights may be taken from the files of other packages. */
export class PublishedHead {
  private readonly weights: PretrainedWeights;

  constructor(private readonly recipe: HeadRecipe) {
    this.weights = new PretrainedWeights(recipe.options.weights, recipe.layouts);
  }

  /** @throws ContrasegError when there is a file and it cannot be read */
  prepare(): Promise<void> {
    return this.weights.read();
  }

  /** @throws ContrasegError listing every weight that is missing, too many or of another shape */
  build({ features, classCount }: HeadInputs): HeadOutputs {
    const { options, random, style = {}, network } = this.recipe;
    const kernels = this.weights.replacing(uniformFanIn(random));
    const reader = new FeatureReader(features, style.alignCorners);
    const parts = new HeadParts(reader, classCount, kernels, style, random);
    const built = network(parts);
    const outputs =
      built.auxiliary || !options.auxiliary ? built : { ...built, auxiliary: parts.auxiliary(options.auxiliary) };
    const maps = [outputs.logits, ...Object.values(outputs.auxiliary ?? {}).map(({ tensor }) => tensor)];
    this.weights.assign(
      maps,
      Object.values(features).map(({ tensor }) => tensor),
    );
    return outputs;
  }
}
