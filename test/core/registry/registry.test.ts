import test from 'ava';
import { z } from 'zod';
import { Validator } from '../../../src/core/config/validate.js';
import { ContrasegError } from '../../../src/core/errors/index.js';
import type { Schedule } from '../../../src/core/interfaces/schedule.js';
import { component } from '../../../src/core/options/references.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import type { ComponentDefinition } from '../../../src/core/registry/definition.js';
import { inject, injectable, OPTIONS, RANDOM } from '../../../src/core/registry/injection.js';
import { type ComponentBlueprint, Registry } from '../../../src/core/registry/registry.js';

const log: string[] = [];

@injectable()
class Inner implements Schedule {
  constructor(
    @inject(OPTIONS) readonly options: { value: number },
    @inject(RANDOM) readonly random: RandomStreams,
  ) {}
  factor(): number {
    return this.options.value;
  }
  dispose(): void {
    log.push(`inner ${this.options.value}`);
  }
}

@injectable()
class Outer implements Schedule {
  constructor(@inject(OPTIONS) readonly options: { parts: Inner[] }) {}
  factor(): number {
    return this.options.parts.reduce((sum, part) => sum + part.factor(), 0);
  }
  dispose(): void {
    log.push('outer');
  }
}

class Undecorated implements Schedule {
  constructor(readonly options: unknown) {}
  factor(): number {
    return 0;
  }
}

const definition = (name: string, use: ComponentDefinition<'schedule'>['component'], options = z.strictObject({})) => ({
  name,
  description: name,
  options,
  component: use,
});
const inner = definition('inner', Inner, z.strictObject({ value: z.number().describe('Value.') }) as never);
const outer = definition(
  'outer',
  Outer,
  z.strictObject({ parts: z.array(component('schedule')).describe('Parts.') }) as never,
);

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
    registry.add('test', 'schedule', inner);
    registry.add('test', 'schedule', outer);
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
  a.add('test', 'schedule', inner);
  a.provide(RANDOM, new RandomStreams(1));
  t.deepEqual(b.list(), []);
  t.throws(() => b.get(RANDOM));
});

test('two components of one name are refused with both owners, unless one says that it overrides', (t) => {
  const registry = new Registry();
  registry.add('first', 'schedule', inner);
  const error = t.throws(() => registry.add('second', 'schedule', inner), { instanceOf: ContrasegError });
  t.regex(error!.message, /first and second/);
  registry.add('second', 'schedule', { ...inner, override: true });
  t.is(registry.find('schedule', 'inner')!.owner, 'second');
});

test('options that are no zod schema are refused when they are registered', (t) => {
  const definition = { name: 'plain', description: 'd', options: { size: 3 }, component: class {} };
  const error = t.throws<ContrasegError>(() => new Registry().add('mine', 'schedule', definition as never));
  t.is(error.code, 'CONTRASEG_PLUGIN_INVALID');
});

test('options that would take a misspelt name, or that say nothing, are refused with every field named', (t) => {
  const options = z.strictObject({
    size: z.int(),
    depth: z.int().describe('Depth.').default(3),
    lists: z.array(z.object({ name: z.string().describe('Name.'), value: z.number().optional() })).describe('Lists.'),
  });
  const loose = { name: 'loose', description: 'd', options: z.object({}), component: Inner };
  const refused = (use: object) =>
    t.throws<ContrasegError>(() => new Registry().add('mine', 'schedule', use as never)).problems;
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

test('a class without decorators is refused with the fix', (t) => {
  const registry = new Registry();
  registry.add('mine', 'schedule', definition('plain', Undecorated));
  const error = t.throws(() => registry.build(blueprint(registry, { type: 'plain' })), { instanceOf: ContrasegError });
  t.is(error!.code, 'CONTRASEG_UNDECORATED_COMPONENT');
  t.regex(error!.message, /@injectable\(\)/);
});
