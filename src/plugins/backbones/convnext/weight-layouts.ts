import { renaming, type WeightLayout } from '../../../core/weights/layout.js';

const TORCHVISION_BLOCK: Readonly<Record<string, string>> = {
  conv_dw: 'block.0',
  norm: 'block.2',
  'mlp.fc1': 'block.3',
  'mlp.fc2': 'block.5',
};

/** torchvision counts the layers of each block, and stem, stages and the convolutions between them as one list. */
function torchvisionName(ours: string): string {
  const [, stage = '0', inner = ours] = /^stages\.(\d)\.(.*)$/.exec(ours) ?? [];
  const position = 2 * Number(stage);
  return renaming(
    [/^stem\./, 'features.0.'],
    [/^downsample\./, `features.${position}.`],
    [/^blocks\.(\d+)\.layer_scale$/, `features.${position + 1}.$1.layer_scale`],
    ...Object.entries(TORCHVISION_BLOCK).map(
      ([layer, theirs]) =>
        [new RegExp(`^blocks\\.(\\d+)\\.${layer}\\.`), `features.${position + 1}.$1.${theirs}.`] as const,
    ),
  )(inner);
}

export const LAYOUTS: readonly WeightLayout[] = [
  { source: 'timm', tensorName: renaming([/\.layer_scale$/, '.gamma']), extras: /^head\./ },
  { source: 'torchvision', tensorName: torchvisionName, extras: /^classifier\./ },
];
