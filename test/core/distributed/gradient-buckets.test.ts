import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { ALONE } from '../../../src/core/distributed/alone.js';
import { GradientBuckets } from '../../../src/core/distributed/gradient-buckets.js';
import type { Collective } from '../../../src/core/interfaces/collective.js';
import { useEngine } from '../../helpers/engines.js';

test.before(() => useEngine('cpu'));

/** Three parameters, the second of which is larger than a bucket. */
function parameters() {
  const sizes = { first: [2, 2], large: [3, 500_000], last: [3] };
  return Object.entries(sizes).map(([name, shape]) => ({
    name,
    variable: tf.variable(tf.zeros(shape)),
    group: 'head' as const,
    decay: true,
  }));
}

/** Two ranks, of which the other has nothing but ones where this one has something to say. */
function besideOnes(sent: number[]): Collective {
  const allReduce = <T extends tf.Tensor>(x: T): T => {
    sent.push(x.size);
    return x.add(1).div(2);
  };
  return { ...ALONE, size: 2, allReduce };
}

test.serial('gradients travel in buckets, the last first, and come back under their names and in their shapes', (t) => {
  const all = parameters();
  const sent: number[] = [];
  const buckets = new GradientBuckets(all, besideOnes(sent));
  const own = { first: tf.fill([2, 2], 3), large: tf.fill([3, 500_000], 5), last: tf.tensor1d([7, 8, 9]) };
  const { gradients, figures } = buckets.mean(own, [tf.scalar(11)]);
  t.deepEqual(Object.keys(gradients), ['first', 'large', 'last']);
  t.deepEqual(gradients.first!.arraySync(), [
    [2, 2],
    [2, 2],
  ]);
  t.deepEqual(gradients.last!.arraySync(), [4, 4.5, 5]);
  t.deepEqual(gradients.large!.shape, [3, 500_000]);
  t.is(figures[0]!.arraySync(), 6);
  t.deepEqual(sent, [1 + 3 + 3, 1_500_000, 4]); // the figure and who has a gradient go ahead of the last parameter
});

test.serial('a parameter without a gradient counts as zero where another rank has one', (t) => {
  const buckets = new GradientBuckets(parameters(), besideOnes([]));
  const { gradients } = buckets.mean({ first: tf.fill([2, 2], 3) }, [tf.scalar(0)]);
  t.deepEqual(gradients.last!.arraySync(), [0.5, 0.5, 0.5]);
});

test.serial('a parameter that has a gradient on no rank has none afterwards', (t) => {
  const halving: Collective = { ...ALONE, size: 2, allReduce: (x) => x.div(2) };
  const { gradients } = new GradientBuckets(parameters(), halving).mean({ last: tf.ones([3]) }, [tf.scalar(0)]);
  t.deepEqual(Object.keys(gradients), ['last']);
});

test.serial('a process on its own keeps its gradients as they are', (t) => {
  const own = { last: tf.ones([3]) };
  const figures = [tf.scalar(1)];
  const mean = new GradientBuckets(parameters(), ALONE).mean(own, figures);
  t.is(mean.gradients, own);
  t.is(mean.figures, figures);
});
