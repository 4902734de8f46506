/** Mean and standard deviation of red, green and blue on the scale 0–1; a property of the model's weights. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Which of red and blue is the network's first channel; `rgb` when absent. */
  readonly order?: 'rgb' | 'bgr';
}

export const IMAGENET_NORMALIZATION: Required<Normalization> = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  order: 'rgb',
};

/** What somebody says about it, completed by what the weights were trained with. */
export function completeNormalization(
  { mean, std, order }: Partial<Normalization>,
  trained: Normalization = IMAGENET_NORMALIZATION,
): Required<Normalization> {
  return { mean: mean ?? trained.mean, std: std ?? trained.std, order: order ?? trained.order ?? 'rgb' };
}
