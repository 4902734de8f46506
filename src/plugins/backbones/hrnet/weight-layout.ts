import { renaming, type WeightLayout } from '../../../core/weights/layout.js';

/** One list of names serves all packages; what timm has more belongs to its ImageNet classifier. */
export const LAYOUT: WeightLayout = {
  source: 'timm, mmseg and ContrastiveSeg',
  tensorName: renaming(
    [/^stem\.(\d)\.(conv|bn)/, '$2$1'],
    [/^(layer1|stage.*\.branches\.\d)\.(\d)\.(\d)\.(conv|bn)/, '$1.$2.$4$3'],
    [/\.shortcut\.conv/, '.downsample.0'],
    [/\.shortcut\.bn/, '.downsample.1'],
    [/\.conv\./, '.0.'],
    [/\.bn\./, '.1.'],
  ),
  extras: /^(incre_modules|downsamp_modules|final_layer|classifier)\./,
};
