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
import { component } from '../core/options/references.js';
import { RandomStreams } from '../core/random/random-streams.js';
import { type ComponentBlueprint, Registry } from '../core/registry/registry.js';
import { RANDOM } from '../core/registry/tokens.js';
import builtin from '../plugins/builtin.js';

export interface CreateModelOptions {
  /** What a config would say, `{ type: 'mobilenet-v2', … }`, or a backbone of your own. */
  readonly backbone: Backbone | ComponentSpec<'backbone'>;
  readonly head: Head | ComponentSpec<'head'>;
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
  const { classes, plugins = [], seed = 1, engine = 'auto' } = options;
  const directory = process.cwd();
  const registry = new Registry();
  // As in a config, where both are under `model`: one seed gives one start.
  registry.provide(RANDOM, new RandomStreams(seed).scoped('model'));
  registerPlugin(registry, builtin);
  const { problems, causes } = await loadPlugins(registry, plugins, new Map(), directory);

  const validator = new Validator(registry, new Map(), directory);
  const maker = <K extends 'backbone' | 'head'>(kind: K): (() => ComponentOf<K>) => {
    const part: object = options[kind];
    if ('prepare' in part || 'build' in part) return () => part as ComponentOf<K>;
    const blueprint = validator.validate(component(kind), part, [kind]) as ComponentBlueprint<K>;
    return () => registry.build(blueprint);
  };
  const backbone = maker('backbone');
  const head = maker('head');
  if (problems.length + validator.problems.length > 0) {
    throw new ContrasegError([...problems, ...validator.problems], { cause: causes[0] });
  }
  await selectEngine(engine);
  const classCount = typeof classes === 'number' ? classes : classes.length;
  return buildSegmentationModel({ backbone: backbone(), head: head(), classCount });
}
