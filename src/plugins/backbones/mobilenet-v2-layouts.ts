import { OWN_LAYOUT, renaming, type WeightLayout } from '../../core/weights/layout.js';
import type { InvertedResidual } from './inverted-residual/blocks.js';
import { inBlocks, timmLayout } from './inverted-residual/weight-layouts.js';
import { STAGE_SIZES, type VariantName } from './mobilenet-v2-blocks.js';

/** Where each variant's weights are published. */
export function mobileNetV2Layouts(variant: VariantName, blocks: readonly InvertedResidual[]): WeightLayout[] {
  // Converted files keep the last convolution before the classifier.
  if (variant === 'onnx') return [{ ...OWN_LAYOUT, extras: /^head\./ }];
  return [torchvisionLayout(blocks), timmLayout(blocks, STAGE_SIZES)];
}

function torchvisionLayout(blocks: readonly InvertedResidual[]): WeightLayout {
  const outside = renaming([/^stem\.conv/, 'features.0.0'], [/^stem\.bn/, 'features.0.1']);
  const expanding = renaming(
    [/^expand\.conv/, '0.0'],
    [/^expand\.bn/, '0.1'],
    [/^depthwise\.conv/, '1.0'],
    [/^depthwise\.bn/, '1.1'],
    [/^project\.conv/, '2'],
    [/^project\.bn/, '3'],
  );
  const plain = renaming(
    [/^depthwise\.conv/, '0.0'],
    [/^depthwise\.bn/, '0.1'],
    [/^project\.conv/, '1'],
    [/^project\.bn/, '2'],
  );
  return {
    source: 'torchvision',
    tensorName: inBlocks(outside, (index, rest) => {
      return `features.${index + 1}.conv.${(blocks[index]!.expands ? expanding : plain)(rest)}`;
    }),
    extras: /^(features\.18|classifier)\./,
  };
}
