import type { ResidualLayers } from '../resnet/residual.js';

/** Wang et al. 2020, table 1: repetitions of each stage; every stage adds a branch with half the resolution of the last one. */
const STAGES = [
  { name: 'stage2', modules: 1, branches: 2 },
  { name: 'stage3', modules: 4, branches: 3 },
  { name: 'stage4', modules: 3, branches: 4 },
] as const;

/** Residual blocks in a row, in the first stage and in each branch of a module. */
const BLOCKS = 4;

export interface HrnetStage {
  /** Its modules are `stage2.0`, `stage2.1` and so on. */
  readonly name: string;
  readonly modules: number;
  /** Channels of each branch, from stride 4 on. */
  readonly channels: readonly number[];
}

/** Channels of the stem and of the 3x3 convolutions of the first stage. */
export const STEM_CHANNELS = 64;

export function hrnetStages(width: number): HrnetStage[] {
  return STAGES.map(({ name, modules, branches }) => ({
    name,
    modules,
    channels: Array.from({ length: branches }, (_, branch) => width * 2 ** branch),
  }));
}

/** The bottlenecks after the stem. */
export function firstBlocks(): ResidualLayers[] {
  return blocks('layer1', 'bottleneck', STEM_CHANNELS).map((block, i) =>
    i === 0 ? { ...block, shortcut: 'convolution' } : block,
  );
}

/** The blocks of one branch of a module. */
export function branchBlocks(name: string, channels: number): ResidualLayers[] {
  return blocks(name, 'basic', channels);
}

function blocks(name: string, kind: ResidualLayers['kind'], width: number): ResidualLayers[] {
  return Array.from({ length: BLOCKS }, (_, i) => ({
    name: `${name}.${i}`,
    kind,
    width,
    channels: kind === 'basic' ? width : 4 * width,
    stride: 1,
    dilation: 1,
    secondDilation: 1,
    shortcut: 'identity',
  }));
}
