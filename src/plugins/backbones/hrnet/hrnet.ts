import { z } from 'zod';
import type { Backbone, PreparedBackbone } from '../../../core/interfaces/backbone.js';
import { type Resolved, weightsFile } from '../../../core/options/references.js';
import type { RandomStreams } from '../../../core/random/random-streams.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { RANDOM } from '../../../core/registry/tokens.js';
import { prepareNetwork } from '../../../core/weights/prepare-network.js';
import { imagenetWeights } from '../imagenet-weights.js';
import { UPSAMPLINGS } from './fusion.js';
import { inLayers } from './network.js';
import { hrnetStages } from './stages.js';
import { LAYOUT } from './weight-layout.js';

const WIDTHS = [18, 32, 48] as const;

const HrnetOptions = z.strictObject({
  width: z
    .literal(WIDTHS)
    .default(48)
    .describe('Channels of the branch with the highest resolution; each further branch doubles them.'),
  upsampling: z
    .enum(UPSAMPLINGS)
    .default('bilinear')
    .describe(
      'How branches of lower resolution are enlarged when they are fused. The same weights are trained with nearest in timm (ImageNet), bilinear in mmseg, bilinear-aligned (corners) in HRNet-Semantic-Segmentation and ContrastiveSeg.',
    ),
  weights: weightsFile()
    .optional()
    .describe(
      'Safetensors file with weights of timm, mmseg or ContrastiveSeg, of the backbone or of a whole segmenter; random weights (He) without it.',
    ),
});

declare module '../../../core/plugin.js' {
  interface BackboneTypes {
    hrnet: z.input<typeof HrnetOptions>;
  }
}

class HrnetBackbone implements Backbone {
  constructor(
    private readonly options: Resolved<typeof HrnetOptions>,
    private readonly random: RandomStreams,
  ) {}

  prepare(request: { readonly pretrained: boolean }): Promise<PreparedBackbone> {
    const { width, upsampling, weights } = this.options;
    const network = inLayers(hrnetStages(width), upsampling);
    const imagenet = imagenetWeights({ type: 'hrnet', ...this.options });
    return prepareNetwork({ ...network, layouts: [LAYOUT], weights, imagenet, random: this.random }, request);
  }
}

/** HRNetV2 (Wang et al. 2020): branches at strides 4 to 32 side by side, fused again and again. */
export const HrNet = defineComponent('backbone', {
  name: 'hrnet',
  description: 'HRNetV2 with 18, 32 or 48 channels: four resolutions side by side.',
  options: HrnetOptions,
  models: WIDTHS.map((width) => ({ width })),
  inject: [RANDOM],
  component: HrnetBackbone,
});
