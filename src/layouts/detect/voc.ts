import { readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { VOC_NAMES } from '../../plugins/datasets/voc.js';
import { readClassFile } from '../class-files.js';
import { type FolderTree, folderNamed, imagesIn } from '../folder-tree.js';
import type { LayoutDetector } from '../layout.js';
import { pairNames } from '../pair-names.js';

/** `JPEGImages`, `SegmentationClass` and `ImageSets`: PASCAL VOC itself, and what CVAT and labelme export. */
export const voc: LayoutDetector = async (tree) => {
  const [images, masks] = [
    folderNamed(tree, 'jpegimages'),
    folderNamed(tree, 'segmentationclasspng', 'segmentationclass'),
  ];
  if (!images || !masks) return undefined;
  const paired = pairNames(imagesIn(images), imagesIn(masks));
  const lists = folderNamed(tree, 'imagesets');
  const splits = await readLists(lists && (folderNamed(lists, 'segmentation') ?? lists));
  const samples = paired.samples.map((sample) => {
    const split = splits.get(sample.id);
    return { ...sample, ...(split && { split }) };
  });
  const own = await readClassFile([tree.path], [[...tree.files]]);
  const listed = (split: string) => [...splits.values()].includes(split);
  const classes = own?.classes ?? VOC_NAMES.map((name, value) => ({ name, value }));
  const standard = !own && listed('train') && listed('val');
  return {
    name: own ? 'PASCAL VOC with classes of its own' : 'PASCAL VOC',
    samples,
    classes,
    ignore: own?.ignore,
    unpaired: paired.unpaired,
    ...(standard && { dataset: { type: 'voc' } }),
  };
};

/** The split of each name in train.txt, val.txt, test.txt. */
async function readLists(folder: FolderTree | undefined): Promise<Map<string, string>> {
  const splits = new Map<string, string>();
  for (const split of ['test', 'val', 'train']) {
    if (!folder?.files.includes(`${split}.txt`)) continue;
    const text = await readFile(join(folder.path, `${split}.txt`), 'utf8');
    for (const name of text.split(/\s+/).filter(Boolean)) splits.set(parse(name).name, split);
  }
  return splits;
}
