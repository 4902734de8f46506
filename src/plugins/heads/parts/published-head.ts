import type { z } from 'zod';
import type { HeadInputs, HeadOutputs } from '../../../core/interfaces/head.js';
import { uniformFanIn, zeroKernels } from '../../../core/layers/initialization.js';
import type { RandomStreams } from '../../../core/random/random-streams.js';
import type { WeightLayout, WeightOrigin } from '../../../core/weights/layout.js';
import { readWeights } from '../../../core/weights/run-weights.js';
import { assignTorchWeights } from '../../../core/weights/torch-weights.js';
import { FeatureReader } from './feature-reader.js';
import type { AuxiliaryClassifierOptions } from './head-fields.js';
import { HeadParts, type HeadStyle } from './head-parts.js';

export interface PublishedHeadArgs {
  readonly options: {
    readonly auxiliary?: z.output<typeof AuxiliaryClassifierOptions> | undefined;
    readonly weights?: string | undefined;
  };
  readonly random: RandomStreams;
  readonly style?: HeadStyle;
  /** How files name the tensors. */
  readonly layouts: readonly WeightLayout[];
}

/**
 * Builds a head whose weights may be taken from the files of other packages.
 * @param network lays the layers; an auxiliary classifier that is asked for is added to them
 * @throws ContrasegError when a file cannot be read, or listing every weight that is missing, too many or of another shape
 */
export async function buildPublishedHead(
  { features, classCount, pretrained = true }: HeadInputs,
  { options, random, style = {}, layouts }: PublishedHeadArgs,
  network: (parts: HeadParts) => HeadOutputs,
): Promise<HeadOutputs> {
  const file = pretrained ? options.weights : undefined;
  const weights = file === undefined ? undefined : await readWeights(file);
  const reader = new FeatureReader(features, style.alignCorners);
  const kernels = weights || !pretrained ? zeroKernels : uniformFanIn(random);
  const parts = new HeadParts(reader, classCount, kernels, style, random);
  const built = network(parts);
  const outputs =
    built.auxiliary || !options.auxiliary ? built : { ...built, auxiliary: parts.auxiliary(options.auxiliary) };
  let origin: WeightOrigin | undefined;
  if (weights) {
    const maps = [outputs.logits, ...Object.values(outputs.auxiliary ?? {}).map(({ tensor }) => tensor)];
    const inputs = Object.values(features).map(({ tensor }) => tensor);
    origin = { file: file!, layout: assignTorchWeights(maps, { weights, file: file!, layouts, inputs }) };
  }
  return { ...outputs, layouts, origin, features: { ...reader.joined, ...outputs.features } };
}
