import type { WeightLayout } from '../../../core/weights/layout.js';
import type { InvertedResidual } from '../inverted-residual/blocks.js';
import { timmLayout } from '../inverted-residual/weight-layouts.js';

const HALF = [0.5, 0.5, 0.5];

/** timm names both variants alike. */
export function efficientNetLiteLayout(
  variant: 'tf' | 'timm',
  blocks: readonly InvertedResidual[],
  stageSizes: readonly number[],
): WeightLayout {
  const layout = timmLayout(blocks, stageSizes);
  return variant === 'timm' ? layout : { ...layout, normalization: { mean: HALF, std: HALF } };
}
