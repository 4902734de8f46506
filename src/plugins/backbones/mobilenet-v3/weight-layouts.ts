import { renaming, type WeightLayout } from '../../../core/weights/layout.js';
import type { InvertedResidual } from '../inverted-residual/blocks.js';
import { inBlocks, timmLayout } from '../inverted-residual/weight-layouts.js';

export function mobileNetV3Layouts(
  variant: 'torchvision' | 'timm',
  blocks: readonly InvertedResidual[],
  stageSizes: readonly number[],
): readonly WeightLayout[] {
  if (variant === 'timm') return [timmLayout(blocks, stageSizes)];
  const torchvision = torchvisionNames(blocks);
  return [
    { source: 'torchvision', tensorName: (ours) => `features.${torchvision(ours)}`, extras: /^classifier\./ },
    { source: 'a segmenter of torchvision', tensorName: torchvision },
  ];
}

/** One sequence of stem, blocks and last convolution; what a block has is numbered in its order. */
function torchvisionNames(blocks: readonly InvertedResidual[]): (ours: string) => string {
  const outside = renaming(
    [/^stem\.conv/, '0.0'],
    [/^stem\.bn/, '0.1'],
    [/^last\.conv/, `${blocks.length + 1}.0`],
    [/^last\.bn/, `${blocks.length + 1}.1`],
  );
  return inBlocks(outside, (index, rest) => {
    const { expands, squeezedChannels } = blocks[index]!;
    const depthwise = expands ? 1 : 0;
    const project = depthwise + (squeezedChannels ? 2 : 1);
    const inside = renaming(
      [/^expand\.conv/, '0.0'],
      [/^expand\.bn/, '0.1'],
      [/^depthwise\.conv/, `${depthwise}.0`],
      [/^depthwise\.bn/, `${depthwise}.1`],
      [/^squeeze\.reduce/, `${depthwise + 1}.fc1`],
      [/^squeeze\.expand/, `${depthwise + 1}.fc2`],
      [/^project\.conv/, `${project}.0`],
      [/^project\.bn/, `${project}.1`],
    );
    return `${index + 1}.block.${inside(rest)}`;
  });
}
