import type * as tf from '@tensorflow/tfjs';
import { channelsOf, convolutionBlock } from '../../../core/layers/blocks.js';
import type { KernelInitializer } from '../../../core/layers/initialization.js';
import type { NetworkParts } from '../../../core/weights/prepare-network.js';
import { residual } from '../resnet/residual.js';
import { fuse, type Upsampling } from './fusion.js';
import { branchBlocks, firstBlocks, type HrnetStage, STEM_CHANNELS } from './stages.js';

/** The network as layers; it offers the last stage's branches as `c2` to `c5`. */
export function inLayers(
  stages: readonly HrnetStage[],
  upsampling: Upsampling,
): Pick<NetworkParts, 'features' | 'layers'> {
  return {
    features: Object.fromEntries(
      stages.at(-1)!.channels.map((channels, branch) => [`c${branch + 2}`, { channels, stride: 4 * 2 ** branch }]),
    ),
    layers: (image, kernels) => {
      let x = image;
      for (const name of ['stem.1', 'stem.2']) {
        x = convolutionBlock(x, { name, filters: STEM_CHANNELS, kernelSize: 3, stride: 2, kernels });
      }
      let branches = [firstBlocks().reduce((y, block) => residual(y, block, kernels), x)];
      for (const [s, { name, modules, channels }] of stages.entries()) {
        branches = transition(branches, `transition${s + 1}`, channels, kernels);
        for (let m = 0; m < modules; m++) branches = module(branches, `${name}.${m}`, upsampling, kernels);
      }
      return Object.fromEntries(branches.map((branch, i) => [`c${i + 2}`, branch]));
    },
  };
}

/** Adds a branch that halves the last one; the first transition also changes the only branch's channels. */
function transition(
  branches: tf.SymbolicTensor[],
  name: string,
  channels: readonly number[],
  kernels: KernelInitializer,
): tf.SymbolicTensor[] {
  const last = branches.at(-1)!;
  const added = channels.length - 1;
  const block = (inner: string, filters: number, stride: number) =>
    convolutionBlock(last, { name: `${name}.${inner}`, filters, kernelSize: 3, stride, kernels });
  const kept = branches.length === 1 ? [block('0', channels[0]!, 1)] : branches;
  return [...kept, block(`${added}.0`, channels[added]!, 2)];
}

/** Refines each branch by itself, then fuses them. */
function module(
  branches: readonly tf.SymbolicTensor[],
  name: string,
  upsampling: Upsampling,
  kernels: KernelInitializer,
): tf.SymbolicTensor[] {
  const refined = branches.map((branch, b) =>
    branchBlocks(`${name}.branches.${b}`, channelsOf(branch)).reduce((x, block) => residual(x, block, kernels), branch),
  );
  return fuse(refined, `${name}.fuse_layers`, upsampling, kernels);
}
