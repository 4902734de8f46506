import { z } from 'zod';
import { sharp } from '../raster/sharp.js';

/** What to do with photos that a camera stored rotated, with a note for viewers. */
export type ExifMode = z.infer<ReturnType<typeof exifOption>>;

/** The option `exif` of every data set of image files. */
export const exifOption = () =>
  z
    .enum(['refuse', 'apply', 'ignore'])
    .default('refuse')
    .describe(
      'Photos stored rotated with an EXIF note: refuse them, apply the rotation (for masks drawn on what a viewer shows), or ignore it (for masks drawn on the stored pixels).',
    );

/** EXIF orientation of an image file, 1–8; 1 is upright, as is a file without the note. Reads the header alone. */
export async function readOrientation(file: string): Promise<number> {
  const { orientation = 1 } = await sharp(file).metadata();
  return orientation;
}
