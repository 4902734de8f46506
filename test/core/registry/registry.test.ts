import test from 'ava';
import { z } from 'zod';
import { Validator } from '../../../src/core/config/validate.js';
import { ContrasegError } from '../../../src/core/errors/index.js';
import type { Schedule } from '../../../src/core/interfaces/schedule.js';
import { component } from '../../../src/core/options/references.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import { defineComponent } from '../../../src/core/registry/define-component.js';
import type { ComponentDefinition } from '../../../src/core/registry/definition.js';
import { type ComponentBlueprint, Registry } from '../../../src/core/registry/registry.js';
import { RANDOM } from '../../../src/core/registry/tokens.js';

const log: string[] = [];

class Inner implements Schedule {
  constructor(
    readonly options: { value: number },
    readonly random: RandomStreams,
  ) {}
  factor(): number {
    return this.options.value;
  }
  dispose(): void {
    log.push(`inner ${this.options.value}`);
  }
}

class Outer implements Schedule {
  constructor(readonly options: { parts: Schedule[] }) {}
  factor(): number {
    return this.options.parts.reduce((sum, part) => sum + part.factor(0, 1), 0);
  }
  dispose(): void {
    log.push('outer');
  }
}

const inner = defineComponent('schedule', {
  name: 'inner',
  description: 'inner',
  options: z.strictObject({ value: z.number().describe('Value.') }),
  inject: [RANDOM],
  component: Inner,
});
const outer = defineComponent('schedule', {
  name: 'outer',
  description: 'outer',
  options: z.strictObject({ parts: z.array(component('schedule')).describe('Parts.') }),
  component: Outer,
});

function blueprint(registry: Registry, spec: unknown): ComponentBlueprint<'schedule'> {
  const validator = new Validator(registry, new Map(), '/');
  const result = validator.validate(component('schedule'), spec);
  if (validator.problems.length > 0) throw new ContrasegError(validator.problems);
  return result as ComponentBlueprint<'schedule'>;
}

test.serial(
  'a component receives its options with its collaborators built, and disposal runs last built first',
  (t) => {
    const registry = new Registry();
    registry.provide(RANDOM, new RandomStreams(1));
    registry.add('test', inner);
    registry.add('test', outer);
    const spec = {
      type: 'outer',
      parts: [
        { type: 'inner', value: 2 },
        { type: 'inner', value: 3 },
      ],
    };
    const built = registry.build(blueprint(registry, spec));
    t.is(built.factor(0, 1), 5);
    log.length = 0;
    registry.dispose();
    t.deepEqual(log, ['outer', 'inner 3', 'inner 2']);
  },
);

test('two registries share nothing', (t) => {
  const a = new Registry();
  const b = new Registry();
  a.add('test', inner);
  a.provide(RANDOM, new RandomStreams(1));
  t.deepEqual(b.list(), []);
  t.throws(() => b.get(RANDOM));
});

test('two components of one name are refused with both owners, unless one says that it overrides', (t) => {
  const registry = new Registry();
  registry.add('first', inner);
  const error = t.throws(() => registry.add('second', inner), { instanceOf: ContrasegError });
  t.regex(error!.message, /first and second/);
  registry.add('second', { ...inner, override: true });
  t.is(registry.find('schedule', 'inner')!.owner, 'second');
});

test('options that are no zod schema are refused when they are registered', (t) => {
  const definition = { ...inner, options: { size: 3 } };
  const error = t.throws<ContrasegError>(() => new Registry().add('mine', definition as never));
  t.is(error.code, 'CONTRASEG_PLUGIN_INVALID');
});

test('options that would take a misspelt name, or that say nothing, are refused with every field named', (t) => {
  const options = z.strictObject({
    size: z.int(),
    depth: z.int().describe('Depth.').default(3),
    lists: z.array(z.object({ name: z.string().describe('Name.'), value: z.number().optional() })).describe('Lists.'),
  });
  const loose = { ...inner, name: 'loose', options: z.object({}) };
  const refused = (use: ComponentDefinition) =>
    t.throws<ContrasegError>(() => new Registry().add('mine', use)).problems;
  t.deepEqual(
    refused({ ...loose, options }).map(({ message }) => message),
    [
      'the schedule "loose" of mine says nothing about its option "size".',
      'the schedule "loose" of mine has options that take any name at "lists[]", so that a misspelt one would go unnoticed.',
      'the schedule "loose" of mine says nothing about its option "lists[].value".',
    ],
  );
  t.deepEqual(
    refused(loose).map(({ hint }) => hint),
    ['write z.strictObject({ … }) where it says z.object({ … })'],
  );
});

test('a class that throws where a token is missing is named with what it may ask for', (t) => {
  const registry = new Registry();
  registry.add('mine', inner);
  const error = t.throws(() => registry.build(blueprint(registry, { type: 'inner', value: 1 })), {
    instanceOf: ContrasegError,
  });
  t.is(error.code, 'CONTRASEG_TOKEN_UNAVAILABLE');
  t.regex(error.message, /the schedule "inner" of mine .*contraseg\.random/);
});
