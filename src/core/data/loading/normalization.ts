/** Mean and standard deviation of red, green and blue on the scale 0–1; a property of the model's weights. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export const IMAGENET_NORMALIZATION: Normalization = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
