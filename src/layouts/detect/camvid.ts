import { CAMVID_CLASSES, CAMVID_VOID } from '../../plugins/datasets/camvid.js';
import { readClassFile } from '../class-files.js';
import { folderNamed, imagesIn } from '../folder-tree.js';
import type { LayoutDetector } from '../layout.js';
import { mergePaired, pairNames } from '../pair-names.js';

/** CamVid as SegNet lays it out (`train`, `trainannot`, …), and as Cambridge offers it (`LabeledApproved_full`). */
export const camvid: LayoutDetector = async (tree) => {
  const splits = ['train', 'val', 'test'].filter((split) => folderNamed(tree, `${split}annot`));
  if (splits.length > 0) {
    const folder = (name: string) => imagesIn(folderNamed(tree, name) ?? { path: '', files: [], folders: new Map() });
    const paired = mergePaired(splits.map((split) => pairNames(folder(split), folder(`${split}annot`), split)));
    const classes = CAMVID_CLASSES.map((each, value) => ({ ...each, value }));
    const whole = splits.length === 3; // the data set "camvid" wants all of them
    const found = { name: 'CamVid (SegNet)', ...paired, classes, ignore: [CAMVID_VOID] };
    return whole ? { ...found, dataset: { type: 'camvid' } } : found;
  }
  const [images, masks] = [folderNamed(tree, '701_stillsraw_full'), folderNamed(tree, 'labeledapproved_full')];
  if (!images || !masks) return undefined;
  const own = await readClassFile([tree.path, masks.path], [[...tree.files], [...masks.files]]);
  const paired = pairNames(imagesIn(images), imagesIn(masks));
  return { name: 'CamVid (Cambridge)', ...paired, ...(own && { classes: own.classes, ignore: own.ignore }) };
};
