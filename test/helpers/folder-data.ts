import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encode } from 'fast-png';
import sharp from 'sharp';

export const CLASSES = {
  classes: [
    { name: 'sky', color: [0, 0, 255] },
    { name: 'road', color: [128, 64, 128] },
    { name: 'car', color: [255, 0, 0] },
  ],
  ignoreIndex: 255,
};

export interface Picture {
  readonly width: number;
  readonly height: number;
}

/** A picture whose pixels depend on `seed`, as JPEG or PNG by its name. */
export async function writeImage(file: string, { width, height }: Picture, seed = 0): Promise<void> {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7 + seed * 31 + (i % 3) * 80) % 256);
  await mkdir(dirname(file), { recursive: true });
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(file);
}

/** A grey index PNG. */
export async function writeMask(file: string, { width, height }: Picture, value: (i: number) => number): Promise<void> {
  const data = Uint8Array.from({ length: width * height }, (_, i) => value(i));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, encode({ width, height, data, channels: 1 }));
}

/** images/<split>, labels/<split>, classes.json with `count` clean pairs in each split; returns its root. */
export async function writeFolderSet(root: string, splits: readonly string[], count = 3): Promise<string> {
  const size = { width: 24, height: 16 };
  await mkdir(root, { recursive: true });
  await writeFile(join(root, 'classes.json'), JSON.stringify(CLASSES));
  for (const [s, split] of splits.entries()) {
    for (let i = 0; i < count; i++) {
      const name = `${split}-${i}`;
      await writeImage(join(root, 'images', split, `${name}.${i % 2 ? 'png' : 'jpg'}`), size, 10 * s + i);
      await writeMask(join(root, 'labels', split, `${name}.png`), size, (p) => (p % 24 < 12 ? (p + i) % 3 : 255));
    }
  }
  return root;
}
