import { createModel, defineConfig } from 'contraseg';
import { FcnHead } from 'contraseg/components';
import {
  type Backbone,
  type ComponentDefinition,
  component,
  definePlugin,
  type Head,
  inject,
  injectable,
  OPTIONS,
  type PreparedBackbone,
  path,
  type Resolved,
  type Schedule,
} from 'contraseg/plugin';
import { z } from 'zod';

const WideOptions = z.strictObject({
  width: z.int().describe('Channels.'),
  weights: path().optional().describe('A file.'),
  schedule: component('schedule').describe('A nested component.'),
});

declare module 'contraseg/plugin' {
  interface BackboneTypes {
    wide: z.input<typeof WideOptions>;
  }
}

const BareOptions = z.strictObject({});

declare module 'contraseg/plugin' {
  interface AnchorSamplerTypes {
    bare: z.input<typeof BareOptions>;
  }
}

// A component without options, inside the options of a loss that was compiled before it.
defineConfig({ losses: [{ type: 'pixel-contrast', anchors: { type: 'bare' } }] });
// @ts-expect-error it has no options
defineConfig({ losses: [{ type: 'pixel-contrast', anchors: { type: 'bare', size: 1 } }] });

@injectable()
class WideBackbone implements Backbone {
  constructor(@inject(OPTIONS) readonly options: Resolved<typeof WideOptions>) {
    // What the registry hands over: a path as a string, a nested component built.
    options.weights satisfies string | undefined;
    options.schedule satisfies Schedule;
  }

  prepare(): PreparedBackbone {
    return { features: { c2: { channels: 8, stride: 4 } }, build: (image) => ({ c2: image }) };
  }
}

const wide: ComponentDefinition<'backbone'> = {
  name: 'wide',
  description: 'A backbone for the compiler.',
  options: WideOptions,
  component: WideBackbone,
};

export default definePlugin({
  name: 'types',
  version: '1.0.0',
  apiVersion: 2,
  options: z.strictObject({ size: z.int().describe('Size.') }),
  register(registry, { size }) {
    size satisfies number;
    registry.add('backbone', wide);
    // @ts-expect-error a backbone is not a head
    registry.add('head', wide);
    // @ts-expect-error no such kind
    registry.add('neck', wide);
    // @ts-expect-error a definition needs its options schema
    registry.add('backbone', { name: 'w', description: 'd', component: WideBackbone });
  },
});

defineConfig({ model: { backbone: { type: 'wide', width: 8, schedule: { type: 'poly' } } } });
// @ts-expect-error the plugin's own options are checked as well
defineConfig({ model: { backbone: { type: 'wide', widht: 8, schedule: { type: 'poly' } } } });

// @ts-expect-error a head that builds nothing
export class Nothing implements Head {}
export const nothing: Head = new FcnHead({ channels: 8 });

createModel({ backbone: { type: 'tiny' }, head: { type: 'fcn' }, classes: ['road', 'sky'] });
// @ts-expect-error an unknown option
createModel({ backbone: { type: 'tiny', chanels: [8] }, head: { type: 'fcn' }, classes: 2 });
