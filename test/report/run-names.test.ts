import test from 'ava';
import { runNames } from '../../src/report/data/run-names.js';

test('one run keeps its path from here', (t) => {
  t.deepEqual(runNames(['runs/a/seed-0']), ['runs/a/seed-0']);
});

test('two runs lose the folders that they share, and never their last one', (t) => {
  t.deepEqual(runNames(['runs/camvid/a/seed-0', 'runs/camvid/b/seed-0']), ['a/seed-0', 'b/seed-0']);
  t.deepEqual(runNames(['runs/a', 'runs/b/c']), ['a', 'b/c']);
  t.deepEqual(runNames(['runs/a', 'runs/a']), ['a', 'a']);
});
