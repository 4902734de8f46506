import { stat } from 'node:fs/promises';
import sharp from 'sharp';
import { unreadableImage } from '../errors/data.js';
import { ContrasegError } from '../errors/index.js';

/** An RGB picture, row by row. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** `height * width * 3` bytes, 0–255. */
  readonly data: Uint8Array;
}

/**
 * Decodes an image file to RGB in a native thread. Grey images are spread over three channels, alpha is dropped, and an
 * EXIF orientation is ignored, because masks are drawn on the stored pixels.
 * @param file its path, or its bytes
 * @throws ContrasegError that names the file, also where it is truncated
 */
export async function readImage(file: string | Uint8Array): Promise<RgbImage> {
  try {
    const { data, info } = await sharp(file)
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: info.channels === 3 ? data : spreadGrey(data) };
  } catch (error) {
    const name = typeof file === 'string' ? file : 'image in memory';
    throw new ContrasegError(unreadableImage(name, await diagnose(file)), { cause: error });
  }
}

function spreadGrey(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (let i = 0; i < grey.length; i++) rgb.fill(grey[i]!, 3 * i, 3 * i + 3);
  return rgb;
}

/** libvips keeps its messages in one buffer for all threads, so what it says may be about another file. */
async function diagnose(file: string | Uint8Array): Promise<string> {
  const size = typeof file === 'string' ? (await stat(file).catch(() => undefined))?.size : file.length;
  if (size === undefined) return 'there is no such file';
  return size === 0 ? 'the file is empty' : 'it is truncated, damaged or not an image';
}
