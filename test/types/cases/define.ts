import { Sgd } from 'contraseg/components';
import {
  CLASSES,
  type ClassInfo,
  component,
  defineComponent,
  definePlugin,
  type Optimizer,
  path,
  RANDOM,
  type RandomStreams,
  type Resolved,
  type Schedule,
} from 'contraseg/plugin';
import { z } from 'zod';

// The list of tokens and the options are tied to the constructor.

const Options = z.strictObject({
  every: z.int().describe('Iterations.'),
  gamma: z.number().default(0.1).describe('Factor.'),
  file: path().optional().describe('A file.'),
  parts: z.array(component('schedule')).default([]).describe('Parts.'),
});

class Drawn implements Schedule {
  constructor(
    private readonly options: Resolved<typeof Options>,
    readonly random: RandomStreams,
    readonly classes: readonly ClassInfo[],
  ) {}

  factor(): number {
    return this.options.gamma;
  }
}

const declared = { name: 'drawn', description: 'For the compiler.', options: Options } as const;

export const Right = defineComponent('schedule', { ...declared, inject: [RANDOM, CLASSES], component: Drawn });
// @ts-expect-error the wrong order
defineComponent('schedule', { ...declared, inject: [CLASSES, RANDOM], component: Drawn });
// @ts-expect-error a token too few
defineComponent('schedule', { ...declared, inject: [RANDOM], component: Drawn });
// @ts-expect-error no tokens
defineComponent('schedule', { ...declared, component: Drawn });
// @ts-expect-error no token but a name
defineComponent('schedule', { ...declared, inject: ['random', CLASSES], component: Drawn });
// @ts-expect-error a schedule is no head
defineComponent('head', { ...declared, inject: [RANDOM, CLASSES], component: Drawn });
// @ts-expect-error no such kind
defineComponent('neck', { ...declared, inject: [RANDOM, CLASSES], component: Drawn });
// @ts-expect-error options that the class does not expect
defineComponent('schedule', { ...declared, options: z.strictObject({}), inject: [RANDOM, CLASSES], component: Drawn });
// @ts-expect-error a declaration needs its options
defineComponent('schedule', { name: 'drawn', description: 'd', inject: [RANDOM, CLASSES], component: Drawn });

// A class in its place, and one that needs less than it could have.
const Inline = defineComponent('schedule', {
  ...declared,
  inject: [RANDOM],
  component: class implements Schedule {
    constructor(private readonly options: { readonly every: number }) {}

    factor(): number {
      return this.options.every;
    }
  },
});
Inline.create({ every: 3 }) satisfies Schedule;

// What create takes: options as in a configuration, with instances in the place of components.

declare const random: RandomStreams;
Right.create({ every: 3 }, random, []) satisfies Drawn;
Right.create({ every: 3, gamma: 0.5, file: 'a.txt', parts: [Right.create({ every: 1 })] });
// @ts-expect-error a required option
Right.create();
// @ts-expect-error an unknown option
Right.create({ evry: 3 });
// @ts-expect-error what a configuration says
Right.create({ every: 3, parts: [{ type: 'poly' }] });
// @ts-expect-error a component of another kind
Right.create({ every: 3, parts: [Sgd.create()] });
// @ts-expect-error streams come first
Right.create({ every: 3 }, []);

Sgd.create({ momentum: 0.9, learningRate: { backbone: 0.01, head: 0.1 } }) satisfies Optimizer;
// @ts-expect-error sgd takes no streams
Sgd.create({}, random);

definePlugin({
  name: 'define',
  version: '1.0.0',
  apiVersion: 2,
  register(registry) {
    for (const definition of [Right, Inline]) registry.add(definition);
    // @ts-expect-error a class is no definition
    registry.add(Drawn);
  },
});
