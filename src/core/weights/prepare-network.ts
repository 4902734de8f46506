import type * as tf from '@tensorflow/tfjs';
import type { FeatureInfos, PreparedBackbone } from '../interfaces/backbone.js';
import { heNormal, type KernelInitializer, zeroKernels } from '../layers/initialization.js';
import type { RandomStreams } from '../random/random-streams.js';
import type { WeightLayout, WeightOrigin } from './layout.js';
import { type PublishedWeights, weightsPath } from './published.js';
import { readSafetensors } from './safetensors.js';
import { assignTorchWeights } from './torch-weights.js';

/** What a backbone with published weights is made of. */
export interface NetworkParts {
  readonly features: FeatureInfos;
  readonly layouts: readonly WeightLayout[];
  /** The `weights` option: a file that the layers get their values from, or `imagenet`; without one they are drawn. */
  readonly weights: string | undefined;
  /** What `imagenet` means; absent where no file is known. */
  readonly imagenet?: PublishedWeights | undefined;
  readonly random: RandomStreams;
  /**
   * Adds the layers to the graph.
   * @param kernels draws by He et al., or 0 where `replaced` says that a file or a checkpoint is about to fill in every value
   * @returns one map for each of `features`
   */
  layers(
    image: tf.SymbolicTensor,
    kernels: KernelInitializer,
    start: { readonly replaced: boolean },
  ): Record<string, tf.SymbolicTensor>;
}

/**
 * The network, its weights read. Kernels are drawn (He et al.) where there is no file of weights, and 0 where a file or a
 * checkpoint is about to replace them.
 * @throws ContrasegError when there is a file and it cannot be read; from `build`, with every tensor that does not fit
 */
export async function prepareNetwork(
  { features, layouts, weights: wanted, imagenet, random, layers }: NetworkParts,
  { pretrained }: { readonly pretrained: boolean },
): Promise<PreparedBackbone> {
  const file = pretrained ? await weightsPath(wanted, imagenet) : undefined;
  const weights = file !== undefined ? { file, weights: await readSafetensors(file) } : undefined;
  let origin: WeightOrigin | undefined;
  return {
    features,
    layouts,
    get origin() {
      return origin;
    },
    build: (image) => {
      const replaced = weights !== undefined || !pretrained;
      const maps = layers(image, replaced ? zeroKernels : heNormal(random), { replaced });
      if (weights) {
        origin = { file: weights.file, layout: assignTorchWeights(Object.values(maps), { ...weights, layouts }) };
      }
      return maps;
    },
  };
}
