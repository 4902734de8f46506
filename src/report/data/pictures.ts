import type { WebpOptions } from 'sharp';
import { colorize } from '../../core/data/raster/colorize.js';
import { sharp } from '../../core/data/raster/sharp.js';
import type { ClassInfo, Sample } from '../../core/interfaces/dataset.js';

/** Wide enough for a column of the page on a dense display. */
const WIDTH = 480;

/** Wrong pixels: vermillion of the Okabe-Ito palette, which every kind of colour vision tells from grey. */
const WRONG = [213, 94, 0] as const;

type Size = Pick<Sample, 'width' | 'height'>;

/** The photograph. */
export function photoUri({ image, width, height }: Sample): Promise<string> {
  return dataUri(image, { width, height }, { quality: 80 });
}

/** A mask in the colours of its classes. */
export function maskUri(mask: Uint8Array, size: Size, classes: readonly ClassInfo[]): Promise<string> {
  return dataUri(colorize(mask, classes, size.width), size, { lossless: true });
}

/** The photograph in pale grey with wrong pixels marked; pixels without a label are black. */
export function errorUri(
  { image, label, width, height }: Sample,
  prediction: Uint8Array,
  classCount: number,
): Promise<string> {
  const rgb = new Uint8Array(image.length);
  label.forEach((truth, i) => {
    const grey = 140 + 0.4 * (0.299 * image[3 * i]! + 0.587 * image[3 * i + 1]! + 0.114 * image[3 * i + 2]!);
    if (truth >= classCount) return;
    rgb.set(truth === prediction[i] ? [grey, grey, grey] : WRONG, 3 * i);
  });
  return dataUri(rgb, { width, height }, { quality: 85 });
}

async function dataUri(rgb: Uint8Array, { width, height }: Size, encoding: WebpOptions): Promise<string> {
  const bytes = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize({ width: WIDTH, withoutEnlargement: true, kernel: encoding.lossless ? 'nearest' : 'lanczos3' })
    .webp(encoding)
    .toBuffer();
  return `data:image/webp;base64,${bytes.toString('base64')}`;
}
