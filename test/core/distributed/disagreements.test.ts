import test from 'ava';
import { disagreements } from '../../../src/core/distributed/disagreements.js';

const config = (learningRate: number, root = '/data/a') => ({
  threads: 1,
  data: { type: 'folder', root },
  optimizer: { type: 'sgd', learningRate },
  trainer: { iterations: 10, workers: 4 },
});

test('ranks that agree have nothing to say', (t) => {
  t.deepEqual(disagreements([config(0.1), config(0.1), config(0.1)]), []);
});

test('a value is told once with the ranks that have it', (t) => {
  t.deepEqual(disagreements([config(0.1), config(0.2), config(0.3), config(0.2)]), [
    'optimizer.learningRate: 0.1 on rank 0, 0.2 on rank 1, 3',
    'optimizer.learningRate: 0.1 on rank 0, 0.3 on rank 2',
  ]);
  const shorter = { ...config(0.1), trainer: { workers: 4 } };
  t.deepEqual(disagreements([config(0.1), shorter]), ['trainer.iterations: 10 on rank 0, absent on rank 1']);
});

test('where files lie, and how much works at once, is each own affair', (t) => {
  const other = { ...config(0.1, '/scratch/b'), threads: 8, trainer: { iterations: 10, workers: 1 } };
  t.deepEqual(disagreements([config(0.1), other]), []);
  t.deepEqual(disagreements([config(0.1), config(0.1, 'b')]), ['data.root: "/data/a" on rank 0, "b" on rank 1']);
});
