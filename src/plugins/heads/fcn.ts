import { z } from 'zod';
import type { Head, HeadInputs, HeadOutputs } from '../../core/interfaces/head.js';
import { convolution, convolutionBlock } from '../../core/layers/blocks.js';
import { uniformFanIn } from '../../core/layers/initialization.js';
import type { Resolved } from '../../core/options/references.js';
import type { RandomStreams } from '../../core/random/random-streams.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { RANDOM } from '../../core/registry/tokens.js';
import { chooseFeature } from './choose-feature.js';

const FcnOptions = z.strictObject({
  feature: z.string().optional().describe("The backbone's feature map to read; the deepest one by default."),
  channels: z.int().positive().default(128).describe('Channels of the 3x3 convolution before the classifier.'),
});

declare module '../../core/plugin.js' {
  interface HeadTypes {
    fcn: z.input<typeof FcnOptions>;
  }
}

class FcnHead implements Head {
  constructor(
    private readonly options: Resolved<typeof FcnOptions>,
    private readonly random: RandomStreams,
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

/** A 3x3 convolution block and a 1x1 classifier on one feature map (Long et al. 2015, without the deconvolution). */
export const Fcn = defineComponent('head', {
  name: 'fcn',
  description: 'A 3x3 convolution and a 1x1 classifier on one feature map.',
  options: FcnOptions,
  inject: [RANDOM],
  component: FcnHead,
});
