import { sharp } from '../../core/data/raster/sharp.js';
import { sizesDiffer } from '../../core/errors/image-files.js';
import { ContrasegError } from '../../core/errors/index.js';
import type { FoundSample, NamedClass } from '../layout.js';
import { drawOutlines } from './draw-outlines.js';
import { type RawMask, readPicture } from './read-picture.js';

/**
 * What an image's labels hold: the values or colours of a picture; of objects and polygons indices into the class list, in
 * which 0 is the background.
 */
export async function readLabels({ image, mask }: FoundSample, classes: readonly NamedClass[]): Promise<RawMask> {
  if (mask.kind === 'picture') return readPicture(mask.file);
  const size = await imageSize(image);
  const drawn = { ...size, coding: 'values' as const, lossy: false };
  if (mask.kind === 'instances') return { ...drawn, data: await joinObjects(mask.files, size, image) };
  const indices = new Map(classes.map(({ name }, i) => [name, i]));
  return { ...drawn, data: await drawOutlines(mask.outlines, size, indices) };
}

/** Width and height as stored. */
async function imageSize(image: string): Promise<{ width: number; height: number }> {
  const { width, height } = await sharp(image).metadata();
  return { width, height };
}

/** 1 wherever an object's mask is not black. */
async function joinObjects(
  files: readonly string[],
  size: { width: number; height: number },
  image: string,
): Promise<Uint8Array> {
  const joined = new Uint8Array(size.width * size.height);
  for (const file of files) {
    const mask = await readPicture(file);
    if (mask.data.length !== joined.length) throw new ContrasegError(sizesDiffer(file, mask, image, size));
    for (let i = 0; i < joined.length; i++) if (mask.data[i] !== 0) joined[i] = 1;
  }
  return joined;
}
