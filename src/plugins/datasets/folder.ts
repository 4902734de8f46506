import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readClassList } from '../../core/data/files/class-list.js';
import { exifOption } from '../../core/data/files/exif.js';
import { listFolders, orderSplits, pairFolders } from '../../core/data/files/pair-files.js';
import { PairedDataset, type PairedLayout } from '../../core/data/files/paired-dataset.js';
import { missingData } from '../../core/errors/data.js';
import { ContrasegError } from '../../core/errors/index.js';
import { path, type Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { colorsOption } from './colors-option.js';

const FolderOptions = z.strictObject({
  root: path().describe('Folder that holds images/<split>/*.jpg|png, labels/<split>/*.png and classes.json.'),
  images: z.string().default('images').describe('Folder of the images inside root, with one folder per split.'),
  labels: z.string().default('labels').describe('Folder of the index PNGs inside root, with one folder per split.'),
  classes: z
    .string()
    .default('classes.json')
    .describe(
      'File inside root: { classes: [{ name, color, value }], ignoreIndex }; label value i means classes[i], or the class of that value.',
    ),
  colors: colorsOption(),
  exif: exifOption(),
});

declare module '../../core/plugin.js' {
  interface DatasetTypes {
    folder: z.input<typeof FolderOptions>;
  }
}

class FolderDataset extends PairedDataset {
  constructor(private readonly options: Resolved<typeof FolderOptions>) {
    super();
  }

  protected async readLayout(): Promise<PairedLayout> {
    const { root } = this.options;
    const images = join(root, this.options.images);
    const names = orderSplits(await listFolders(images));
    if (names.length === 0) {
      const hint = existsSync(root)
        ? 'expected one folder per split with pictures in it, e.g. train, val, test'
        : 'contraseg data convert writes such a folder from masks of any kind; contraseg init says what a folder needs';
      throw new ContrasegError(missingData(images, 'folder of a split', hint));
    }
    const { classes, ignoreIndex, labelMap, colorMap } = await readClassList(join(root, this.options.classes));
    const found = await Promise.all(
      names.map((split) =>
        pairFolders({ split, images: join(images, split), masks: join(root, this.options.labels, split) }),
      ),
    );
    return {
      classes,
      ignoreIndex,
      labelMap: this.options.colors ? colorMap : labelMap,
      exif: this.options.exif,
      splits: new Map(names.map((name, i) => [name, found[i]!.pairs])),
      problems: found.flatMap(({ problems }) => problems),
    };
  }
}

/** Your own images: a folder of pictures, a folder of index PNGs of the same names, and a class list. */
export const Folder = defineComponent('dataset', {
  name: 'folder',
  description: 'A folder with images/<split>, labels/<split> as index PNGs (grey or palette) and classes.json.',
  options: FolderOptions,
  component: FolderDataset,
});
