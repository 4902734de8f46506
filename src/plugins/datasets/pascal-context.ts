import { join } from 'node:path';
import { z } from 'zod';
import { exifOption } from '../../core/data/files/exif.js';
import { LabelMap } from '../../core/data/files/label-map.js';
import { pairListed } from '../../core/data/files/pair-listed.js';
import { PairedDataset, type PairedLayout, splitsOf } from '../../core/data/files/paired-dataset.js';
import { path, type Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { PASCAL_CONTEXT_CLASSES } from './classes/pascal-context.js';

const PascalContextOptions = z.strictObject({
  root: path().describe('Folder VOC2010, which holds JPEGImages, SegmentationClassContext and ImageSets.'),
  background: z
    .boolean()
    .default(false)
    .describe('60 classes, of which the first is everything else; without it that is ignored and 59 are left.'),
  exif: exifOption(),
});

declare module '../../core/plugin.js' {
  interface DatasetTypes {
    'pascal-context': z.input<typeof PascalContextOptions>;
  }
}

const IGNORE = 255;

const DOWNLOAD =
  "download VOCtrainval_03-May-2010.tar from host.robots.ox.ac.uk/pascal/VOC/voc2010 and unpack VOCdevkit/VOC2010; mmsegmentation's tools/dataset_converters/pascal_context.py makes SegmentationClassContext/ and ImageSets/SegmentationContext/ in it from trainval_merged.json";

class PascalContextDataset extends PairedDataset {
  constructor(private readonly options: Resolved<typeof PascalContextOptions>) {
    super();
  }

  protected async readLayout(): Promise<PairedLayout> {
    const { root, background, exif } = this.options;
    const found = await pairListed({
      splits: ['train', 'val'],
      images: join(root, 'JPEGImages'),
      masks: join(root, 'SegmentationClassContext'),
      lists: join(root, 'ImageSets', 'SegmentationContext'),
      download: DOWNLOAD,
    });
    const values = PASCAL_CONTEXT_CLASSES.map((_, value) => [value, value] as const);
    const withoutFirst = values.map(([value]) => [value, value === 0 ? IGNORE : value - 1] as const);
    return {
      classes: background ? PASCAL_CONTEXT_CLASSES : PASCAL_CONTEXT_CLASSES.slice(1),
      ignoreIndex: IGNORE,
      exif,
      labelMap: new LabelMap(background ? values : withoutFirst, IGNORE),
      ...splitsOf(found),
    };
  }
}

/**
 * PASCAL-Context (Mottaghi et al., 2014): 4998 / 5105 photos of VOC 2010 with every pixel labelled. Of its 459 classes the 59
 * most frequent are evaluated, with or without one for the rest.
 */
export const PascalContext = defineComponent('dataset', {
  name: 'pascal-context',
  description: 'PASCAL-Context in the folder of VOC 2010: 59 classes, or 60 with the background.',
  options: PascalContextOptions,
  component: PascalContextDataset,
});
