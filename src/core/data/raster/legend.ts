import type { ClassInfo } from '../../interfaces/dataset.js';
import { isBackground, STRIPES, stripeOf } from './colorize.js';
import { sharp } from './sharp.js';

/** What a class looks like in a picture: its colour, nothing at all, or the stripes of pixels of no class. */
interface Key {
  readonly name: string;
  readonly fill: string;
}

/** What pixels of no class are called. */
const NO_LABEL = 'no label';

/** Narrower pictures get a wider legend, in which a name has room. */
const NARROWEST = 160;

/** Sides of letters in pixels; in between as wide pictures want. */
const [SMALLEST, LARGEST] = [12, 24];

/** Of the height of letters: what a sans serif takes on average for each, rather more than less. */
const LETTER = 0.62;

/**
 * The classes that occur in masks, in the order of the class list.
 * @param options `transparent` where the background is left unpainted, as in overlays
 */
function keysOf(
  masks: readonly Uint8Array[],
  classes: readonly ClassInfo[],
  { transparent = false }: { readonly transparent?: boolean } = {},
): Key[] {
  const present = new Array<boolean>(256).fill(false);
  for (const mask of masks) for (const label of mask) present[label] = true;
  const keys = classes.map(({ name, color }) => ({
    name,
    fill: transparent && isBackground(name) ? 'none' : `rgb(${color.join(' ')})`,
  }));
  const none = present.some((found, label) => found && label >= classes.length);
  return [...keys.filter((_, c) => present[c]), ...(none ? [{ name: NO_LABEL, fill: 'url(#stripes)' }] : [])];
}

/**
 * A strip with the colour and the name of each class that occurs, to be put below a picture. Names are drawn with a font of
 * the machine.
 * @param width of the picture
 * @returns a PNG and its size
 */
export async function drawLegend(
  width: number,
  masks: readonly Uint8Array[],
  classes: readonly ClassInfo[],
  options: { readonly transparent?: boolean } = {},
): Promise<{ readonly png: Buffer; readonly width: number; readonly height: number }> {
  const wide = Math.max(NARROWEST, width);
  const letters = Math.min(LARGEST, Math.max(SMALLEST, Math.round(wide / 60)));
  const line = Math.round(1.6 * letters);
  const step = Math.round(letters / 2);
  let [x, y] = [step, 0];
  const drawn = keysOf(masks, classes, options).map(({ name, fill }) => {
    const length = Math.ceil(letters + step + Array.from(name).length * LETTER * letters);
    if (x > step && x + length > wide) [x, y] = [step, y + line];
    const top = y + Math.round((line - letters) / 2);
    const item =
      `<rect x="${x}" y="${top}" width="${letters}" height="${letters}" fill="${fill}" stroke="#555"/>` +
      `<text x="${x + letters + step}" y="${top + 0.85 * letters}">${escapeXml(name)}</text>`;
    x += length + 2 * step;
    return item;
  });
  const height = y + line;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${height}" font-family="sans-serif" font-size="${letters}">
<pattern id="stripes" width="8" height="8" patternUnits="userSpaceOnUse">
<rect width="8" height="8" fill="${grey(STRIPES[0])}"/><path d="${lightStripes()}" fill="${grey(STRIPES[1])}"/></pattern>
<rect width="100%" height="100%" fill="#fff"/>${drawn.join('')}</svg>`;
  return { png: await sharp(Buffer.from(svg)).removeAlpha().png().toBuffer(), width: wide, height };
}

/** The stripes of pictures, which repeat after eight pixels. */
function lightStripes(): string {
  const pixels = Array.from({ length: 64 }, (_, pixel) => pixel).filter((pixel) => stripeOf(pixel, 8) === 1);
  return pixels.map((pixel) => `M${pixel % 8} ${Math.floor(pixel / 8)}h1v1h-1z`).join('');
}

function grey(value: number): string {
  return `rgb(${value} ${value} ${value})`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
