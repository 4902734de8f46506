import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { defaultColor } from '../../core/data/files/class-list.js';
import { exifOption } from '../../core/data/files/exif.js';
import { listFiles } from '../../core/data/files/pair-files.js';
import { PairedDataset, type PairedLayout } from '../../core/data/files/paired-dataset.js';
import { plainFileProblem } from '../../core/data/files/plain-file.js';
import { emptySplit, imageWithoutMask, maskWithoutImage, missingData } from '../../core/errors/data.js';
import type { Problem } from '../../core/errors/index.js';
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
    const { root } = this.options;
    const images = new Set(await listFiles(join(root, 'JPEGImages')));
    const masks = new Set(await listFiles(join(root, 'SegmentationClass')));
    const problems: Problem[] = [];
    const pairsOf = async (split: string) => {
      const list = join(root, 'ImageSets', 'Segmentation', `${split}.txt`);
      const text = (await plainFileProblem(list)) ? undefined : await readFile(list, 'utf8').catch(() => undefined);
      if (text === undefined) problems.push(missingData(list, 'list of images', DOWNLOAD));
      const listed = (text ?? '')
        .split(/\s+/)
        .filter(Boolean)
        .map((id) => ({
          id,
          image: join(root, 'JPEGImages', `${id}.jpg`),
          mask: join(root, 'SegmentationClass', `${id}.png`),
        }));
      const pairs = listed.filter(({ id, image, mask }) => {
        const [hasImage, hasMask] = [images.has(`${id}.jpg`), masks.has(`${id}.png`)];
        if (!hasMask) problems.push(imageWithoutMask(image, mask));
        else if (!hasImage) problems.push(maskWithoutImage(mask, image));
        return hasImage && hasMask;
      });
      if (text !== undefined && pairs.length === 0) problems.push(emptySplit(list, split));
      return [split, pairs] as const;
    };
    const splits = new Map([await pairsOf('train'), await pairsOf('val')]);
    return {
      classes: VOC_NAMES.map((name, i) => ({ name, color: defaultColor(i) })),
      ignoreIndex: VOID,
      exif: this.options.exif,
      splits,
      problems,
    };
  }
}

/** PASCAL VOC 2012: 1464 / 1449 photos, 20 classes and background; palette masks, read by index. */
export const Voc = defineComponent('dataset', {
  name: 'voc',
  description: 'PASCAL VOC 2012 as downloaded: palette masks, 20 classes and background.',
  options: VocOptions,
  component: VocDataset,
});
