import type * as tf from '@tensorflow/tfjs';
import type { z } from 'zod';
import type { Head, HeadFeature, HeadInputs, HeadOutputs } from '../../../core/interfaces/head.js';
import { convolution, convolutionBlock } from '../../../core/layers/blocks.js';
import { dropChannels } from '../../../core/layers/dropout.js';
import { type KernelInitializer, uniformFanIn, zeroKernels } from '../../../core/layers/initialization.js';
import type { RandomStreams } from '../../../core/random/random-streams.js';
import type { WeightLayout } from '../../../core/weights/layout.js';
import { readSafetensors, type SafeTensors } from '../../../core/weights/safetensors.js';
import { assignTorchWeights } from '../../../core/weights/torch-weights.js';
import { FeatureReader } from './feature-reader.js';
import type { AuxiliaryClassifierOptions } from './head-fields.js';

export interface PublishedHeadOptions {
  readonly auxiliary?: z.output<typeof AuxiliaryClassifierOptions> | undefined;
  readonly weights?: string | undefined;
}

/** How packages differ in what every head has. */
export interface HeadStyle {
  /** Resizing aligns the corner pixels. */
  readonly alignCorners?: boolean;
  /** Convolutions have biases, though batch norm follows. */
  readonly biases?: boolean;
}

/** A head whose weights may be taken from the files of other packages; a subclass lays its layers. */
export abstract class PublishedHead<O extends PublishedHeadOptions> implements Head {
  /** How files name the tensors. */
  protected abstract readonly layouts: readonly WeightLayout[];
  private weights: SafeTensors | undefined;

  constructor(
    protected readonly options: O,
    private readonly random: RandomStreams,
    protected readonly style: HeadStyle = {},
  ) {}

  protected abstract network(features: FeatureReader, classCount: number): HeadOutputs;

  async prepare(): Promise<void> {
    const { weights } = this.options;
    if (weights !== undefined) this.weights = await readSafetensors(weights);
  }

  /** @throws ContrasegError listing every weight that is missing, too many or of another shape */
  build({ features, classCount }: HeadInputs): HeadOutputs {
    const reader = new FeatureReader(features, this.style.alignCorners);
    const built = this.network(reader, classCount);
    const outputs = built.auxiliary ? built : { ...built, auxiliary: this.auxiliary(reader, classCount) };
    if (this.weights) {
      const maps = [outputs.logits, ...Object.values(outputs.auxiliary ?? {}).map(({ tensor }) => tensor)];
      const inputs = Object.values(features).map(({ tensor }) => tensor);
      const { layouts, weights } = this;
      assignTorchWeights(maps, { weights, file: this.options.weights!, layouts, inputs });
    }
    return outputs;
  }

  protected get kernels(): KernelInitializer {
    return this.weights ? zeroKernels : uniformFanIn(this.random);
  }

  /** Convolution, batch norm and ReLU as this package has them. */
  protected block(x: tf.SymbolicTensor, name: string, filters: number, kernelSize = 1): tf.SymbolicTensor {
    return convolutionBlock(x, { name, filters, kernelSize, useBias: this.style.biases, kernels: this.kernels });
  }

  protected drop(x: tf.SymbolicTensor, name: string, rate: number): tf.SymbolicTensor {
    return dropChannels(x, { name, rate, random: this.random });
  }

  protected classify(x: tf.SymbolicTensor, classCount: number, name = 'classifier', useBias = true): tf.SymbolicTensor {
    return convolution(x, { name, filters: classCount, useBias, kernels: this.kernels });
  }

  /** The auxiliary classifier that the options ask for. */
  protected auxiliary(features: FeatureReader, classCount: number): Record<string, HeadFeature> | undefined {
    const { auxiliary } = this.options;
    if (!auxiliary) return undefined;
    const { feature, channels, kernelSize, dropout } = auxiliary;
    const { tensor, stride } = features.read(feature, 'second deepest');
    const decoder = this.block(tensor, 'auxiliary.decoder', channels, kernelSize);
    const dropped = this.drop(decoder, 'auxiliary.dropout', dropout);
    return {
      auxiliary: { tensor: this.classify(dropped, classCount, 'auxiliary.classifier'), channels: classCount, stride },
    };
  }
}
