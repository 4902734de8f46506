import type * as tf from '@tensorflow/tfjs';
import type { WeightLayout, WeightOrigin } from '../weights/layout.js';

/** What a backbone declares about one of its feature maps, so that no head has to be told `inChannels`. */
export interface FeatureInfo {
  readonly channels: number;
  /** Input pixels per cell along one axis: 4, 8, 16 or 32. */
  readonly stride: number;
}

export type FeatureInfos = Readonly<Record<string, FeatureInfo>>;

/** Choices about a feature extractor made of tf.layers; no file is read before `prepare`. */
export interface Backbone {
  /**
   * Reads what the network is made of.
   * @param request `pretrained: false` where a checkpoint is about to fill in every value: no file of weights is then read, nor
   *   needs to be there
   */
  prepare(request: { readonly pretrained: boolean }): PreparedBackbone | Promise<PreparedBackbone>;
}

/** A feature extractor that is ready to be built. */
export interface PreparedBackbone {
  /** Feature maps by name, from shallow to deep, e.g. `{ c2: { channels: 24, stride: 4 }, … }`. */
  readonly features: FeatureInfos;
  /** How files of weights may name its tensors, besides as we do: `contraseg weights inspect` goes by it. */
  readonly layouts?: readonly WeightLayout[];
  /** Where its weights came from; known after `build`. A run says it. */
  readonly origin?: WeightOrigin | undefined;

  /**
   * Adds the layers to the graph and gives them their pretrained weights. Called once.
   * @param image `[batch, height, width, 3]`, RGB, normalised by `model.normalization`; height and width are unknown (null)
   * @returns one symbolic tensor `[batch, height / stride, width / stride, channels]` for each entry of `features`
   */
  build(image: tf.SymbolicTensor): Record<string, tf.SymbolicTensor>;
}
