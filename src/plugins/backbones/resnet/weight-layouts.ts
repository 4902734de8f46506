import { OPENCV_NORMALIZATION, renaming, type WeightLayout } from '../../../core/weights/layout.js';
import type { VariantName } from './variants.js';

/** `layer1.0.2.conv` is `layer1.0.conv2` everywhere. */
const BLOCK = [/^(layer\d\.\d+)\.(\d)\.(conv|bn)/, '$1.$3$2'] as const;
const SHORTCUT = [
  [/\.shortcut\.conv/, '.downsample.0'],
  [/\.shortcut\.bn/, '.downsample.1'],
] as const;
const CLASSIFIER = /^fc\./;

/** The names of each variant's publishers. */
export const LAYOUTS: Readonly<Record<VariantName, WeightLayout>> = {
  plain: {
    source: 'torchvision (and timm)',
    tensorName: renaming(BLOCK, ...SHORTCUT, [/^stem\.1\.(conv|bn)/, '$11']),
    extras: CLASSIFIER,
  },
  d: {
    source: 'timm',
    tensorName: renaming(
      BLOCK,
      [/\.shortcut\.conv/, '.downsample.1'],
      [/\.shortcut\.bn/, '.downsample.2'],
      [/^stem\.1\.conv/, 'conv1.0'],
      [/^stem\.1\.bn/, 'conv1.1'],
      [/^stem\.2\.conv/, 'conv1.3'],
      [/^stem\.2\.bn/, 'conv1.4'],
      [/^stem\.3\.conv/, 'conv1.6'],
      [/^stem\.3\.bn/, 'bn1'],
    ),
    extras: CLASSIFIER,
  },
  v1c: {
    source: 'mmseg',
    tensorName: renaming(
      BLOCK,
      ...SHORTCUT,
      [/^stem\.1\.conv/, 'stem.0'],
      [/^stem\.1\.bn/, 'stem.1'],
      [/^stem\.2\.conv/, 'stem.3'],
      [/^stem\.2\.bn/, 'stem.4'],
      [/^stem\.3\.conv/, 'stem.6'],
      [/^stem\.3\.bn/, 'stem.7'],
    ),
    extras: CLASSIFIER,
  },
  deepbase: {
    source: 'ContrastiveSeg',
    tensorName: renaming(BLOCK, ...SHORTCUT, [/^stem\.(\d)\.(conv|bn)/, 'resinit.$2$1']),
    extras: CLASSIFIER,
    normalization: OPENCV_NORMALIZATION,
  },
};
