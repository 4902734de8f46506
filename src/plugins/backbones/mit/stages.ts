import { dropRates } from '../drop-rates.js';

/** Xie et al. 2021, table 6: the rows in which the sizes differ. */
const SIZES = {
  b0: { depths: [2, 2, 2, 2], channels: [32, 64, 160, 256] },
  b1: { depths: [2, 2, 2, 2], channels: [64, 128, 320, 512] },
  b2: { depths: [3, 4, 6, 3], channels: [64, 128, 320, 512] },
  b3: { depths: [3, 4, 18, 3], channels: [64, 128, 320, 512] },
  b4: { depths: [3, 8, 27, 3], channels: [64, 128, 320, 512] },
  b5: { depths: [3, 6, 40, 3], channels: [64, 128, 320, 512] },
} as const;

export type MitSize = keyof typeof SIZES;

export const MIT_SIZES = Object.keys(SIZES) as [MitSize, ...MitSize[]];

/** The rows that they share: the patch embedding's kernel and stride, attention heads, and cells per key along one axis. */
const STAGES = [
  { kernelSize: 7, stride: 4, heads: 1, reduction: 8 },
  { kernelSize: 3, stride: 2, heads: 2, reduction: 4 },
  { kernelSize: 3, stride: 2, heads: 5, reduction: 2 },
  { kernelSize: 3, stride: 2, heads: 8, reduction: 1 },
] as const;

export interface MitStage {
  readonly channels: number;
  /** Of the patch embedding. */
  readonly kernelSize: number;
  readonly stride: number;
  readonly heads: number;
  readonly reduction: number;
  /** Input pixels per cell of its output. */
  readonly outputStride: number;
  /** Drop rate of each block. */
  readonly dropRates: readonly number[];
}

/** The four stages; drop rates grow evenly from 0 in the first block to `dropPath` in the last. */
export function mitStages(size: MitSize, dropPath: number): MitStage[] {
  const { depths, channels } = SIZES[size];
  const rates = dropRates(depths, dropPath);
  let outputStride = 1;
  return STAGES.map((stage, s) => {
    outputStride *= stage.stride;
    return { ...stage, channels: channels[s]!, outputStride, dropRates: rates[s]! };
  });
}
