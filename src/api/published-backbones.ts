import * as tf from '@tensorflow/tfjs';
import type { Backbone, PreparedBackbone } from '../core/interfaces/backbone.js';
import { layersBehind } from '../core/model/symbolic-graph.js';
import { RandomStreams } from '../core/random/random-streams.js';
import { ComponentBlueprint, type Registry } from '../core/registry/registry.js';
import { RANDOM } from '../core/registry/tokens.js';

/** What a configuration writes for a backbone. */
export type BackboneChoice = Readonly<Record<string, unknown>> & { readonly type: string };

export interface PublishedBackbone {
  readonly backbone: BackboneChoice;
  readonly prepared: PreparedBackbone;
  /** One for each of `prepared.features`. */
  readonly maps: readonly tf.SymbolicTensor[];
}

/**
 * Builds every network that a backbone can be, its values 0, and disposes each before the next: those that its definition
 * lists, else the one of its defaults. A backbone that needs a file of the user's is none of them.
 */
export async function* publishedBackbones(registry: Registry): AsyncGenerator<PublishedBackbone> {
  registry.provide(RANDOM, new RandomStreams(0));
  for (const definition of registry.list('backbone')) {
    for (const options of definition.models ?? [{}]) {
      const complete = definition.options.safeParse(options);
      if (!complete.success) continue;
      const component = registry.build(new ComponentBlueprint(definition, complete.data, 'backbone')) as Backbone;
      const prepared = await component.prepare({ pretrained: false });
      const maps = Object.values(prepared.build(tf.input({ shape: [null, null, 3] })));
      try {
        yield { backbone: { type: definition.name, ...options }, prepared, maps };
      } finally {
        for (const layer of layersBehind(maps)) layer.dispose();
      }
    }
  }
}
