import { join } from 'node:path';
import { z } from 'zod';
import { exifOption } from '../../core/data/files/exif.js';
import { LabelMap } from '../../core/data/files/label-map.js';
import { listFolders, pairFolders } from '../../core/data/files/pair-files.js';
import { PairedDataset, type PairedLayout } from '../../core/data/files/paired-dataset.js';
import { missingData } from '../../core/errors/data.js';
import type { ClassInfo } from '../../core/interfaces/dataset.js';
import { path, type Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';

const CityscapesOptions = z.strictObject({
  root: path().describe('Folder that holds leftImg8bit/ and gtFine/.'),
  exif: exifOption(),
});

declare module '../../core/plugin.js' {
  interface DatasetTypes {
    cityscapes: z.input<typeof CityscapesOptions>;
  }
}

/** The evaluated classes in the order of their train ids: id in `*_labelIds.png`, name, colour. */
export const CITYSCAPES_CLASSES: readonly (readonly [id: number, name: string, ...color: [number, number, number]])[] =
  [
    [7, 'road', 128, 64, 128],
    [8, 'sidewalk', 244, 35, 232],
    [11, 'building', 70, 70, 70],
    [12, 'wall', 102, 102, 156],
    [13, 'fence', 190, 153, 153],
    [17, 'pole', 153, 153, 153],
    [19, 'traffic light', 250, 170, 30],
    [20, 'traffic sign', 220, 220, 0],
    [21, 'vegetation', 107, 142, 35],
    [22, 'terrain', 152, 251, 152],
    [23, 'sky', 70, 130, 180],
    [24, 'person', 220, 20, 60],
    [25, 'rider', 255, 0, 0],
    [26, 'car', 0, 0, 142],
    [27, 'truck', 0, 0, 70],
    [28, 'bus', 0, 60, 100],
    [31, 'train', 0, 80, 100],
    [32, 'motorcycle', 0, 0, 230],
    [33, 'bicycle', 119, 11, 32],
  ];
/** Ids 0–33; those without a train id are ignored. */
const ID_COUNT = 34;
const IGNORE = 255;

const DOWNLOAD =
  'download leftImg8bit_trainvaltest.zip and gtFine_trainvaltest.zip from cityscapes-dataset.com (free account) and unpack both here';

class CityscapesDataset extends PairedDataset {
  constructor(private readonly options: Resolved<typeof CityscapesOptions>) {
    super();
  }

  protected async readLayout(): Promise<PairedLayout> {
    const found = await Promise.all(['train', 'val'].map((split) => this.readSplit(split)));
    return {
      classes: CITYSCAPES_CLASSES.map(([, name, ...color]): ClassInfo => ({ name, color })),
      ignoreIndex: IGNORE,
      exif: this.options.exif,
      splits: new Map(found.map(({ split, pairs }) => [split, pairs])),
      labelMap: new LabelMap(
        [
          ...Array.from({ length: ID_COUNT }, (_, id) => [id, IGNORE] as const),
          ...CITYSCAPES_CLASSES.map(([id], trainId) => [id, trainId] as const),
        ],
        IGNORE,
      ),
      problems: found.flatMap(({ problems }) => problems),
    };
  }

  private async readSplit(split: string) {
    const images = join(this.options.root, 'leftImg8bit', split);
    const cities = await listFolders(images);
    if (cities.length === 0) {
      return {
        split,
        pairs: [],
        problems: [missingData(images, 'folders of cities', DOWNLOAD)],
      };
    }
    const found = await Promise.all(
      cities.map((city) =>
        pairFolders({
          split: `${split}/${city}`,
          images: join(images, city),
          masks: join(this.options.root, 'gtFine', split, city),
          maskName: (stem) => `${stem.replace(/_leftImg8bit$/, '')}_gtFine_labelIds.png`,
          isMask: (name) => name.endsWith('_labelIds.png'),
          imageName: (mask) => `${mask.replace(/_gtFine_labelIds\.png$/, '')}_leftImg8bit.png`,
        }),
      ),
    );
    return {
      split,
      pairs: found.flatMap(({ pairs }) => pairs),
      problems: found.flatMap(({ problems }) => problems),
    };
  }
}

/** 2975 / 500 street scenes of 2048x1024; 34 label ids become 19 classes. The labels of its test split are not public. */
export const Cityscapes = defineComponent('dataset', {
  name: 'cityscapes',
  description: 'Cityscapes as downloaded, leftImg8bit/ and gtFine/; 34 label ids become 19 classes.',
  options: CityscapesOptions,
  component: CityscapesDataset,
});
