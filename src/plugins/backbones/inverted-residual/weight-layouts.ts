import { renaming, type WeightLayout } from '../../../core/weights/layout.js';
import type { InvertedResidual } from './blocks.js';

/** How timm names a network of this family, whose blocks it numbers by stage. */
export function timmLayout(blocks: readonly InvertedResidual[], stageSizes: readonly number[]): WeightLayout {
  const outside = renaming(
    [/^stem\.conv/, 'conv_stem'],
    [/^stem\.bn/, 'bn1'],
    [/^last\.conv/, `blocks.${stageSizes.length}.0.conv`],
    [/^last\.bn/, `blocks.${stageSizes.length}.0.bn1`],
  );
  const [expanding, plain] = [
    [
      [/^expand\.conv/, 'conv_pw'],
      [/^expand\.bn/, 'bn1'],
      [/^depthwise\.conv/, 'conv_dw'],
      [/^depthwise\.bn/, 'bn2'],
      [/^project\.conv/, 'conv_pwl'],
      [/^project\.bn/, 'bn3'],
    ],
    [
      [/^depthwise\.conv/, 'conv_dw'],
      [/^depthwise\.bn/, 'bn1'],
      [/^project\.conv/, 'conv_pw'],
      [/^project\.bn/, 'bn2'],
    ],
  ].map((rules) => renaming([/^squeeze\.(reduce|expand)/, 'se.conv_$1'], ...(rules as [RegExp, string][])));
  const stages = stageSizes.flatMap((size, stage) => Array.from({ length: size }, (_, i) => `blocks.${stage}.${i}`));
  return {
    source: 'timm',
    tensorName: inBlocks(outside, (index, rest) => {
      return `${stages[index]}.${(blocks[index]!.expands ? expanding : plain)!(rest)}`;
    }),
    extras: /^(conv_head|bn2|classifier)\./,
  };
}

/** A renaming with a rule of its own for what is in a block: the block's index and the rest of the name. */
export function inBlocks(
  outside: (ours: string) => string,
  inside: (index: number, rest: string) => string,
): (ours: string) => string {
  return (ours) => {
    const [, index, rest] = /^blocks\.(\d+)\.(.*)$/.exec(ours) ?? [];
    return index === undefined ? outside(ours) : inside(Number(index), rest!);
  };
}
