import * as tf from '@tensorflow/tfjs';
import { ContrasegError, type Problem } from '../errors/index.js';
import {
  duplicateFeature,
  duplicateLayer,
  undeclaredFeatures,
  wrongAuxiliaryChannels,
  wrongFeatureChannels,
  wrongLogitsChannels,
} from '../errors/model.js';
import type { Backbone, PreparedBackbone } from '../interfaces/backbone.js';
import type { Head, HeadFeature, HeadOutputs } from '../interfaces/head.js';
import type { Freezing } from './freezing.js';
import { SegmentationModel } from './segmentation-model.js';
import { layersBehind } from './symbolic-graph.js';

export interface SegmentationModelParts {
  readonly backbone: Backbone;
  readonly head: Head;
  readonly classCount: number;
  /** Whether backbone and head read their pretrained weights, if they name some, as they do by default. */
  readonly pretrained?: boolean;
  /** What training leaves as it is; nothing when absent. */
  readonly freezing?: Freezing | undefined;
}

/**
 * Prepares the backbone and builds the network on an image of any size.
 * @throws ContrasegError listing where the parts break their interfaces' promises
 */
export async function buildSegmentationModel(parts: SegmentationModelParts): Promise<SegmentationModel> {
  const { head, classCount, pretrained = true, freezing } = parts;
  const backbone = await parts.backbone.prepare({ pretrained });
  const image = tf.input({ shape: [null, null, 3], name: 'image' });
  const features = describe(backbone, backbone.build(image));
  const outputs = await head.build({ features, classCount, pretrained });
  check(features, outputs, classCount);
  return new SegmentationModel({
    image,
    logits: outputs.logits,
    backboneFeatures: features,
    headFeatures: outputs.features ?? {},
    headState: outputs.state,
    auxiliary: outputs.auxiliary,
    pretrained: backbone.origin,
    freezing,
    headPretrained: outputs.origin,
  });
}

/** Joins what the backbone declares with what it built. */
function describe(backbone: PreparedBackbone, tensors: Record<string, tf.SymbolicTensor>): Record<string, HeadFeature> {
  const declared = Object.entries(backbone.features);
  const built = Object.keys(tensors);
  if (declared.length !== built.length || declared.some(([name]) => !(name in tensors))) {
    throw new ContrasegError(undeclaredFeatures(Object.keys(backbone.features), built));
  }
  const problems = declared
    .filter(([name, info]) => tensors[name]!.shape[3] !== info.channels)
    .map(([name, info]) => wrongFeatureChannels(name, info.channels, tensors[name]!.shape[3] ?? null));
  if (problems.length > 0) throw new ContrasegError(problems);
  return Object.fromEntries(declared.map(([name, info]) => [name, { ...info, tensor: tensors[name]! }]));
}

function check(
  features: Record<string, HeadFeature>,
  { logits, features: more = {}, auxiliary = {} }: HeadOutputs,
  classCount: number,
) {
  const problems: Problem[] = [];
  if (logits.shape[3] !== classCount) problems.push(wrongLogitsChannels(classCount, logits.shape[3] ?? null));
  for (const [name, { tensor }] of Object.entries(auxiliary)) {
    const channels = tensor.shape[3] ?? null;
    if (channels !== classCount) problems.push(wrongAuxiliaryChannels(name, classCount, channels));
  }
  problems.push(
    ...Object.keys(more)
      .filter((name) => name in features)
      .map(duplicateFeature),
    ...Object.keys(auxiliary)
      .filter((name) => name in features || name in more)
      .map(duplicateFeature),
  );
  const names = layersBehind([
    logits,
    ...Object.values({ ...features, ...more, ...auxiliary }).map((map) => map.tensor),
  ]).map((layer) => layer.name);
  problems.push(...[...new Set(names.filter((name, i) => names.indexOf(name) !== i))].map(duplicateLayer));
  if (problems.length > 0) throw new ContrasegError(problems);
}
