import { encode } from 'fast-png';
import { palette } from '../data/raster/colorize.js';
import { sharp } from '../data/raster/sharp.js';
import type { ClassInfo } from '../interfaces/dataset.js';

export interface MaskImage {
  readonly width: number;
  readonly height: number;
  /** Class index of each pixel, `height * width`. */
  readonly mask: Uint8Array;
}

/** A palette PNG: the indices are the classes, the palette their colours. `readIndexPng` reads the mask back. */
export function encodeMask({ width, height, mask }: MaskImage, classes: readonly ClassInfo[]): Uint8Array {
  return encode({ width, height, data: mask, depth: 8, channels: 1, palette: palette(classes) });
}

/**
 * The image with its classes' colours laid over it; pixels of no class stay as they are.
 * @param image RGB, `height * width * 3` bytes
 * @param options `opacity` of the colours, 0–1; `overwrite` draws into the image itself, to save memory
 * @returns a PNG
 */
export function encodeOverlay(
  { image, ...mask }: MaskImage & { readonly image: Uint8Array },
  classes: readonly ClassInfo[],
  { opacity = 0.55, overwrite = false }: { readonly opacity?: number; readonly overwrite?: boolean } = {},
): Promise<Buffer> {
  const { width, height } = mask;
  return sharp(blend(image, mask.mask, classes, opacity, overwrite ? image : undefined), {
    raw: { width, height, channels: 3 },
  })
    .png()
    .toBuffer();
}

/** RGB bytes of the overlay. @param blended what they are written to */
function blend(
  image: Uint8Array,
  mask: Uint8Array,
  classes: readonly ClassInfo[],
  opacity: number,
  blended: Uint8Array = new Uint8Array(image.length),
): Uint8Array {
  const colors = Uint8Array.from(palette(classes).flat());
  for (let pixel = 0, i = 0; pixel < mask.length; pixel++) {
    const label = mask[pixel]!;
    const share = label < classes.length ? opacity : 0;
    for (let c = 0; c < 3; c++, i++) blended[i] = Math.round(image[i]! * (1 - share) + colors[3 * label + c]! * share);
  }
  return blended;
}
