import type { z } from 'zod';
import type { HeadInputs, HeadOutputs } from '../../../core/interfaces/head.js';
import { uniformFanIn, zeroKernels } from '../../../core/layers/initialization.js';
import type { RandomStreams } from '../../../core/random/random-streams.js';
import type { WeightLayout } from '../../../core/weights/layout.js';
import { readSafetensors, type SafeTensors } from '../../../core/weights/safetensors.js';
import { assignTorchWeights } from '../../../core/weights/torch-weights.js';
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
  private weights: SafeTensors | undefined;

  constructor(private readonly recipe: HeadRecipe) {}

  async prepare(): Promise<void> {
    const { weights } = this.recipe.options;
    if (weights !== undefined) this.weights = await readSafetensors(weights);
  }

  /** @throws ContrasegError listing every weight that is missing, too many or of another shape */
  build({ features, classCount }: HeadInputs): HeadOutputs {
    const { options, random, style = {}, layouts, network } = this.recipe;
    const kernels = this.weights ? zeroKernels : uniformFanIn(random);
    const reader = new FeatureReader(features, style.alignCorners);
    const parts = new HeadParts(reader, classCount, kernels, style, random);
    const built = network(parts);
    const outputs =
      built.auxiliary || !options.auxiliary ? built : { ...built, auxiliary: parts.auxiliary(options.auxiliary) };
    if (this.weights) {
      const maps = [outputs.logits, ...Object.values(outputs.auxiliary ?? {}).map(({ tensor }) => tensor)];
      const inputs = Object.values(features).map(({ tensor }) => tensor);
      assignTorchWeights(maps, { weights: this.weights, file: options.weights!, layouts, inputs });
    }
    return outputs;
  }
}
