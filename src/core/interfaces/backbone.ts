import type * as tf from '@tensorflow/tfjs';
import type { WeightLayout } from '../weights/layout.js';

/** What a backbone declares about one of its feature maps, so that no head has to be told `inChannels`. */
export interface FeatureInfo {
  readonly channels: number;
  /** Input pixels per cell along one axis: 4, 8, 16 or 32. */
  readonly stride: number;
}

export type FeatureInfos = Readonly<Record<string, FeatureInfo>>;

/**
 * A feature extractor made of tf.layers.
 *
 * Life cycle: constructor, `prepare` (reads files), `features` (final from here on), `build` (once).
 */
export interface Backbone {
  /** Feature maps by name, from shallow to deep, e.g. `{ c2: { channels: 24, stride: 4 }, … }`. */
  readonly features: FeatureInfos;

  /** How files of weights may name its tensors, besides as we do: `contraseg weights inspect` goes by it. */
  readonly layouts?: readonly WeightLayout[];

  /** Reads weights or a model from disk. Called once, before `features` and `build`. */
  prepare?(): Promise<void>;

  /**
   * Adds the layers to the graph and gives them their pretrained weights.
   * @param image `[batch, height, width, 3]`, RGB, normalised by `model.normalization`; height and width are unknown (null)
   * @returns one symbolic tensor `[batch, height / stride, width / stride, channels]` for each entry of `features`
   */
  build(image: tf.SymbolicTensor): Record<string, tf.SymbolicTensor>;
}
