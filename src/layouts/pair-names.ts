import { parse } from 'node:path';
import type { FoundLayout, FoundSample } from './layout.js';

/** What people append to the name of a mask, or put in front of it. */
const WORD =
  'masks?|labels?|labelids|segmentation|segmented|seg|gt|groundtruth|annotations?|annot|semantic|target|colou?r';
const appended = (words: string) => new RegExp(`(?:[_.-](?:${words}))+$`, 'i');
const SURE = appended(WORD);
/** CamVid's L and P tell a mask where its folder says that it is one. */
const APPENDED = appended(`${WORD}|l|p`);
const PREPENDED = new RegExp(`^(?:${WORD})[_-]`, 'i');

/** The name without what says that the file is a mask. */
export function plainStem(file: string): string {
  const { name } = parse(file);
  return name.replace(APPENDED, '').replace(PREPENDED, '');
}

/** Whether the name says that the file is a mask. */
export function saysMask(file: string): boolean {
  const { name } = parse(file);
  return SURE.test(name) || PREPENDED.test(name);
}

/** What pairing finds: the samples, and the files without a partner. */
export type Paired = Required<Pick<FoundLayout, 'samples' | 'unpaired'>>;

/** Pairs images with masks whose names differ by their extension, and by what says that a file is a mask. */
export function pairNames(images: readonly string[], masks: readonly string[], split?: string): Paired {
  const byName = new Map(masks.map((mask) => [parse(mask).name, mask]));
  const byStem = new Map(masks.map((mask) => [plainStem(mask), mask]));
  const used = new Set<string>();
  const samples: FoundSample[] = [];
  const alone: string[] = [];
  for (const image of images) {
    const id = parse(image).name;
    const mask = byName.get(id) ?? byStem.get(id) ?? byStem.get(plainStem(image));
    if (mask === undefined || used.has(mask)) {
      alone.push(image);
      continue;
    }
    used.add(mask);
    samples.push({ id, image, mask: { kind: 'picture', file: mask }, ...(split && { split }) });
  }
  return { samples, unpaired: { images: alone, masks: masks.filter((mask) => !used.has(mask)) } };
}

export function mergePaired(parts: readonly Paired[]): Paired {
  return {
    samples: parts.flatMap(({ samples }) => samples),
    unpaired: {
      images: parts.flatMap(({ unpaired }) => unpaired.images),
      masks: parts.flatMap(({ unpaired }) => unpaired.masks),
    },
  };
}
