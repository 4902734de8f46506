import test from 'ava';
import { assign, mergeLayers, originOf } from '../../../src/core/config/layers.js';

const layer = (source: string, value: Record<string, unknown>) => ({
  value,
  origin: { source, directory: `/${source}` },
});

test('objects merge field by field and later layers win', (t) => {
  const { value } = mergeLayers([layer('a', { x: { p: 1, q: 2 } }), layer('b', { x: { q: 3 } })]);
  t.deepEqual(value, { x: { p: 1, q: 3 } });
});

test('arrays replace', (t) => {
  const { value } = mergeLayers([layer('a', { losses: [1, 2, 3] }), layer('b', { losses: [4] })]);
  t.deepEqual(value, { losses: [4] });
});

test('another type replaces the whole component, the same type merges', (t) => {
  const base = layer('a', { head: { type: 'fcn', channels: 8 } });
  t.deepEqual(mergeLayers([base, layer('b', { head: { type: 'deeplab', rates: [6] } })]).value, {
    head: { type: 'deeplab', rates: [6] },
  });
  t.deepEqual(mergeLayers([base, layer('b', { head: { type: 'fcn', kernel: 1 } })]).value, {
    head: { type: 'fcn', channels: 8, kernel: 1 },
  });
});

test('null removes what was inherited', (t) => {
  const { value, origins } = mergeLayers([layer('a', { w: 'file', k: 1 }), layer('b', { w: null })]);
  t.deepEqual(value, { k: 1 });
  t.false(origins.has('w'));
});

test('every value knows its file', (t) => {
  const { origins } = mergeLayers([
    layer('a', { model: { backbone: { type: 'x', weights: 'w' } }, losses: [{ type: 'ce' }] }),
    layer('b', { model: { backbone: { weights: 'v' } } }),
  ]);
  t.is(originOf('model.backbone.type', origins)?.source, 'a');
  t.is(originOf('model.backbone.weights', origins)?.source, 'b');
  t.is(originOf('losses[0].type', origins)?.source, 'a');
  t.is(originOf('losses[0].weight', origins)?.source, 'a', 'a missing value belongs to what is around it');
});

test('an assignment reaches into an array and leaves its neighbours their origins', (t) => {
  const merged = mergeLayers([layer('a', { losses: [{ type: 'ce' }, { type: 'pc', weight: 1 }] })]);
  const origin = { source: '--set', directory: '/cwd' };
  const { value, origins } = assign(merged, ['losses', 1, 'weight'], 0.2, origin);
  t.deepEqual(value, { losses: [{ type: 'ce' }, { type: 'pc', weight: 0.2 }] });
  t.is(originOf('losses[1].weight', origins)?.source, '--set');
  t.is(originOf('losses[1].type', origins)?.source, 'a');
  t.is(originOf('losses[0].type', origins)?.source, 'a');
  t.deepEqual(merged.value, { losses: [{ type: 'ce' }, { type: 'pc', weight: 1 }] }, 'the argument is untouched');
});

test('an assignment creates what is missing on its way', (t) => {
  const { value } = assign(mergeLayers([]), ['trainer', 'seed'], 3, { source: '--set', directory: '/' });
  t.deepEqual(value, { trainer: { seed: 3 } });
});
