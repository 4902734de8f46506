import test from 'ava';
import { readOptions } from '../../../scripts/torture/options.js';

const read = (...args: string[]) => readOptions(args, ['kills', 'configs']);

test('twenty minutes unless asked otherwise, half a minute for the short form', (t) => {
  t.deepEqual([read().minutes, read('--short').minutes, read('--minutes', '3').minutes], [20, 0.5, 3]);
  t.deepEqual([read().seed, read('--seed', '7').seed], [1, 7]);
  t.deepEqual(read('--only', 'kills,configs').only, ['kills', 'configs']);
  t.is(read('--only', 'kills', '--case', '0').case, 0);
});

test('an option that means nothing is told, with what would', (t) => {
  t.throws(() => read('--only', 'kill'), { message: /no campaign is called "kill"; there are kills, configs/ });
  t.throws(() => read('--minutes', 'long'), { message: /--minutes/ });
  t.throws(() => read('--seed', '0.5'), { message: /--seed/ });
  t.throws(() => read('--case', '3'), { message: /--only its campaign/ });
  t.throws(() => read('--sead', '3'), { message: /--sead/ });
});
