import { type BlockRow, roundChannels } from '../inverted-residual/blocks.js';

export type Size = 0 | 1 | 2;

type Stage = readonly [expansion: 1 | 6, kernelSize: 3 | 5, channels: number, repetitions: number, stride: 1 | 2];

/** EfficientNet-B0: Tan and Le 2019, table 1. */
const STAGES: readonly Stage[] = [
  [1, 3, 16, 1, 1],
  [6, 3, 24, 2, 2],
  [6, 5, 40, 2, 2],
  [6, 3, 80, 3, 2],
  [6, 5, 112, 3, 1],
  [6, 5, 192, 4, 2],
  [6, 3, 320, 1, 1],
];

/** Factors of width and depth. */
const SCALES = { 0: [1, 1], 1: [1, 1.1], 2: [1.1, 1.2] } as const;

/** Not scaled. */
export const STEM_CHANNELS = 32;

/** Blocks of each stage; the first and the last stage are not repeated in any size. */
export function stageSizes(size: Size): number[] {
  const depth = SCALES[size][1];
  return STAGES.map(([, , , repetitions], i) =>
    i === 0 || i === STAGES.length - 1 ? repetitions : Math.ceil(repetitions * depth),
  );
}

export function blockRows(size: Size): BlockRow[] {
  const sizes = stageSizes(size);
  let inputChannels = STEM_CHANNELS;
  return STAGES.flatMap(([expansion, kernelSize, baseChannels, , stageStride], stage) => {
    const channels = roundChannels(baseChannels * SCALES[size][0]);
    return Array.from({ length: sizes[stage]! }, (_, i): BlockRow => {
      const expandedChannels = inputChannels * expansion;
      inputChannels = channels;
      const stride = i === 0 ? stageStride : 1;
      return { kernelSize, expandedChannels, expands: expansion > 1, channels, activation: 'relu6', stride };
    });
  });
}
