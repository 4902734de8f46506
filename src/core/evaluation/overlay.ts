import { encode } from 'fast-png';
import sharp from 'sharp';
import { colorize, palette } from '../data/colorize.js';
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
 * @param opacity of the colours, 0–1
 * @returns a PNG
 */
export function encodeOverlay(
  { image, ...mask }: MaskImage & { readonly image: Uint8Array },
  classes: readonly ClassInfo[],
  opacity = 0.55,
): Promise<Buffer> {
  const { width, height } = mask;
  return sharp(blend(image, mask.mask, classes, opacity), { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** RGB bytes of the overlay. */
export function blend(image: Uint8Array, mask: Uint8Array, classes: readonly ClassInfo[], opacity: number): Uint8Array {
  const colors = colorize(mask, classes);
  const blended = new Uint8Array(image.length);
  for (let i = 0; i < image.length; i++) {
    const share = mask[Math.floor(i / 3)]! < classes.length ? opacity : 0;
    blended[i] = Math.round(image[i]! * (1 - share) + colors[i]! * share);
  }
  return blended;
}
