import test from 'ava';
import { compareConfigs, describeDifference } from '../../../src/core/run/changes.js';

/** Sets the value at a path of objects. */
function at(path: string, value: unknown): object {
  return path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
}

const paths = (differences: readonly { readonly path: string }[]) => differences.map(({ path }) => path);

for (const path of [
  'engine',
  'threads',
  'metrics',
  'trainer.iterations',
  'trainer.evaluateEvery',
  'trainer.checkpointEvery',
  'trainer.logEvery',
  'trainer.workers',
  'trainer.cache',
  'trainer.checkData',
  'trainer.allowEmptyClasses',
  'trainer.overlays',
]) {
  test(`${path} may change when a run goes on`, (t) => {
    const { free, binding } = compareConfigs(at(path, 1), at(path, 2));
    t.deepEqual([paths(free), binding], [[path], []]);
  });
}

for (const path of [
  'model.head.channels',
  'trainer.seed',
  'trainer.batchSize',
  'optimizer.type',
  'enginefoo',
  'data',
]) {
  test(`${path} makes another run`, (t) => {
    const { free, binding } = compareConfigs(at(path, 1), at(path, 2));
    t.deepEqual([free, paths(binding)], [[], [path]]);
  });
}

test('hooks may come, go and change; losses may not', (t) => {
  const before = { hooks: [{ type: 'early-stop', patience: 3 }], losses: [{ type: 'cross-entropy', weight: 1 }] };
  const after = { hooks: [{ type: 'early-stop', patience: 5 }], losses: [{ type: 'cross-entropy', weight: 2 }] };
  const { free, binding } = compareConfigs(before, after);
  t.deepEqual([paths(free), paths(binding)], [['hooks[0].patience'], ['losses[0].weight']]);
});

test('data may lie elsewhere, but not be read otherwise', (t) => {
  const data = (root: unknown, size: unknown) => ({ data: { root, size } });
  const { free, binding } = compareConfigs(data('/old/data', 32), data('/new/data', 64));
  t.deepEqual([paths(free), paths(binding)], [['data.root'], ['data.size']]);
  for (const [a, b] of [
    ['/old', 'new'],
    ['old', '/new'],
    ['/old', undefined],
    ['a', 'b'],
  ]) {
    t.deepEqual(paths(compareConfigs(data(a, 1), data(b, 1)).binding), ['data.root'], `${a} and ${b}`);
  }
});

test('a difference is told in one line: absent values by that word, long ones cut to 80 characters', (t) => {
  const told = (a: unknown, b: unknown) => describeDifference({ path: 'x', a, b });
  t.is(told(60, 'all'), 'x: 60 -> "all"');
  t.is(told(undefined, { type: 'poly' }), 'x: absent -> {"type":"poly"}');
  t.is(told(null, 'a'.repeat(78)), `x: null -> "${'a'.repeat(78)}"`);
  t.is(told(null, 'a'.repeat(79)), `x: null -> "${'a'.repeat(76)}...`);
});
