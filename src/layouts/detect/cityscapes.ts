import { basename, join } from 'node:path';
import { CITYSCAPES_CLASSES } from '../../plugins/datasets/cityscapes.js';
import { folderNamed, imagesIn } from '../folder-tree.js';
import type { FoundSample, LayoutDetector } from '../layout.js';

const IMAGE = '_leftImg8bit.png';
const MASK = '_gtFine_labelIds.png';

/** `leftImg8bit/<split>/<city>` beside `gtFine/<split>/<city>`, as it is downloaded. */
export const cityscapes: LayoutDetector = (tree) => {
  const [images, masks] = [folderNamed(tree, 'leftimg8bit'), folderNamed(tree, 'gtfine')];
  if (!images || !masks) return undefined;
  const samples: FoundSample[] = [];
  for (const split of ['train', 'val']) {
    for (const [city, folder] of images.folders.get(split)?.folders ?? []) {
      const labelled = masks.folders.get(split)?.folders.get(city);
      for (const image of imagesIn(folder).filter((file) => file.endsWith(IMAGE))) {
        const id = basename(image, IMAGE);
        if (!labelled?.files.includes(`${id}${MASK}`)) continue;
        samples.push({ id, image, split, mask: { kind: 'picture', file: join(labelled.path, `${id}${MASK}`) } });
      }
    }
  }
  if (samples.length === 0) return undefined;
  const classes = CITYSCAPES_CLASSES.map(([value, name, ...color]) => ({ name, value, color }));
  return { name: 'Cityscapes', samples, classes, dataset: { type: 'cityscapes' } };
};
