import test from 'ava';
import { z } from 'zod';
import { Validator } from '../../../src/core/config/validate.js';
import { component } from '../../../src/core/options/references.js';
import { optionNames, schemasAt, visitComponents } from '../../../src/core/options/schema-walk.js';
import { Registry } from '../../../src/core/registry/registry.js';
import { problemsOf, TINY_CONFIG } from '../../helpers/config.js';

const sizes = z.strictObject({ width: z.number().describe('Width.'), height: z.number() });

/** `sizes` behind everything that may stand before it. */
const wrapped: Record<string, z.ZodType> = {
  object: sizes,
  optional: sizes.optional(),
  nullable: sizes.nullable(),
  default: sizes.default({ width: 1, height: 1 }),
  prefault: sizes.prefault({ width: 1, height: 1 }),
  catch: sizes.catch({ width: 1, height: 1 }),
  readonly: sizes.readonly(),
  lazy: z.lazy(() => sizes),
  pipe: sizes.transform(({ width }) => width),
  preprocess: z.preprocess((value) => value, sizes),
  union: z.union([z.number(), sizes]),
  'nested union': z.union([z.string(), z.union([z.number(), sizes.optional()]).nullable()]).default('x'),
  'discriminated union': z.discriminatedUnion('kind', [sizes.extend({ kind: z.literal('a') })]),
  intersection: z.intersection(sizes, z.object({})),
};

for (const [title, schema] of Object.entries(wrapped)) {
  test(`the walk goes through: ${title}`, (t) => {
    for (const [outer, path] of [
      [schema, []],
      [z.array(schema), [3]],
      [z.record(z.string(), schema), ['any']],
      [z.tuple([z.number(), schema]), [1]],
      [z.strictObject({ inside: schema.optional() }), ['inside']],
    ] as [z.ZodType, (string | number)[]][]) {
      t.deepEqual(optionNames(schemasAt(outer, path)).slice(0, 2), ['width', 'height']);
      t.is(schemasAt(outer, [...path, 'width'])[0]?.description, 'Width.');
    }
  });

  test(`a misspelt option is named with its nearest match inside: ${title}`, (t) => {
    if (title === 'catch' || title === 'intersection') return t.pass('zod itself lets these through');
    const raw = { inside: { kind: 'a', width: 1, height: 2, hieght: 2 } };
    const { kind: _, ...others } = raw.inside;
    const validator = new Validator(new Registry(), new Map(), '.');
    validator.validate(z.strictObject({ inside: schema }), title.startsWith('disc') ? raw : { inside: others });
    t.deepEqual(
      validator.problems.map(({ code, path }) => `${code} ${path}`),
      ['CONTRASEG_UNKNOWN_OPTION inside.hieght'],
    );
    t.regex(validator.problems[0]!.hint!, /did you mean "height"\?/);
  });
}

test('own names only: what every object inherits is no option', (t) => {
  t.deepEqual(schemasAt(sizes, ['constructor']), []);
  t.deepEqual(schemasAt(sizes, ['__proto__']), []);
});

test('components are found in unions, records, tuples and below optionals', (t) => {
  const hook = component('hook');
  const schema = z.strictObject({
    one: z.union([z.string(), z.strictObject({ at: hook })]),
    many: z.record(z.string(), z.array(hook.optional())),
    pair: z.tuple([z.number(), hook]),
    either: z.union([
      z.strictObject({ kind: z.literal('a'), at: component('metric') }),
      z.strictObject({ kind: z.literal('b'), at: hook }),
    ]),
  });
  const raw = { one: { at: 'a' }, many: { x: ['b', undefined, 'c'] }, pair: [1, 'd'], either: { kind: 'b', at: 'e' } };
  const found: string[] = [];
  visitComponents(schema, raw, [], (kind, value, path) => found.push(`${kind} ${path.join('.')} ${value}`));
  t.deepEqual(found, ['hook one.at a', 'hook many.x.0 b', 'hook many.x.2 c', 'hook pair.1 d', 'hook either.at e']);
});

test('of two options of a union, the nearer one says what is wrong', (t) => {
  const near = z.strictObject({ a: z.number(), c: z.number(), d: z.number() });
  const validator = new Validator(new Registry(), new Map(), '.');
  validator.validate(z.union([z.strictObject({ a: z.number(), b: z.number() }), near]), { a: 'x', c: 1, d: 1 });
  t.deepEqual(
    validator.problems.map(({ path }) => path),
    ['a'],
  );
});

test('a typo inside a learning rate of groups names what was meant', async (t) => {
  const optimizer = { type: 'sgd', learningRate: { backbone: 0.1, head: 0.1, heads: 0.1 } };
  const { problems } = await problemsOf({ config: { ...TINY_CONFIG, optimizer } });
  t.is(problems.length, 1);
  t.is(problems[0]!.path, 'optimizer.learningRate.heads');
  t.is(problems[0]!.hint, 'did you mean "head"?  allowed: backbone, head');
});

test('of a union, the option that was meant says what is wrong, or all say what they take', async (t) => {
  const problem = async (learningRate: unknown) => {
    const { problems } = await problemsOf({ config: { ...TINY_CONFIG, optimizer: { type: 'sgd', learningRate } } });
    return problems.map(({ path, message }) => `${path}: ${message}`);
  };
  t.deepEqual(await problem({ backbone: 'fast', head: 1 }), [
    'optimizer.learningRate.backbone: found "fast". Expected number.',
  ]);
  t.deepEqual(await problem({ backbone: 1 }), [
    'optimizer.learningRate.head: this option is required: Of the head and of parts of losses.',
  ]);
  t.deepEqual(await problem(-1), ['optimizer.learningRate: found -1. Too small: expected number to be >=0.']);
  t.deepEqual(await problem('fast'), ['optimizer.learningRate: found "fast". Expected number, or expected object.']);
});

test('a standard deviation of 0 is refused', async (t) => {
  const error = await problemsOf({ config: TINY_CONFIG, set: ['model.normalization.std=[0.2, 0, 0.2]'] });
  t.is(error.problems[0]!.path, 'model.normalization.std[1]');
});
