import test from 'ava';
import { z } from 'zod';
import { Validator } from '../../../src/core/config/validate.js';
import type { Schedule } from '../../../src/core/interfaces/schedule.js';
import { component } from '../../../src/core/options/references.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import { defineComponent } from '../../../src/core/registry/define-component.js';
import { type ComponentBlueprint, Registry } from '../../../src/core/registry/registry.js';
import { RANDOM } from '../../../src/core/registry/tokens.js';

/** Draws from the same names as every other of its type. */
class Drawing implements Schedule {
  constructor(
    readonly options: { parts: Drawing[] },
    readonly random: RandomStreams,
  ) {}
  factor(): number {
    return this.random.stream('draws').uniform();
  }
  start(): number {
    return this.random.at('start', 3).uniform();
  }
}

/** Two components of one type, each with two more inside. */
function build(seed: number): { random: RandomStreams; all: Drawing[] } {
  const registry = new Registry();
  const random = new RandomStreams(seed);
  registry.provide(RANDOM, random);
  const options = z.strictObject({ parts: z.array(component('schedule')).default([]).describe('Parts.') });
  const drawn = {
    name: 'drawing',
    description: 'draws',
    options,
    inject: [RANDOM],
    component: Drawing as never,
  } as const;
  registry.add('test', defineComponent('schedule', drawn));
  const drawing = { type: 'drawing', parts: [{ type: 'drawing' }, { type: 'drawing' }] };
  const validator = new Validator(registry, new Map(), '/');
  const blueprints = validator.validate(z.array(component('schedule')), [drawing, drawing], ['losses']);
  const outer = (blueprints as ComponentBlueprint<'schedule'>[]).map((each) => registry.build(each) as Drawing);
  return { random, all: outer.flatMap((each) => [each, ...each.options.parts]) };
}

test('components of one type draw from streams of their own, named after their place in the config', (t) => {
  const { random, all } = build(1);
  const draws = all.map((each) => each.factor());
  t.is(new Set(draws).size, 6);
  t.is(new Set(all.map((each) => each.start())).size, 6);
  t.deepEqual(Object.keys(random.saveState().values!), [
    'losses[0].draws',
    'losses[0].parts[0].draws',
    'losses[0].parts[1].draws',
    'losses[1].draws',
    'losses[1].parts[0].draws',
    'losses[1].parts[1].draws',
  ]);
  t.is(new RandomStreams(1).stream('losses[1].parts[0].draws').uniform(), draws[4]!);
  t.deepEqual(
    build(1).all.map((each) => each.factor()),
    draws,
  );
  t.notDeepEqual(
    build(2).all.map((each) => each.factor()),
    draws,
  );
});

test("a run's streams restored are those that its components hold", (t) => {
  const { random, all } = build(1);
  for (const each of all) each.factor();
  const saved = random.saveState();
  const expected = all.map((each) => each.factor());
  const other = build(9);
  other.all[0]!.factor();
  other.random.loadState(saved);
  t.deepEqual(
    other.all.map((each) => each.factor()),
    expected,
  );
});

test('a scoped view saves and restores its own streams alone', (t) => {
  const random = new RandomStreams(1);
  random.stream('batches').uniform();
  const view = random.scoped('losses[1]');
  view.stream('anchors').uniform();
  const saved = view.saveState();
  t.deepEqual(Object.keys(saved.values!), ['anchors']);
  const [a, b] = [random.stream('batches').uniform(), view.stream('anchors').uniform()];
  view.loadState(saved);
  t.is(random.stream('losses[1].anchors').uniform(), b);
  t.not(random.stream('batches').uniform(), a);
});
