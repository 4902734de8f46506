import { VARIANTS, type VariantName } from './variants.js';

export const DEPTHS = [18, 34, 50, 101] as const;
export type Depth = (typeof DEPTHS)[number];
type OutputStride = 8 | 16 | 32;

export interface ResNetShape {
  readonly depth: Depth;
  readonly variant: VariantName;
  readonly outputStride: OutputStride;
  /** Dilation of each block of the last stage, relative or absolute by the variant. */
  readonly multiGrid?: readonly number[] | undefined;
  /** The first block of a dilated stage keeps the dilation of the stage before it. */
  readonly contractDilation: boolean;
}

export interface ResidualBlock {
  /** `layer<stage>.<index>`, the name of its layers. */
  readonly name: string;
  /** `c2` to `c5`, the map that its stage ends in. */
  readonly map: string;
  readonly kind: 'basic' | 'bottleneck';
  /** Channels of the 3x3 convolutions. */
  readonly width: number;
  readonly channels: number;
  readonly stride: 1 | 2;
  /** Of the first 3x3 convolution, which has the stride. */
  readonly dilation: number;
  /** Of the second 3x3 convolution, in a basic block. */
  readonly secondDilation: number;
  readonly shortcut: 'identity' | 'convolution' | 'average' | 'neighbours';
  /** Input pixels per cell of its output. */
  readonly outputStride: number;
}

/** He et al. 2016, table 1: blocks of the four stages. */
const STAGES = {
  18: { kind: 'basic', repetitions: [2, 2, 2, 2] },
  34: { kind: 'basic', repetitions: [3, 4, 6, 3] },
  50: { kind: 'bottleneck', repetitions: [3, 4, 6, 3] },
  101: { kind: 'bottleneck', repetitions: [3, 4, 23, 3] },
} as const;

/** Channels of a block for each of its 3x3 convolution's. */
const EXPANSION = { basic: 1, bottleneck: 4 } as const;

/** How many blocks a multi-grid has to name. */
export function blocksOfLastStage(depth: Depth): number {
  return STAGES[depth].repetitions[3];
}

/**
 * The blocks of all stages. Once the output stride is reached, strides turn into dilation; the strided convolution itself
 * keeps the dilation before it, because what follows the stride is what sees a finer image.
 */
export function residualBlocks(shape: ResNetShape): ResidualBlock[] {
  const { kind, repetitions } = STAGES[shape.depth];
  const variant = VARIANTS[shape.variant];
  let inputChannels: number = variant.stem === 'plain' ? 64 : variant.stem[2];
  let reached = 4;
  let dilation = 1;
  return repetitions.flatMap((count, stage) => {
    const wanted = stage === 0 ? 1 : 2;
    const stride = reached * wanted > shape.outputStride ? 1 : wanted;
    const before = dilation;
    reached *= stride;
    dilation *= wanted / stride;
    const width = 64 * 2 ** stage;
    const channels = width * EXPANSION[kind];
    return Array.from({ length: count }, (_, i): ResidualBlock => {
      const changes = i === 0 && (wanted > 1 || inputChannels !== channels);
      inputChannels = channels;
      const own = i === 0 && shape.contractDilation ? before : dilation;
      const grid = stage === 3 ? shape.multiGrid?.[i] : undefined;
      const dilated = (rate: number) =>
        grid === undefined ? rate : variant.multiGrid === 'replaces' ? grid : rate * grid;
      return {
        name: `layer${stage + 1}.${i}`,
        map: `c${stage + 2}`,
        kind,
        width,
        channels,
        stride: i === 0 ? stride : 1,
        dilation: dilated(own),
        secondDilation: variant.dilatesSecond ? dilated(dilation) : 1,
        shortcut: changes ? shortcut(variant.downsampling, wanted, stride) : 'identity',
        outputStride: reached,
      };
    });
  });
}

function shortcut(downsampling: 'convolution' | 'average', wanted: 1 | 2, stride: 1 | 2): ResidualBlock['shortcut'] {
  if (downsampling === 'convolution' || wanted === 1) return 'convolution';
  return stride === 2 ? 'average' : 'neighbours';
}
