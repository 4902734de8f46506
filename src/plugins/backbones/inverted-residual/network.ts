import type * as tf from '@tensorflow/tfjs';
import type { FeatureInfo, FeatureInfos } from '../../../core/interfaces/backbone.js';
import {
  type Activation,
  activate,
  add,
  type Border,
  convolution,
  depthwiseConvolution,
  globalAveragePooling,
  multiply,
  normalize,
} from '../../../core/layers/blocks.js';
import type { KernelInitializer } from '../../../core/layers/initialization.js';
import type { NetworkParts } from '../../../core/weights/prepare-network.js';
import type { InvertedResidual } from './blocks.js';

interface Convolution {
  readonly channels: number;
  readonly activation: Activation;
}

/** A network of the family of MobileNetV2: a stem, inverted residual blocks, perhaps a last 1x1 convolution. */
export interface InvertedResidualNetwork {
  readonly stem: Convolution;
  readonly blocks: readonly InvertedResidual[];
  readonly last?: Convolution;
  readonly border?: Border;
  /** Of batch norm. */
  readonly normalization?: { readonly epsilon: number; readonly momentum?: number };
}

/**
 * The network as layers. It offers the maps `c1` to `c5`, the last ones before each halving, also where dilation takes its
 * place, and `last`, the last convolution's.
 */
export function inLayers(network: InvertedResidualNetwork): Pick<NetworkParts, 'features' | 'layers'> {
  return { features: featuresOf(network), layers: (image, kernels) => build(network, image, kernels) };
}

function featuresOf({ stem, blocks, last }: InvertedResidualNetwork): FeatureInfos {
  const infos: Record<string, FeatureInfo> = { c1: { channels: stem.channels, stride: 2 } };
  for (const { level, channels, outputStride } of blocks) infos[`c${level}`] = { channels, stride: outputStride };
  if (last) infos.last = { channels: last.channels, stride: blocks.at(-1)!.outputStride };
  return infos;
}

function build(
  network: InvertedResidualNetwork,
  image: tf.SymbolicTensor,
  kernels: KernelInitializer,
): Record<string, tf.SymbolicTensor> {
  const layers = new Layers(network, kernels);
  let x = layers.convolution(image, 'stem', { ...network.stem, kernelSize: 3, stride: 2 });
  const maps: Record<string, tf.SymbolicTensor> = { c1: x };
  for (const block of network.blocks) {
    x = layers.block(x, block);
    maps[`c${block.level}`] = x;
  }
  if (network.last) maps.last = layers.convolution(x, 'last', network.last);
  return maps;
}

class Layers {
  constructor(
    private readonly network: InvertedResidualNetwork,
    private readonly kernels: KernelInitializer,
  ) {}

  /** Sandler et al. 2018, figure 4d, with squeeze-and-excitation where Howard et al. 2019, figure 4 has it. */
  block(x: tf.SymbolicTensor, block: InvertedResidual): tf.SymbolicTensor {
    const { name, expands, expandedChannels, squeezedChannels, activation, channels } = block;
    let y = x;
    if (expands) y = this.convolution(y, `${name}.expand`, { channels: expandedChannels, activation });
    const { kernelSize, stride, dilation } = block;
    const { border } = this.network;
    const { kernels } = this;
    y = depthwiseConvolution(y, { name: `${name}.depthwise.conv`, kernelSize, stride, dilation, border, kernels });
    y = this.normalize(y, `${name}.depthwise`);
    y = activate(y, activation, `${name}.depthwise.${activation}`);
    if (squeezedChannels) y = this.squeezeAndExcite(y, `${name}.squeeze`, squeezedChannels);
    y = convolution(y, { name: `${name}.project.conv`, filters: channels, kernels });
    y = this.normalize(y, `${name}.project`);
    return block.residual ? add([x, y], `${name}.add`) : y;
  }

  convolution(
    x: tf.SymbolicTensor,
    name: string,
    { channels, activation, ...args }: Convolution & { kernelSize?: number; stride?: number },
  ): tf.SymbolicTensor {
    const { border } = this.network;
    const y = convolution(x, { ...args, name: `${name}.conv`, filters: channels, border, kernels: this.kernels });
    return activate(this.normalize(y, name), activation, `${name}.${activation}`);
  }

  private normalize(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
    return normalize(x, `${name}.bn`, this.network.normalization);
  }

  /** Hu et al. 2018, with MobileNetV3's hard sigmoid. */
  private squeezeAndExcite(x: tf.SymbolicTensor, name: string, squeezed: number): tf.SymbolicTensor {
    const args = { useBias: true, kernels: this.kernels };
    let gate = globalAveragePooling(x, `${name}.pool`);
    gate = convolution(gate, { ...args, name: `${name}.reduce`, filters: squeezed });
    gate = activate(gate, 'relu', `${name}.relu`);
    gate = convolution(gate, { ...args, name: `${name}.expand`, filters: x.shape[3]! });
    gate = activate(gate, 'hard-sigmoid', `${name}.gate`);
    return multiply([x, gate], `${name}.multiply`);
  }
}
