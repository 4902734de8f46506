import './shared-modules.js';
import * as tf from '@tensorflow/tfjs';
import { ContrasegError } from '../core/errors/index.js';
import type { FeatureInfos } from '../core/interfaces/backbone.js';
import type { Head } from '../core/interfaces/head.js';
import { type ImageSize, layerCosts, totalCost } from '../core/model/layer-costs.js';
import { layersBehind } from '../core/model/symbolic-graph.js';
import { ComponentBlueprint, type Registry } from '../core/registry/registry.js';
import type { WeightLayout } from '../core/weights/layout.js';
import { readPlugins } from './config.js';
import { type BackboneChoice, publishedBackbones } from './published-backbones.js';

/** One network, and what it takes. */
export interface ModelRow {
  /** What a configuration writes. */
  readonly model: BackboneChoice;
  /** Trained values. */
  readonly parameters: number;
  /** For one image. */
  readonly multiplyAdds: number;
  /** Maps of a backbone, or of a head its `logits`. */
  readonly features: FeatureInfos;
  /** Packages whose files of weights it takes. */
  readonly weights: readonly string[];
}

export interface ModelList {
  /** A multiple of 32, to which images are padded in prediction. */
  readonly size: ImageSize;
  readonly backbones: readonly ModelRow[];
  /** Each alone, with its defaults, on the backbone and for the number of classes that are named here. */
  readonly heads: readonly ModelRow[];
  readonly headsOn: { readonly backbone: BackboneChoice; readonly classes: number };
}

const MULTIPLE = 32;
const HEADS_ON = { backbone: { type: 'resnet', depth: 50 }, classes: 19 } as const;

/**
 * Every network that a backbone can be and every head, with what they take at a size of image.
 * @param plugins a configuration whose plugins' networks are listed too
 */
export async function listModels(wanted: ImageSize, plugins: object | string = {}): Promise<ModelList> {
  const { registry, problems, causes } = await readPlugins({ config: plugins });
  if (problems.length > 0) throw new ContrasegError(problems, { cause: causes[0] });
  const size = { height: roundUp(wanted.height), width: roundUp(wanted.width) };
  try {
    const backbones: ModelRow[] = [];
    for await (const { backbone, prepared, maps } of publishedBackbones(registry)) {
      const { features, layouts = [] } = prepared;
      const cost = totalCost(layerCosts(maps, size));
      backbones.push({ model: backbone, ...cost, features, weights: sources(layouts) });
    }
    return { size, backbones, heads: await headRows(registry, size), headsOn: HEADS_ON };
  } finally {
    registry.dispose();
  }
}

async function headRows(registry: Registry, size: ImageSize): Promise<ModelRow[]> {
  const { type, ...options } = HEADS_ON.backbone;
  const resnet = registry.find('backbone', type)!;
  const component = registry.build(new ComponentBlueprint(resnet, resnet.options.parse(options), 'backbone'));
  const backbone = await component.prepare({ pretrained: false });
  const maps = backbone.build(tf.input({ shape: [null, null, 3] }));
  const features = Object.fromEntries(
    Object.entries(backbone.features).map(([name, info]) => [name, { ...info, tensor: maps[name]! }]),
  );
  const behind = layersBehind(Object.values(maps));
  const names = new Set(behind.map(({ name }) => name));
  const rows: ModelRow[] = [];
  for (const definition of registry.list('head')) {
    const defaults = definition.options.safeParse({});
    if (!defaults.success) continue;
    const head = registry.build(new ComponentBlueprint(definition, defaults.data, 'head')) as Head;
    const { classes: classCount } = HEADS_ON;
    const { logits, layouts = [] } = await head.build({ features, classCount, pretrained: false });
    const costs = layerCosts([logits], size);
    rows.push({
      model: { type: definition.name },
      ...totalCost(costs.filter(({ name }) => !names.has(name))),
      features: { logits: { channels: classCount, stride: size.height / costs.at(-1)!.shape[0]! } },
      weights: sources(layouts),
    });
    for (const layer of layersBehind([logits])) if (!behind.includes(layer)) layer.dispose();
  }
  for (const layer of behind) layer.dispose();
  return rows;
}

function sources(layouts: readonly WeightLayout[]): string[] {
  return [...new Set(layouts.map(({ source }) => source))];
}

function roundUp(pixels: number): number {
  return Math.ceil(pixels / MULTIPLE) * MULTIPLE;
}
