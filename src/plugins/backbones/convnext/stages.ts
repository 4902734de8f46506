import { dropRates } from '../drop-rates.js';

/** Liu et al. 2022, sec. 3: blocks and channels of each stage. */
const SIZES = {
  tiny: { depths: [3, 3, 9, 3], channels: [96, 192, 384, 768] },
  small: { depths: [3, 3, 27, 3], channels: [96, 192, 384, 768] },
  base: { depths: [3, 3, 27, 3], channels: [128, 256, 512, 1024] },
} as const;

export type ConvNextSize = keyof typeof SIZES;

export const CONVNEXT_SIZES = Object.keys(SIZES) as [ConvNextSize, ...ConvNextSize[]];

export interface ConvNextStage {
  readonly channels: number;
  /** Side of the patches that become one pixel, before the first block. */
  readonly stride: number;
  /** Input pixels per cell of its output. */
  readonly outputStride: number;
  /** Drop rate of each block. */
  readonly dropRates: readonly number[];
}

/** The four stages; drop rates grow evenly from 0 in the first block to `dropPath` in the last. */
export function convNextStages(size: ConvNextSize, dropPath: number): ConvNextStage[] {
  const { depths, channels } = SIZES[size];
  const rates = dropRates(depths, dropPath);
  return channels.map((count, s) => ({
    channels: count,
    stride: s === 0 ? 4 : 2,
    outputStride: 4 * 2 ** s,
    dropRates: rates[s]!,
  }));
}
