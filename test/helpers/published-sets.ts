import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeImage, writeMask } from './folder-data.js';

/** Where the image and the mask of one sample lie, and the values of two classes in the mask. */
interface Place {
  readonly files: (split: 'train' | 'val', i: number) => readonly [image: string, mask: string];
  readonly values: readonly [number, number];
  /** Folder of lists of ids. */
  readonly lists?: string;
}

const ADE20K_FOLDERS = { train: 'training', val: 'validation' } as const;

const PLACES = {
  cityscapes: {
    files: (split, i) => [
      `leftImg8bit/${split}/ulm/ulm_${i}_leftImg8bit.png`,
      `gtFine/${split}/ulm/ulm_${i}_gtFine_labelIds.png`,
    ],
    values: [7, 26],
  },
  ade20k: {
    files: (split, i) => [`images/${ADE20K_FOLDERS[split]}/${i}.jpg`, `annotations/${ADE20K_FOLDERS[split]}/${i}.png`],
    values: [1, 150],
  },
  'pascal-context': {
    files: (split, i) => [`JPEGImages/${split}${i}.jpg`, `SegmentationClassContext/${split}${i}.png`],
    values: [1, 59],
    lists: 'ImageSets/SegmentationContext',
  },
  'coco-stuff': {
    files: (split, i) => [`images/${split}2017/${i}.jpg`, `annotations/${split}2017/${i}.png`],
    values: [0, 181],
  },
} satisfies Readonly<Record<string, Place>>;

export type PublishedSet = keyof typeof PLACES;

/** Two images for training and one to evaluate, laid out as the set is downloaded; each half of an image is of one class. */
export async function writePublishedSet(set: PublishedSet, root: string, side: number): Promise<string> {
  const { files, values, lists }: Place = PLACES[set];
  const size = { width: side, height: side };
  for (const [split, count] of [
    ['train', 2],
    ['val', 1],
  ] as const) {
    for (let i = 0; i < count; i++) {
      const [image, mask] = files(split, i);
      await writeImage(join(root, image), size, i);
      await writeMask(join(root, mask), size, (p) => values[p % side < side / 2 ? 0 : 1]!);
    }
    if (!lists) continue;
    await mkdir(join(root, lists), { recursive: true });
    await writeFile(
      join(root, lists, `${split}.txt`),
      Array.from({ length: count }, (_, i) => `${split}${i}\n`).join(''),
    );
  }
  return root;
}
