import './shared-modules.js';
import { loadPlugins, registerPlugin } from '../core/config/load-plugins.js';
import type { PluginReference } from '../core/config/schema.js';
import { Validator } from '../core/config/validate.js';
import { type EngineRequest, selectEngine } from '../core/engine/index.js';
import { ContrasegError } from '../core/errors/index.js';
import type { Backbone } from '../core/interfaces/backbone.js';
import type { ComponentOf, ComponentSpec } from '../core/interfaces/component-types.js';
import type { Head } from '../core/interfaces/head.js';
import { buildSegmentationModel } from '../core/model/build.js';
import type { SegmentationModel } from '../core/model/segmentation-model.js';
import { shareWeights } from '../core/model/segmenter-weights.js';
import { component } from '../core/options/references.js';
import { RandomStreams } from '../core/random/random-streams.js';
import { ComponentBlueprint, Registry } from '../core/registry/registry.js';
import { RANDOM } from '../core/registry/tokens.js';
import builtin from '../plugins/builtin.js';

export interface CreateModelOptions {
  /** What a config would say, `{ type: 'mobilenet-v2', … }`, or a backbone of your own. */
  readonly backbone: Backbone | ComponentSpec<'backbone'>;
  readonly head: Head | ComponentSpec<'head'>;
  /** Safetensors file of a whole segmenter, for backbone and head alike, where they are named; random weights without it. */
  readonly weights?: string;
  /** Class names, or how many there are. */
  readonly classes: number | readonly string[];
  /** Plugins that bring components named above, as in a config. */
  readonly plugins?: readonly PluginReference[];
  /** Random weights depend on it alone. */
  readonly seed?: number;
  /** Which engine computes; `auto`, the default, takes the best that loads. */
  readonly engine?: EngineRequest;
}

/**
 * A segmentation model, ready to be trained or asked, without a config file. Relative paths are relative to the working
 * directory. Dispose it after use.
 * @throws ContrasegError with everything that is wrong with the options
 */
export async function createModel(options: CreateModelOptions): Promise<SegmentationModel> {
  const { classes, weights, plugins = [], seed = 1, engine = 'auto' } = options;
  const directory = process.cwd();
  const registry = new Registry();
  // As in a config, where both are under `model`: one seed gives one start.
  registry.provide(RANDOM, new RandomStreams(seed).scoped('model'));
  registerPlugin(registry, builtin);
  const { problems, causes } = await loadPlugins(registry, plugins, new Map(), directory);

  const validator = new Validator(registry, new Map(), directory);
  const part = <K extends 'backbone' | 'head'>(kind: K): ComponentOf<K> | ComponentBlueprint<K> => {
    const given: object = options[kind];
    if ('prepare' in given || 'build' in given) return given as ComponentOf<K>;
    return validator.validate(component(kind), given, [kind]) as ComponentBlueprint<K>;
  };
  const parts = { backbone: part('backbone'), head: part('head') };
  if (problems.length + validator.problems.length > 0) {
    throw new ContrasegError([...problems, ...validator.problems], { cause: causes[0] });
  }
  await selectEngine(engine);
  const { backbone, head } = shareWeights(parts, weights);
  return buildSegmentationModel({
    backbone: backbone instanceof ComponentBlueprint ? registry.build(backbone) : backbone,
    head: head instanceof ComponentBlueprint ? registry.build(head) : head,
    classCount: typeof classes === 'number' ? classes : classes.length,
  });
}
