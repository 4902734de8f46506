import { z } from 'zod';
import { unknownSplit } from '../../core/errors/data.js';
import { ContrasegError } from '../../core/errors/index.js';
import type { Dataset, DatasetSplit, OpenDataset, Sample } from '../../core/interfaces/dataset.js';
import type { Resolved } from '../../core/options/references.js';
import { RandomStreams } from '../../core/random/random-streams.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { drawScene } from './scene.js';
import { TEXTURES } from './textures.js';

const count = (images: number) => z.int().positive().default(images).describe('Number of images.');

const ShapesOptions = z.strictObject({
  size: z.int().min(32).default(96).describe('Height and width of the images in pixels.'),
  images: z
    .strictObject({ train: count(240), val: count(40), test: count(40) })
    .prefault({})
    .describe('Images of each split; no two splits share one.'),
  seed: z.int().default(0).describe('Another seed gives other images.'),
  noise: z.number().min(0).max(255).default(24).describe('Width of the uniform noise on every pixel, in grey levels.'),
});

declare module '../../core/plugin.js' {
  interface DatasetTypes {
    shapes: z.input<typeof ShapesOptions>;
  }
}

const SPLITS = ['train', 'val', 'test'] as const;

class ShapesDataset implements Dataset {
  constructor(private readonly options: Resolved<typeof ShapesOptions>) {}

  async open(): Promise<OpenDataset> {
    const classes = TEXTURES.map(({ name, color }) => ({ name, color }));
    return { classes, ignoreIndex: 255, splits: SPLITS, split: (name) => this.split(name) };
  }

  private split(name: string): DatasetSplit {
    const position = (SPLITS as readonly string[]).indexOf(name);
    if (position < 0) throw new ContrasegError(unknownSplit(name, SPLITS));
    const { size, noise, seed, images } = this.options;
    const streams = new RandomStreams(seed);
    const id = (index: number) => `${name}-${String(index).padStart(4, '0')}`;
    return {
      name,
      size: images[SPLITS[position]!],
      id,
      sample: async (index): Promise<Sample> =>
        drawScene(id(index), size, noise, streams.at('shapes', position, index)),
    };
  }
}

/** Generated scenes whose classes differ in texture and not in colour; nothing to download. */
export const Shapes = defineComponent('dataset', {
  name: 'shapes',
  description: 'Generated textured scenes for the demo and tests; colour alone does not tell the classes apart.',
  options: ShapesOptions,
  component: ShapesDataset,
});
