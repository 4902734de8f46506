import type * as tf from '@tensorflow/tfjs';
import {
  type Backbone,
  blocks,
  defineComponent,
  heNormal,
  type KernelInitializer,
  type PreparedBackbone,
  RANDOM,
  type RandomStreams,
  type Resolved,
} from 'contraseg/plugin';
import { z } from 'zod';

const SqueezeNetOptions = z.strictObject({
  squeeze: z
    .array(z.int().positive())
    .min(1)
    .max(4)
    .default([8, 16, 24])
    .describe('Channels that each stage squeezes to; every stage halves height and width and offers c2, c3, …'),
  expand: z.int().positive().default(4).describe('Channels of each expansion, in multiples of the squeezed ones.'),
});

declare module 'contraseg/plugin' {
  interface BackboneTypes {
    squeezenet: z.input<typeof SqueezeNetOptions>;
  }
}

class SqueezeNetBackbone implements Backbone {
  constructor(
    private readonly options: Resolved<typeof SqueezeNetOptions>,
    private readonly random: RandomStreams,
  ) {}

  prepare(): PreparedBackbone {
    const { squeeze, expand } = this.options;
    const features = squeeze.map(
      (channels, i) => [`c${i + 2}`, { channels: 2 * expand * channels, stride: 2 ** (i + 2) }] as const,
    );
    return { features: Object.fromEntries(features), build: (image) => this.build(image) };
  }

  private build(image: tf.SymbolicTensor): Record<string, tf.SymbolicTensor> {
    const { squeeze, expand } = this.options;
    const kernels = heNormal(this.random);
    const maps: Record<string, tf.SymbolicTensor> = {};
    let x = blocks.convolutionBlock(image, { name: 'stem', filters: squeeze[0]!, kernelSize: 3, stride: 2, kernels });
    for (const [i, channels] of squeeze.entries()) {
      const name = `c${i + 2}`;
      x = fire(x, name, channels, expand * channels, kernels);
      maps[name] = x;
    }
    return maps;
  }
}

/** Squeezes with a 3x3 at stride 2, then expands with a 1x1 and a 3x3 side by side. */
function fire(
  x: tf.SymbolicTensor,
  name: string,
  squeezed: number,
  expanded: number,
  kernels: KernelInitializer,
): tf.SymbolicTensor {
  const block = (input: tf.SymbolicTensor, part: string, filters: number, kernelSize: number, stride = 1) =>
    blocks.convolutionBlock(input, { name: `${name}.${part}`, filters, kernelSize, stride, kernels });
  const core = block(x, 'squeeze', squeezed, 3, 2);
  const sides = [block(core, 'expand1', expanded, 1), block(core, 'expand3', expanded, 3)];
  return blocks.concatenate(sides, `${name}.join`);
}

/** A stride-2 stem and one fire module per stage (Iandola et al. 2016, section 3.2), with batch norm. */
export const SqueezeNet = defineComponent('backbone', {
  name: 'squeezenet',
  description: 'Fire modules of SqueezeNet, trained from scratch.',
  options: SqueezeNetOptions,
  inject: [RANDOM],
  component: SqueezeNetBackbone,
});
