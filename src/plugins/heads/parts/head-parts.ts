import type * as tf from '@tensorflow/tfjs';
import type { z } from 'zod';
import type { HeadFeature } from '../../../core/interfaces/head.js';
import { convolution, convolutionBlock } from '../../../core/layers/blocks.js';
import { dropChannels } from '../../../core/layers/dropout.js';
import type { KernelInitializer } from '../../../core/layers/initialization.js';
import type { RandomStreams } from '../../../core/random/random-streams.js';
import type { FeatureReader } from './feature-reader.js';
import type { AuxiliaryClassifierOptions } from './head-fields.js';

/** How packages differ in what every head has. */
export interface HeadStyle {
  /** Resizing aligns the corner pixels. */
  readonly alignCorners?: boolean;
  /** Convolutions have biases, though batch norm follows. */
  readonly biases?: boolean;
}

/** What a head is made of: the maps that it reads, and layers in the style of its package. */
export class HeadParts {
  constructor(
    readonly features: FeatureReader,
    readonly classCount: number,
    readonly kernels: KernelInitializer,
    readonly style: HeadStyle,
    private readonly random: RandomStreams,
  ) {}

  /** Convolution, batch norm and ReLU. */
  block(x: tf.SymbolicTensor, name: string, filters: number, kernelSize = 1): tf.SymbolicTensor {
    return convolutionBlock(x, { name, filters, kernelSize, useBias: this.style.biases, kernels: this.kernels });
  }

  drop(x: tf.SymbolicTensor, name: string, rate: number): tf.SymbolicTensor {
    return dropChannels(x, { name, rate, random: this.random });
  }

  /** Dropout and a 1x1 convolution to logits. Layers `<prefix>dropout` and `<prefix>classifier`. */
  classify(x: tf.SymbolicTensor, dropout: number, { prefix = '', useBias = true } = {}): tf.SymbolicTensor {
    const dropped = this.drop(x, `${prefix}dropout`, dropout);
    const { classCount: filters, kernels } = this;
    return convolution(dropped, { name: `${prefix}classifier`, filters, useBias, kernels });
  }

  /** A classifier on a map of the backbone. Layers `auxiliary.*`. */
  auxiliary(options: z.output<typeof AuxiliaryClassifierOptions>): { readonly auxiliary: HeadFeature } {
    const { feature, channels, kernelSize, dropout } = options;
    const { tensor, stride } = this.features.read(feature, 'second deepest');
    const decoder = this.block(tensor, 'auxiliary.decoder', channels, kernelSize);
    const logits = this.classify(decoder, dropout, { prefix: 'auxiliary.' });
    return { auxiliary: { tensor: logits, channels: this.classCount, stride } };
  }
}
