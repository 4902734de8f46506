import type * as tf from '@tensorflow/tfjs';
import type { WeightLayout, WeightOrigin } from '../weights/layout.js';
import type { FeatureInfo } from './backbone.js';

export interface HeadFeature extends FeatureInfo {
  /** `[batch, height / stride, width / stride, channels]` */
  readonly tensor: tf.SymbolicTensor;
}

export interface HeadInputs {
  /** The backbone's feature maps by name, from shallow to deep. */
  readonly features: Readonly<Record<string, HeadFeature>>;
  readonly classCount: number;
  /**
   * False where a checkpoint is about to fill in every value: no file of weights is then read, nor needs to be there. True when
   * absent.
   */
  readonly pretrained?: boolean;
}

export interface HeadOutputs {
  /** `[batch, h, w, classCount]` at any stride; losses and predictors resize it bilinearly. */
  readonly logits: tf.SymbolicTensor;
  /** Further maps that a loss may read by name, e.g. `{ decoder }`. */
  readonly features?: Readonly<Record<string, HeadFeature>>;
  /**
   * Weights of its layers that no gradient moves but a loss does, such as prototypes, by the name that `LossContext.state` has
   * them under. They belong to a layer with `trainable: false`, so that they are saved, averaged and exported with the network.
   */
  readonly state?: Readonly<Record<string, tf.Variable>>;
  /**
   * Logits of further classifiers, by names that no feature map has: the loss `auxiliary` learns with them, and what only
   * they need is neither computed at inference nor exported.
   */
  readonly auxiliary?: Readonly<Record<string, HeadFeature>>;
  /** How files of weights may name its tensors, besides as we do: `contraseg models` says whose. */
  readonly layouts?: readonly WeightLayout[];
  /** Where its weights came from, if from a file. */
  readonly origin?: WeightOrigin | undefined;
}

/** Turns feature maps into logits; made of tf.layers, so that the exported model is a plain LayersModel. */
export interface Head {
  build(inputs: HeadInputs): HeadOutputs | Promise<HeadOutputs>;
}
