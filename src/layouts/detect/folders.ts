import { basename, parse, relative, sep } from 'node:path';
import { readClassFile } from '../class-files.js';
import { type FolderTree, folderNamed, imagesIn } from '../folder-tree.js';
import type { FoundLayout, LayoutDetector } from '../layout.js';
import { mergePaired, pairNames } from '../pair-names.js';
import { splitOf } from '../split-names.js';

const IMAGES = [
  'images',
  'image',
  'imgs',
  'img',
  'photos',
  'pictures',
  'frames',
  'rgb',
  'inputs',
  'input',
  'original',
  'x',
];
const MASKS = [
  'masks',
  'mask',
  'labels',
  'label',
  'annotations',
  'annotation',
  'annots',
  'groundtruth',
  'ground_truth',
  'gt',
  'segmentations',
  'segmentation',
  'seg',
  'targets',
  'target',
  'y',
];

interface FolderPair {
  readonly images: FolderTree;
  readonly masks: FolderTree;
  readonly split?: string;
}

/** A folder of images beside a folder of masks: flat, with a folder per split inside, or inside the folder of a split. */
export const folders: LayoutDetector = async (tree) => {
  const [images, masks] = [folderNamed(tree, ...IMAGES), folderNamed(tree, ...MASKS)];
  const inside = images && masks ? splitsInside(images, masks) : [];
  const flat: FolderPair[] =
    images && masks && imagesIn(images).length > 0 ? [{ images, masks: withPictures(masks) }] : [];
  const pairs: readonly FolderPair[] =
    [inside, flat, inSplits(tree), besideSplits(tree)].find((found) => found.length > 0) ?? [];
  if (pairs.length === 0) return undefined;
  const paired = mergePaired(pairs.map((pair) => pairNames(imagesIn(pair.images), imagesIn(pair.masks), pair.split)));
  if (paired.samples.length === 0) return undefined;
  const places = [tree, ...pairs.flatMap((pair) => [pair.masks, pair.images])];
  const own = await readClassFile(
    places.map(({ path }) => path),
    places.map(({ files }) => [...files]),
  );
  const found = { name: describe(tree, pairs), ...paired, ...(own && { classes: own.classes, ignore: own.ignore }) };
  return pairs === inside && fitsFolder(found, pairs)
    ? { ...found, dataset: { type: 'folder', ...named(images!, masks!) } }
    : found;
};

/** The only folder of pictures inside a folder that has none, as annotations/trimaps of the Oxford-IIIT Pets. */
function withPictures(masks: FolderTree): FolderTree {
  const inside = [...masks.folders.values()].filter((folder) => imagesIn(folder).length > 0);
  return imagesIn(masks).length === 0 && inside.length === 1 ? inside[0]! : masks;
}

/** images/train, masks/train */
function splitsInside(images: FolderTree, masks: FolderTree): FolderPair[] {
  return [...images.folders].flatMap(([name, folder]) => {
    const [split, labelled] = [splitOf(name), masks.folders.get(name)];
    return split && labelled ? [{ images: folder, masks: labelled, split }] : [];
  });
}

/** train/images, train/masks */
function inSplits(tree: FolderTree): FolderPair[] {
  return [...tree.folders].flatMap(([name, folder]) => {
    const [split, images, masks] = [splitOf(name), folderNamed(folder, ...IMAGES), folderNamed(folder, ...MASKS)];
    return split && images && masks ? [{ images, masks, split }] : [];
  });
}

/** train, train_labels */
function besideSplits(tree: FolderTree): FolderPair[] {
  return [...tree.folders].flatMap(([name, images]) => {
    const split = splitOf(name);
    const names = MASKS.flatMap((word) => ['', '_', '-'].map((between) => `${name}${between}${word}`.toLowerCase()));
    const masks = folderNamed(tree, ...names);
    return split && masks ? [{ images, masks, split }] : [];
  });
}

/** Options of the data set "folder", where the names are not those that it expects. */
function named(images: FolderTree, masks: FolderTree): Record<string, string> {
  const found = { images: basename(images.path), labels: basename(masks.path) };
  return Object.fromEntries(Object.entries(found).filter(([name, folder]) => name !== folder));
}

/** Whether the data set "folder" reads it: folders named train and val, and PNGs that are called as their images are. */
function fitsFolder({ samples, unpaired }: FoundLayout, pairs: readonly FolderPair[]): boolean {
  const named = pairs.every(({ images, split }) => basename(images.path) === split);
  const equal = samples.every(({ id, mask }) => mask.kind === 'picture' && parse(mask.file).base === `${id}.png`);
  return (
    named &&
    equal &&
    unpaired!.images.length === 0 &&
    ['train', 'val'].every((split) => pairs.some((pair) => pair.split === split))
  );
}

/** `images/ and masks/`, `train/images/ and train/masks/` */
function describe(tree: FolderTree, [first, ...others]: readonly FolderPair[]): string {
  const shown = ({ path }: FolderTree) => `${relative(tree.path, path).split(sep).join('/')}/`;
  return `${shown(first!.images)} and ${shown(first!.masks)}${others.length > 0 ? ', …' : ''}`;
}
