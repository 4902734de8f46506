import type { Window } from '../data/raster/raster.js';

/**
 * Pixels of an image that is predicted whole: 2048 x 2048. A prediction keeps some hundred bytes per pixel, so that a larger
 * one is made window by window.
 */
export const WHOLE_PIXELS = 2 ** 22;

/** Side of a window in pixels. */
export const TILE = 768;

/** Pixels that neighbouring windows share. */
export const OVERLAP = 256;

/** Windows begin at multiples of it, so that a network's grid lies as it does on the whole image. */
export const ALIGNMENT = 64;

/** A window that is predicted, and the part of the prediction that is kept: at least half the overlap away from its borders. */
export interface Tile {
  readonly window: Window;
  /** In pixels of the image. */
  readonly kept: Window;
}

/** The windows of a large image, row by row; what they keep covers it without a gap or an overlap. Undefined for a small one. */
export function tilesOf({ width, height }: { readonly width: number; readonly height: number }): Tile[] | undefined {
  if (width * height <= WHOLE_PIXELS) return undefined;
  const columns = spans(width);
  return spans(height).flatMap((y) =>
    columns.map((x) => ({
      window: { left: x.start, top: y.start, width: x.end - x.start, height: y.end - y.start },
      kept: { left: x.from, top: y.from, width: x.to - x.from, height: y.to - y.from },
    })),
  );
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/** Along one axis; the last window is moved back, so that it sees as much as the others. */
function spans(length: number): Span[] {
  const last = Math.floor(Math.max(0, length - TILE) / ALIGNMENT) * ALIGNMENT;
  const count = Math.ceil(last / (TILE - OVERLAP)) + 1;
  const starts = Array.from({ length: count }, (_, i) => Math.min(i * (TILE - OVERLAP), last));
  const end = (i: number) => (i === count - 1 ? length : starts[i]! + TILE);
  const border = (i: number) => (starts[i]! + end(i - 1)) / 2;
  return starts.map((start, i) => ({
    start,
    end: end(i),
    from: i === 0 ? 0 : border(i),
    to: i === count - 1 ? length : border(i + 1),
  }));
}

/** One line for people. @param count of the images that were too large */
export function describeWindowed(count: number): string {
  return `${count} of them have more than ${(WHOLE_PIXELS / 1e6).toFixed(1)} megapixels and were predicted in windows of ${TILE}x${TILE}, overlapping by ${OVERLAP}`;
}

/** One line for people. @param tiles of an image */
export function describeTiles(tiles: readonly Tile[]): string {
  const { width, height } = tiles[0]!.window;
  return `${tiles.length} windows of ${width}x${height}, overlapping by ${OVERLAP}`;
}
