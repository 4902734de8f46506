import { join } from 'node:path';
import { z } from 'zod';
import { defaultColor } from '../../core/data/files/class-list.js';
import { exifOption } from '../../core/data/files/exif.js';
import { pairListed } from '../../core/data/files/pair-listed.js';
import { PairedDataset, type PairedLayout, splitsOf } from '../../core/data/files/paired-dataset.js';
import { path, type Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';

const VocOptions = z.strictObject({
  root: path().describe('Folder VOC2012, which holds JPEGImages, SegmentationClass and ImageSets.'),
  exif: exifOption(),
});

declare module '../../core/plugin.js' {
  interface DatasetTypes {
    voc: z.input<typeof VocOptions>;
  }
}

export const VOC_NAMES =
  'background aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person pottedplant sheep sofa train tvmonitor'.split(
    ' ',
  );
/** The seams between objects. */
const VOID = 255;

const DOWNLOAD =
  'download VOCtrainval_11-May-2012.tar from host.robots.ox.ac.uk/pascal/VOC/voc2012 and name its folder VOCdevkit/VOC2012';

class VocDataset extends PairedDataset {
  constructor(private readonly options: Resolved<typeof VocOptions>) {
    super();
  }

  protected async readLayout(): Promise<PairedLayout> {
    const { root, exif } = this.options;
    const found = await pairListed({
      splits: ['train', 'val'],
      images: join(root, 'JPEGImages'),
      masks: join(root, 'SegmentationClass'),
      lists: join(root, 'ImageSets', 'Segmentation'),
      download: DOWNLOAD,
    });
    const classes = VOC_NAMES.map((name, i) => ({ name, color: defaultColor(i) }));
    return { classes, ignoreIndex: VOID, exif, ...splitsOf(found) };
  }
}

/** PASCAL VOC 2012: 1464 / 1449 photos, 20 classes and background; palette masks, read by index. */
export const Voc = defineComponent('dataset', {
  name: 'voc',
  description: 'PASCAL VOC 2012 as downloaded: palette masks, 20 classes and background.',
  options: VocOptions,
  component: VocDataset,
});
