import { unpackColor } from '../../core/data/files/color-map.js';

/** How far from a class's value or colour the pixels of JPEG and of smoothed edges may lie. */
const REACH = { values: 16, colors: 48 };

/** Share of the pixels from which on a value is no noise. */
const LEAST = 0.002;

/** Values that a colour picture of classes has at most. */
const MANY = { values: 9, colors: 64 };

/** Distance of two values, or of two colours (0xRRGGBB). */
export function distance(a: number, b: number, coding: 'values' | 'colors'): number {
  if (coding === 'values') return Math.abs(a - b);
  const [x, y] = [unpackColor(a), unpackColor(b)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

/** Whether edges between 0 and 255 were smoothed, or colours run into each other: not every value is then a class. */
export function isSmoothed(pixels: ReadonlyMap<number, number>, coding: 'values' | 'colors'): boolean {
  if (pixels.size <= MANY[coding]) return false;
  if (coding === 'colors') return true;
  const [first, second] = [...pixels.keys()];
  return Math.min(first!, second!) === 0 && Math.max(first!, second!) >= 250;
}

/** The frequent values that lie apart, without those around them. @param pixels the most frequent first */
export function peaks(pixels: ReadonlyMap<number, number>, coding: 'values' | 'colors'): number[] {
  const total = [...pixels.values()].reduce((sum, count) => sum + count, 0);
  const found: number[] = [];
  for (const [value, count] of pixels) {
    if (count < LEAST * total) break;
    if (found.every((peak) => distance(peak, value, coding) > REACH[coding])) found.push(value);
  }
  return found;
}
