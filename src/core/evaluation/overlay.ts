import { encode } from 'fast-png';
import { palette, stripeOf } from '../data/raster/colorize.js';
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
 * The image with its classes' colours laid over it. A class called background stays as it is; pixels of no class are striped.
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
  return sharp(blend({ image, ...mask }, classes, opacity, overwrite ? image : undefined), {
    raw: { width, height, channels: 3 },
  })
    .png()
    .toBuffer();
}

/** How much darker and lighter the stripes of pixels of no class are. */
const STRIPES = [0.7, 1.3] as const;

/** RGB bytes of the overlay. @param blended what they are written to */
function blend(
  { image, mask, width }: MaskImage & { readonly image: Uint8Array },
  classes: readonly ClassInfo[],
  opacity: number,
  blended: Uint8Array = new Uint8Array(image.length),
): Uint8Array {
  const colors = Uint8Array.from(palette(classes).flat());
  const shares = classes.map(({ name }) => (name.toLowerCase() === 'background' ? 0 : opacity));
  for (let pixel = 0, i = 0; pixel < mask.length; pixel++) {
    const label = mask[pixel]!;
    const share = shares[label];
    const factor = share === undefined ? STRIPES[stripeOf(pixel, width)] : 1 - share;
    for (let c = 0; c < 3; c++, i++) {
      const added = share === undefined ? 0 : colors[3 * label + c]! * share;
      blended[i] = Math.min(255, Math.round(image[i]! * factor + added));
    }
  }
  return blended;
}
