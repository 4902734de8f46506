import { createHash } from 'node:crypto';
import test from 'ava';
import { fill, image, labels } from './filler.js';

test('the filler gives the bytes of its original in Python', (t) => {
  const hash = createHash('sha256');
  const tensors: [string, number[], number][] = [
    ['conv1.weight', [64, 3, 7, 7], 1],
    ['layer1.0.bn1.weight', [64], 1],
    ['a.bias', [9], 1],
    ['a.running_mean', [9], 1],
    ['a.running_var', [9], 1],
    ['b.gamma', [9], 1],
    ['c.layer_scale', [9, 1, 1], 1],
    ['x.in_proj_bias', [9], 1],
    ['fc.weight', [10, 33], 2],
    ['é.num_batches_tracked', [], 1],
  ];
  for (const [name, shape, gain] of tensors) hash.update(fill(name, shape, gain));
  hash.update(image([1, 3, 5, 7])).update(labels([2, 5, 7], 5));
  t.is(hash.digest('hex'), 'fc4890125031decf927de7bd84703d5742e5196aa3af23a68e725acc0c3cca5b');
});
