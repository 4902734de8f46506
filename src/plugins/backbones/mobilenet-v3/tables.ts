import { type BlockRow, roundChannels } from '../inverted-residual/blocks.js';

type Row = readonly [
  kernelSize: 3 | 5,
  expanded: number,
  channels: number,
  squeeze: boolean,
  activation: 'RE' | 'HS',
  stride: 1 | 2,
];

interface Table {
  readonly rows: readonly Row[];
  /** Channels of the last convolution. */
  readonly last: number;
  /** Blocks of each stage as timm counts. */
  readonly stageSizes: readonly number[];
}

export const STEM_CHANNELS = 16;

/** Howard et al. 2019, tables 1 and 2. */
export const TABLES = {
  large: {
    rows: [
      [3, 16, 16, false, 'RE', 1],
      [3, 64, 24, false, 'RE', 2],
      [3, 72, 24, false, 'RE', 1],
      [5, 72, 40, true, 'RE', 2],
      [5, 120, 40, true, 'RE', 1],
      [5, 120, 40, true, 'RE', 1],
      [3, 240, 80, false, 'HS', 2],
      [3, 200, 80, false, 'HS', 1],
      [3, 184, 80, false, 'HS', 1],
      [3, 184, 80, false, 'HS', 1],
      [3, 480, 112, true, 'HS', 1],
      [3, 672, 112, true, 'HS', 1],
      [5, 672, 160, true, 'HS', 2],
      [5, 960, 160, true, 'HS', 1],
      [5, 960, 160, true, 'HS', 1],
    ],
    last: 960,
    stageSizes: [1, 2, 3, 4, 2, 3],
  },
  small: {
    rows: [
      [3, 16, 16, true, 'RE', 2],
      [3, 72, 24, false, 'RE', 2],
      [3, 88, 24, false, 'RE', 1],
      [5, 96, 40, true, 'HS', 2],
      [5, 240, 40, true, 'HS', 1],
      [5, 240, 40, true, 'HS', 1],
      [5, 120, 48, true, 'HS', 1],
      [5, 144, 48, true, 'HS', 1],
      [5, 288, 96, true, 'HS', 2],
      [5, 576, 96, true, 'HS', 1],
      [5, 576, 96, true, 'HS', 1],
    ],
    last: 576,
    stageSizes: [1, 2, 3, 2, 3],
  },
} as const satisfies Record<string, Table>;

export type Size = keyof typeof TABLES;

export function blockRows(size: Size): BlockRow[] {
  let inputChannels: number = STEM_CHANNELS;
  return TABLES[size].rows.map(([kernelSize, expandedChannels, channels, squeeze, activation, stride]) => {
    const expands = expandedChannels !== inputChannels;
    inputChannels = channels;
    return {
      kernelSize,
      expandedChannels,
      expands,
      squeezedChannels: squeeze ? roundChannels(expandedChannels / 4) : undefined,
      channels,
      activation: activation === 'RE' ? 'relu' : 'hard-swish',
      stride,
    };
  });
}
