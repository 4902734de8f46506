import test from 'ava';
import { TestOrder } from '../../../scripts/mutation/test-order.js';

const [SOURCE, OTHER] = ['src/a.ts', 'src/b.ts'];

test('the fastest test file is tried first as long as nothing is known', (t) => {
  const order = new TestOrder();
  order.setTime('slow', 3000);
  order.setTime('fast', 200);
  order.setTime('middle', 900);
  t.deepEqual(order.sort(SOURCE, ['slow', 'fast', 'middle']), ['fast', 'middle', 'slow']);
});

test('what kills is tried before what is faster and does not, for the mutants of that source file alone', (t) => {
  const order = new TestOrder();
  order.setTime('slow', 3000);
  order.setTime('fast', 1000);
  for (let i = 0; i < 8; i++) {
    order.record(SOURCE, 'fast', false);
    order.record(SOURCE, 'slow', true);
  }
  t.deepEqual(order.sort(SOURCE, ['fast', 'slow']), ['slow', 'fast']);
  t.deepEqual(order.sort(OTHER, ['slow', 'fast']), ['fast', 'slow']);
});
