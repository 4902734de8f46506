/** Where the published ResNets of one depth differ. */
export interface ResNetVariant {
  /** A 7x7 convolution, or three 3x3 ones with these channels. */
  readonly stem: 'plain' | readonly [number, number, number];
  /** How a shortcut halves the image: by a strided convolution, or by means of 2x2 cells before it. */
  readonly downsampling: 'convolution' | 'average';
  /** The max pool rounds sizes up: one cell more where the size is even. */
  readonly ceilMode: boolean;
  /** Whether a basic block dilates its second convolution too. */
  readonly dilatesSecond: boolean;
  /** What a multi-grid does to the dilations of the last stage. */
  readonly multiGrid: 'multiplies' | 'replaces';
}

const PLAIN = {
  stem: 'plain',
  downsampling: 'convolution',
  ceilMode: false,
  dilatesSecond: true,
  multiGrid: 'multiplies',
} as const satisfies ResNetVariant;

export const VARIANTS = {
  /** torchvision's, and timm's of the same names. */
  plain: PLAIN,
  /** timm's `resnet50d` (He et al. 2019, figure 2). */
  d: { ...PLAIN, stem: [32, 32, 64], downsampling: 'average' },
  /** mmsegmentation's ResNetV1c. */
  v1c: { ...PLAIN, stem: [32, 32, 64], dilatesSecond: false, multiGrid: 'replaces' },
  /** That of ContrastiveSeg and openseg. */
  deepbase: { ...PLAIN, stem: [64, 64, 128], ceilMode: true },
} as const satisfies Record<string, ResNetVariant>;

export type VariantName = keyof typeof VARIANTS;
export const VARIANT_NAMES = Object.keys(VARIANTS) as [VariantName, ...VariantName[]];
