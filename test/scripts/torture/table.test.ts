import test from 'ava';
import { Tally } from '../../../scripts/torture/harness/tally.js';
import { formatFailures, formatTallies } from '../../../scripts/torture/table.js';

test('a campaign is a row: cases, failures, the slowest case, the largest memory', (t) => {
  const tally = new Tally('kills', 7);
  tally.done(1500, 2 ** 28);
  tally.done(2500, 2 ** 27, 9);
  tally.fail(3, 'bytes differ');
  t.regex(formatTallies([tally]), /│ kills +│ +10 │ +1 │ +2\.50 s │ +256 MiB │/);
});

test('each failing case comes with the command that shows it again; those that failed alike are told once', (t) => {
  const tally = new Tally('faults', 7);
  tally.fail(3, 'EIO at call 12: the log lacks step 4');
  tally.fail(8, 'ENOSPC at call 9: the log lacks step 5');
  tally.fail(9, 'EIO at call 9: a raw error');
  const text = formatFailures([tally]);
  t.is(text.match(/✘/g)?.length, 2);
  for (const number of [3, 8, 9]) t.true(text.includes(`npm run torture -- --only faults --seed 7 --case ${number}`));
});
