import { z } from 'zod';
import type { Head, HeadInputs, HeadOutputs } from '../../core/interfaces/head.js';
import { convolution, convolutionBlock } from '../../core/layers/blocks.js';
import { uniformFanIn } from '../../core/layers/initialization.js';
import type { Resolved } from '../../core/options/references.js';
import { RandomStreams } from '../../core/random/random-streams.js';
import type { ComponentDefinition } from '../../core/registry/definition.js';
import { inject, injectable, OPTIONS, RANDOM } from '../../core/registry/injection.js';
import { chooseFeature } from './choose-feature.js';

export const FcnOptions = z.strictObject({
  feature: z.string().optional().describe("The backbone's feature map to read; the deepest one by default."),
  channels: z.int().positive().default(128).describe('Channels of the 3x3 convolution before the classifier.'),
});

declare module '../../core/plugin.js' {
  interface HeadTypes {
    fcn: z.input<typeof FcnOptions>;
  }
}

/** A 3x3 convolution block and a 1x1 classifier on one feature map (Long et al. 2015, without the deconvolution). */
@injectable()
export class FcnHead implements Head {
  constructor(
    @inject(OPTIONS) private readonly options: Resolved<typeof FcnOptions>,
    @inject(RANDOM) private readonly random: RandomStreams = new RandomStreams(0),
  ) {}

  build({ features, classCount }: HeadInputs): HeadOutputs {
    const { feature, channels } = this.options;
    const { tensor, stride } = chooseFeature(features, feature, 'deepest');
    const decoder = convolutionBlock(tensor, {
      name: 'decoder',
      filters: channels,
      kernelSize: 3,
      kernels: uniformFanIn(this.random),
    });
    const logits = convolution(decoder, {
      name: 'classifier',
      filters: classCount,
      useBias: true,
      kernels: uniformFanIn(this.random),
    });
    return { logits, features: { decoder: { tensor: decoder, channels, stride } } };
  }
}

export const fcn: ComponentDefinition<'head'> = {
  name: 'fcn',
  description: 'A 3x3 convolution and a 1x1 classifier on one feature map.',
  options: FcnOptions,
  component: FcnHead,
};
