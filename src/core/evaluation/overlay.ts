import { encode } from 'fast-png';
import { isBackground, palette, stripeOf } from '../data/raster/colorize.js';
import { drawLegend } from '../data/raster/legend.js';
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

export interface OverlayOptions {
  /** Of the colours, 0–1. */
  readonly opacity?: number;
  /** Draws into the image itself, to save memory. */
  readonly overwrite?: boolean;
  /** Adds a strip below with the classes that occur; the image stays what it is at the top left. */
  readonly legend?: boolean;
}

/**
 * The image with its classes' colours laid over it. A class called background stays as it is; pixels of no class are striped.
 * @param image RGB, `height * width * 3` bytes
 * @returns a PNG
 */
export async function encodeOverlay(
  { image, ...mask }: MaskImage & { readonly image: Uint8Array },
  classes: readonly ClassInfo[],
  { opacity = 0.55, overwrite = false, legend = false }: OverlayOptions = {},
): Promise<Buffer> {
  const { width, height } = mask;
  const blended = blend({ image, ...mask }, classes, opacity, overwrite ? image : undefined);
  const overlay = sharp(blended, { raw: { width, height, channels: 3 } });
  if (!legend) return overlay.png().toBuffer();
  const strip = await drawLegend(width, [mask.mask], classes, { transparent: true });
  return overlay
    .extend({ bottom: strip.height, right: strip.width - width, background: '#ffffff' })
    .composite([{ input: strip.png, left: 0, top: height }])
    .removeAlpha()
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
  const shares = classes.map(({ name }) => (isBackground(name) ? 0 : opacity));
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
