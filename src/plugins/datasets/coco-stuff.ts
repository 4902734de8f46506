import { join } from 'node:path';
import { z } from 'zod';
import { exifOption } from '../../core/data/files/exif.js';
import { LabelMap } from '../../core/data/files/label-map.js';
import { pairFolders } from '../../core/data/files/pair-files.js';
import { PairedDataset, type PairedLayout, splitsOf } from '../../core/data/files/paired-dataset.js';
import { path, type Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { COCO_STUFF_CLASSES } from './classes/coco-stuff.js';

const CocoStuffOptions = z.strictObject({
  root: path().describe('Folder that holds images/ and annotations/, each with train2017/ and val2017/.'),
  exif: exifOption(),
});

declare module '../../core/plugin.js' {
  interface DatasetTypes {
    'coco-stuff': z.input<typeof CocoStuffOptions>;
  }
}

const FOLDERS = { train: 'train2017', val: 'val2017' } as const;
/** The masks hold COCO ids minus 1, 0–181; these are ids that COCO gave to no class in the end. */
const VALUE_COUNT = 182;
const VALUES_WITHOUT_CLASS = new Set([11, 25, 28, 29, 44, 65, 67, 68, 70, 82, 90]);
const IGNORE = 255;

const DOWNLOAD =
  'unpack train2017.zip and val2017.zip from images.cocodataset.org/zips into images/, and stuffthingmaps_trainval2017.zip from github.com/nightrome/cocostuff into annotations/';

class CocoStuffDataset extends PairedDataset {
  constructor(private readonly options: Resolved<typeof CocoStuffOptions>) {
    super();
  }

  protected async readLayout(): Promise<PairedLayout> {
    const { root, exif } = this.options;
    const found = Object.entries(FOLDERS).map(async ([split, folder]) => {
      const folders = { images: join(root, 'images', folder), masks: join(root, 'annotations', folder) };
      return [split, await pairFolders({ split, ...folders, isMask, download: DOWNLOAD })] as const;
    });
    return {
      classes: COCO_STUFF_CLASSES,
      ignoreIndex: IGNORE,
      exif,
      labelMap: new LabelMap(labelEntries(), IGNORE),
      ...splitsOf(new Map(await Promise.all(found))),
    };
  }
}

/** mmsegmentation writes converted masks beside the originals. */
function isMask(name: string): boolean {
  return name.endsWith('.png') && !name.endsWith('_labelTrainIds.png');
}

function labelEntries(): (readonly [value: number, label: number])[] {
  let next = 0;
  return Array.from({ length: VALUE_COUNT }, (_, value) => [value, VALUES_WITHOUT_CLASS.has(value) ? IGNORE : next++]);
}

/** COCO-Stuff 164k (Caesar et al., 2018): 118287 / 5000 photos, 80 classes of things and 91 of stuff. */
export const CocoStuff = defineComponent('dataset', {
  name: 'coco-stuff',
  description: 'COCO-Stuff 164k with its stuffthingmaps as downloaded: 182 ids become 171 classes.',
  options: CocoStuffOptions,
  component: CocoStuffDataset,
});
