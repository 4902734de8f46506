import { createModel, defineConfig } from 'contraseg';
import { Fcn } from 'contraseg/components';
import {
  type Backbone,
  component,
  defineComponent,
  definePlugin,
  type Head,
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

class WideBackbone implements Backbone {
  constructor(readonly options: Resolved<typeof WideOptions>) {
    // What the registry hands over: a path as a string, a nested component built.
    options.weights satisfies string | undefined;
    options.schedule satisfies Schedule;
  }

  prepare(): PreparedBackbone {
    return { features: { c2: { channels: 8, stride: 4 } }, build: (image) => ({ c2: image }) };
  }
}

export const Wide = defineComponent('backbone', {
  name: 'wide',
  description: 'A backbone for the compiler.',
  options: WideOptions,
  component: WideBackbone,
});

export default definePlugin({
  name: 'types',
  version: '1.0.0',
  apiVersion: 2,
  options: z.strictObject({ size: z.int().describe('Size.') }),
  register(registry, { size }) {
    size satisfies number;
    registry.add(Wide);
    // @ts-expect-error the kind is the definition's own
    registry.add('backbone', Wide);
    // @ts-expect-error a definition is made by defineComponent
    registry.add({ name: 'w', description: 'd', component: WideBackbone });
  },
});

defineConfig({ model: { backbone: { type: 'wide', width: 8, schedule: { type: 'poly' } } } });
// @ts-expect-error the plugin's own options are checked as well
defineConfig({ model: { backbone: { type: 'wide', widht: 8, schedule: { type: 'poly' } } } });

// @ts-expect-error a head that builds nothing
export class Nothing implements Head {}
export const nothing: Head = Fcn.create({ channels: 8 });

createModel({ backbone: { type: 'tiny' }, head: { type: 'fcn' }, classes: ['road', 'sky'] });
// @ts-expect-error an unknown option
createModel({ backbone: { type: 'tiny', chanels: [8] }, head: { type: 'fcn' }, classes: 2 });
