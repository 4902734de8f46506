import { z } from 'zod';
import type { Head, HeadInputs, HeadOutputs } from '../../core/interfaces/head.js';
import { add, concatenate, resizeLike } from '../../core/layers/blocks.js';
import type { Resolved } from '../../core/options/references.js';
import type { RandomStreams } from '../../core/random/random-streams.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { RANDOM } from '../../core/registry/tokens.js';
import type { WeightLayout } from '../../core/weights/layout.js';
import { auxiliaryField, dropoutField, weightsField } from './parts/head-fields.js';
import type { HeadParts } from './parts/head-parts.js';
import { buildPublishedHead } from './parts/published-head.js';
import { pyramidPooling } from './parts/pyramid-pooling.js';
import { mmsegLayout } from './parts/weight-layouts.js';

const UperNetOptions = z.strictObject({
  channels: z.int().positive().default(512).describe('Channels of every level.'),
  bins: z
    .array(z.int().positive())
    .min(1)
    .default([1, 2, 3, 6])
    .describe('Rows and columns of the grids of means on the deepest map.'),
  dropout: dropoutField.default(0.1),
  auxiliary: auxiliaryField,
  weights: weightsField,
});

declare module '../../core/plugin.js' {
  interface HeadTypes {
    upernet: z.input<typeof UperNetOptions>;
  }
}

const LAYOUTS: readonly WeightLayout[] = [
  mmsegLayout(
    [/^pool\.(\d)/, 'decode_head.psp_modules.$1.1'],
    [/^top\./, 'decode_head.bottleneck.'],
    [/^lateral\.(\d)/, 'decode_head.lateral_convs.$1'],
    [/^level\.(\d)/, 'decode_head.fpn_convs.$1'],
    [/^decoder\./, 'decode_head.fpn_bottleneck.'],
  ),
];

class UperNetHead implements Head {
  constructor(
    private readonly options: Resolved<typeof UperNetOptions>,
    private readonly random: RandomStreams,
  ) {}

  build(inputs: HeadInputs): Promise<HeadOutputs> {
    const { options, random } = this;
    return buildPublishedHead(inputs, { options, random, layouts: LAYOUTS }, (parts) => this.network(parts));
  }

  private network(parts: HeadParts): HeadOutputs {
    const { channels, bins, dropout } = this.options;
    const lower = parts.features.levels.slice(0, -1);
    const top = pyramidPooling(parts.features.levels.at(-1)!.tensor, {
      channels,
      bins,
      name: 'top',
      kernels: parts.kernels,
    });
    const merged = [top];
    for (let i = lower.length - 1; i >= 0; i--) {
      const lateral = parts.block(lower[i]!.tensor, `lateral.${i}`, channels);
      merged.unshift(add([lateral, resizeLike(merged[0]!, lateral, `merge.${i}.resize`)], `merge.${i}`));
    }
    const levels = merged.map((map, i) => (map === top ? top : parts.block(map, `level.${i}`, channels, 3)));
    const [finest, ...others] = levels as [typeof top, ...(typeof top)[]];
    const together = [finest, ...others.map((map, i) => resizeLike(map, finest, `join.${i + 1}.resize`))];
    const joined = together.length > 1 ? concatenate(together, 'join') : finest;
    const decoder = parts.block(joined, 'decoder', channels, 3);
    const logits = parts.classify(decoder, dropout);
    return { logits, features: { decoder: { tensor: decoder, channels, stride: parts.features.levels[0]!.stride } } };
  }
}

/** Pyramid pooling on the deepest map and a feature pyramid down to stride 4 (Xiao et al. 2018), as mmsegmentation has it. */
export const UperNet = defineComponent('head', {
  name: 'upernet',
  description: 'Pyramid pooling and a feature pyramid over all maps from stride 4 on.',
  options: UperNetOptions,
  inject: [RANDOM],
  component: UperNetHead,
});
