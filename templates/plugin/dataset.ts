import {
  type ClassInfo,
  ContrasegError,
  type Dataset,
  type DatasetSplit,
  defineComponent,
  type OpenDataset,
  type Resolved,
  type Sample,
} from 'contraseg/plugin';
import { z } from 'zod';

const MyPartOptions = z.strictObject({
  size: z.int().positive().default(32).describe('Height and width in pixels.'),
});

declare module 'contraseg/plugin' {
  interface DatasetTypes {
    'my-part': z.input<typeof MyPartOptions>;
  }
}

const CLASSES: readonly ClassInfo[] = [
  { name: 'dark', color: [0, 0, 0] },
  { name: 'bright', color: [255, 255, 255] },
];
const SPLITS = ['train', 'val', 'test'];
const IMAGES = 8;

class MyPartDataset implements Dataset {
  constructor(private readonly options: Resolved<typeof MyPartOptions>) {}

  async open(): Promise<OpenDataset> {
    return { classes: CLASSES, ignoreIndex: 255, splits: SPLITS, split: (name) => this.split(name) };
  }

  private split(name: string): DatasetSplit {
    if (!SPLITS.includes(name)) {
      const message = `there is no split "${name}", only ${SPLITS.join(', ')}.`;
      throw new ContrasegError({ code: 'CONTRASEG_UNKNOWN_SPLIT', message });
    }
    const id = (index: number) => `${name}-${index}`;
    return { name, id, size: IMAGES, sample: async (index) => this.draw(id(index), index) };
  }

  private draw(id: string, phase: number): Sample {
    const { size } = this.options;
    const label = Uint8Array.from({ length: size * size }, (_, i) => ((i % size) + phase) & 8 && 1);
    const image = Uint8Array.from({ length: 3 * label.length }, (_, i) => (label[Math.floor(i / 3)] ? 200 : 50));
    return { id, width: size, height: size, image, label };
  }
}

/** Bright and dark columns. A data set of files extends `PairedDataset` instead. */
export const MyPart = defineComponent('dataset', {
  name: 'my-part',
  description: 'Bright and dark columns.',
  options: MyPartOptions,
  component: MyPartDataset,
});
