import type { ClassInfo } from '../../interfaces/dataset.js';

/** Pixels of no class, such as those of the ignore index. */
const NO_CLASS: ClassInfo['color'] = [0, 0, 0];

/** @returns RGB bytes, three for each label; black where a label is of no class */
export function colorize(labels: Uint8Array, classes: readonly ClassInfo[]): Uint8Array {
  const rgb = new Uint8Array(labels.length * 3);
  for (let i = 0; i < labels.length; i++) rgb.set(classes[labels[i]!]?.color ?? NO_CLASS, 3 * i);
  return rgb;
}

/** 256 RGB entries: the colour of each class, black for every other index. */
export function palette(classes: readonly ClassInfo[]): number[][] {
  return Array.from({ length: 256 }, (_, i) => [...(classes[i]?.color ?? NO_CLASS)]);
}
