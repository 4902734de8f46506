import { type BlockRow, roundChannels } from './inverted-residual/blocks.js';

/** Sandler et al. 2018, table 2: expansion, channels, repetitions. */
const STAGES = [
  [1, 16, 1],
  [6, 24, 2],
  [6, 32, 3],
  [6, 64, 4],
  [6, 96, 3],
  [6, 160, 3],
  [6, 320, 1],
] as const;

/** Blocks of each stage. */
export const STAGE_SIZES = STAGES.map(([, , repetitions]) => repetitions);

interface Variant {
  readonly activation: 'relu' | 'relu6';
  /** Whether the first block has a 1x1 convolution that makes as many channels as it gets. */
  readonly expandsFirst: boolean;
  /** Of the first block of each stage. */
  readonly strides: readonly (1 | 2)[];
}

export const VARIANTS = {
  /** The weights of the ONNX model zoo. */
  onnx: { activation: 'relu', expandsFirst: true, strides: [1, 2, 2, 1, 2, 2, 1] },
  /** The paper's network, which torchvision and timm publish. */
  paper: { activation: 'relu6', expandsFirst: false, strides: [1, 2, 2, 2, 1, 2, 1] },
} as const satisfies Record<string, Variant>;

export type VariantName = keyof typeof VARIANTS;

export function stemChannels(widthMultiplier: number): number {
  return roundChannels(32 * widthMultiplier);
}

/** The 17 blocks, their channels scaled. */
export function blockRows(variant: VariantName, widthMultiplier: number): BlockRow[] {
  const { activation, expandsFirst, strides } = VARIANTS[variant];
  let inputChannels = stemChannels(widthMultiplier);
  return STAGES.flatMap(([expansion, baseChannels, repetitions], stage) => {
    const channels = roundChannels(baseChannels * widthMultiplier);
    return Array.from({ length: repetitions }, (_, i): BlockRow => {
      const expandedChannels = inputChannels * expansion;
      inputChannels = channels;
      const stride = i === 0 ? strides[stage]! : 1;
      return { kernelSize: 3, expandedChannels, expands: expansion > 1 || expandsFirst, channels, activation, stride };
    });
  });
}
