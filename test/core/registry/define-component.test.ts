import { resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { z } from 'zod';
import { Validator } from '../../../src/core/config/validate.js';
import { ContrasegError, type Problem } from '../../../src/core/errors/index.js';
import type { ClassInfo } from '../../../src/core/interfaces/dataset.js';
import type { Schedule } from '../../../src/core/interfaces/schedule.js';
import { component, path, type Resolved } from '../../../src/core/options/references.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import { defineComponent } from '../../../src/core/registry/define-component.js';
import { type ComponentBlueprint, Registry } from '../../../src/core/registry/registry.js';
import { CLASSES, RANDOM } from '../../../src/core/registry/tokens.js';

const DrawsOptions = z.strictObject({
  scale: z.number().positive().default(2).describe('Factor.'),
  file: path().optional().describe('A file.'),
});

class DrawsSchedule implements Schedule {
  constructor(
    readonly options: Resolved<typeof DrawsOptions>,
    readonly random: RandomStreams,
    readonly classes: readonly ClassInfo[],
  ) {}

  factor(): number {
    return this.options.scale * this.random.stream('draws').uniform();
  }
}

const Draws = defineComponent('schedule', {
  name: 'draws',
  description: 'For tests.',
  options: DrawsOptions,
  inject: [RANDOM, CLASSES],
  component: DrawsSchedule,
});

const SumOptions = z.strictObject({
  parts: z.array(component('schedule')).default([]).describe('What is added up.'),
  inner: z
    .strictObject({ first: component('schedule').optional().describe('One more.') })
    .optional()
    .describe('More.'),
});

const Sum = defineComponent('schedule', {
  name: 'sum',
  description: 'For tests.',
  options: SumOptions,
  component: class implements Schedule {
    constructor(readonly options: Resolved<typeof SumOptions>) {}

    factor(iteration: number, total: number): number {
      return this.options.parts.reduce((sum, part) => sum + part.factor(iteration, total), 0);
    }
  },
});

const CLASS_LIST: readonly ClassInfo[] = [{ name: 'road', color: [0, 0, 0] }];
const five: Schedule = { factor: () => 5 };

/** The problems that a creation ends with, by path. */
function problemsOf(t: ExecutionContext, create: () => unknown): Map<string, Problem> {
  const { problems } = t.throws(create, { instanceOf: ContrasegError });
  return new Map(problems.map((problem) => [problem.path ?? '', problem]));
}

test('create fills in defaults, leaves paths as they are, and gives what the tokens stand for in their order', (t) => {
  const random = new RandomStreams(3);
  const draws = Draws.create({ file: 'a/b.txt' }, random, CLASS_LIST);
  t.deepEqual(draws.options, { scale: 2, file: 'a/b.txt' });
  t.is(draws.random, random);
  t.is(draws.classes, CLASS_LIST);
});

test('without streams RANDOM draws from seed 0, the same at every creation', (t) => {
  const factors = [0, 1].map(() => Draws.create({ scale: 1 }, undefined, CLASS_LIST).factor());
  t.deepEqual(factors, Array(2).fill(new RandomStreams(0).stream('draws').uniform()));
});

test('CLASSES that are not given are asked for', (t) => {
  const [problem] = t.throws(() => Draws.create(), { instanceOf: ContrasegError }).problems;
  t.is(problem!.code, 'CONTRASEG_TOKEN_UNAVAILABLE');
  t.regex(problem!.message, /the schedule "draws" asks for CLASSES/);
});

test('components in the options of create are instances, wherever they stand', (t) => {
  const first = Sum.create();
  const sum = Sum.create({ parts: [five, Sum.create({ parts: [five] })], inner: { first } });
  t.is(sum.factor(0, 1), 10);
  t.is(sum.options.inner!.first, first);
});

test('every wrong option is named, with what is allowed', (t) => {
  const problems = problemsOf(t, () => Draws.create({ scale: -1, scael: 3 } as never));
  t.deepEqual([...problems.keys()], ['draws.scale', 'draws.scael']);
  t.regex(problems.get('draws.scael')!.hint!, /did you mean "scale"/);
});

test('what only a configuration can say is refused in create, and so is a definition whose create was forgotten', (t) => {
  const parts = [{ type: 'poly' }, five, Draws, 7] as never;
  const problems = problemsOf(t, () => Sum.create({ parts }));
  t.deepEqual([...problems.keys()], ['sum.parts[0]', 'sum.parts[2]', 'sum.parts[3]']);
  t.regex(problems.get('sum.parts[0]')!.message, /found \{"type":"poly"\}\. Expected a schedule that is built already/);
});

test('a constructor that takes more than the options and the listed tokens is refused where it is declared', (t) => {
  const declare = () =>
    defineComponent('schedule', {
      name: 'more',
      description: 'd',
      options: DrawsOptions,
      component: DrawsSchedule as never,
    });
  const error = t.throws(declare, { instanceOf: ContrasegError });
  t.regex(error.message, /the constructor of the schedule "more" takes 3 parameters and would be given 1/);
});

test('a registry builds the same class with what the run provides', (t) => {
  const registry = new Registry();
  registry.provide(RANDOM, new RandomStreams(4));
  registry.provide(CLASSES, CLASS_LIST);
  registry.add('mine', Draws);
  registry.add('mine', Sum);
  const validator = new Validator(registry, new Map(), '/data');
  const spec = { type: 'sum', parts: [{ type: 'draws', file: 'a.txt' }] };
  const blueprint = validator.validate(component('schedule'), spec, ['schedule']) as ComponentBlueprint<'schedule'>;
  const [draws] = (registry.build(blueprint) as InstanceType<typeof Sum.component>).options.parts as [DrawsSchedule];
  t.deepEqual(draws.options, { scale: 2, file: resolve('/data/a.txt') });
  t.is(draws.classes, CLASS_LIST);
  t.is(draws.factor(), 2 * new RandomStreams(4).scoped('schedule.parts[0]').stream('draws').uniform());
});
