import { join } from 'node:path';
import { z } from 'zod';
import { exifOption } from '../../core/data/files/exif.js';
import { LabelMap } from '../../core/data/files/label-map.js';
import { pairFolders } from '../../core/data/files/pair-files.js';
import { PairedDataset, type PairedLayout, splitsOf } from '../../core/data/files/paired-dataset.js';
import { path, type Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { ADE20K_CLASSES } from './classes/ade20k.js';

const Ade20kOptions = z.strictObject({
  root: path().describe('Folder ADEChallengeData2016, which holds images/ and annotations/.'),
  exif: exifOption(),
});

declare module '../../core/plugin.js' {
  interface DatasetTypes {
    ade20k: z.input<typeof Ade20kOptions>;
  }
}

const FOLDERS = { train: 'training', val: 'validation' } as const;
/** In the masks, everything that is of no class. */
const OTHER = 0;
const IGNORE = 255;

const DOWNLOAD =
  'download ADEChallengeData2016.zip from data.csail.mit.edu/places/ADEchallenge and unpack it; root is its folder ADEChallengeData2016';

class Ade20kDataset extends PairedDataset {
  constructor(private readonly options: Resolved<typeof Ade20kOptions>) {
    super();
  }

  protected async readLayout(): Promise<PairedLayout> {
    const { root, exif } = this.options;
    const found = Object.entries(FOLDERS).map(async ([split, folder]) => {
      const [images, masks] = [join(root, 'images', folder), join(root, 'annotations', folder)];
      return [split, await pairFolders({ split, images, masks, download: DOWNLOAD })] as const;
    });
    return {
      classes: ADE20K_CLASSES,
      ignoreIndex: IGNORE,
      exif,
      labelMap: new LabelMap([[OTHER, IGNORE], ...ADE20K_CLASSES.map((_, i) => [i + 1, i] as const)], IGNORE),
      ...splitsOf(new Map(await Promise.all(found))),
    };
  }
}

/** The scene parsing benchmark of ADE20K (Zhou et al., 2017): 20210 / 2000 photos, 150 classes. */
export const Ade20k = defineComponent('dataset', {
  name: 'ade20k',
  description: 'ADEChallengeData2016 as downloaded: 150 classes; what is of none of them is ignored.',
  options: Ade20kOptions,
  component: Ade20kDataset,
});
