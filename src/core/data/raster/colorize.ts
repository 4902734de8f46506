import type { ClassInfo } from '../../interfaces/dataset.js';

/** Pixels of no class in the palette of a mask file, which has one colour for each value. */
const NO_CLASS: ClassInfo['color'] = [0, 0, 0];

/** Greys of the stripes that mark pixels of no class: no class list has a pattern, whatever its colours. */
export const STRIPES = [90, 165] as const;
const STRIPE_WIDTH = 4;

/** The stripe of a pixel of no class: 0 or 1. */
export function stripeOf(pixel: number, width: number): 0 | 1 {
  const diagonal = (pixel % width) + Math.floor(pixel / width);
  return (Math.floor(diagonal / STRIPE_WIDTH) % 2) as 0 | 1;
}

/** @returns RGB bytes, three for each label; grey stripes where a label is of no class @param width of the picture */
export function colorize(labels: Uint8Array, classes: readonly ClassInfo[], width: number): Uint8Array {
  const rgb = new Uint8Array(labels.length * 3);
  for (let i = 0; i < labels.length; i++) {
    const color = classes[labels[i]!]?.color;
    if (color) rgb.set(color, 3 * i);
    else rgb.fill(STRIPES[stripeOf(i, width)], 3 * i, 3 * i + 3);
  }
  return rgb;
}

/** A class that overlays leave as the image is. */
export function isBackground(name: string): boolean {
  return name.toLowerCase() === 'background';
}

/** 256 RGB entries: the colour of each class, black for every other index. */
export function palette(classes: readonly ClassInfo[]): number[][] {
  return Array.from({ length: 256 }, (_, i) => [...(classes[i]?.color ?? NO_CLASS)]);
}
