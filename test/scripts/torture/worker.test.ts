import test from 'ava';
import { Worker } from '../../../scripts/torture/harness/worker.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const SUITE = { name: 'planted', module: new URL('./planted-cases.js', import.meta.url) };

const EXPECTED = {
  sound: [],
  raw: [/^TypeError: nobody expected this/],
  stray: [/nobody caught Error: left alone/],
  busy: [/it hung: /],
  waiting: [/it hung: no answer in \d+ s/],
  greedy: [/it took \d+ MiB/],
  dying: [/its process died/],
};

for (const [behaviour, expected] of Object.entries(EXPECTED)) {
  test.serial(`a case in a worker process that is ${behaviour} is told as what it is`, async (t) => {
    const worker = await Worker.start(
      { ...SUITE, limit: behaviour === 'greedy' ? 60 : 1 },
      1,
      temporaryFolder(t, { behaviour }),
    );
    const { problems } = await worker.run(0);
    t.is(problems.length, expected.length, problems.join('\n'));
    expected.forEach((pattern, i) => {
      t.regex(problems[i]!, pattern);
    });
    if (behaviour !== 'dying') t.true(worker.memory > 2 ** 24);
    await worker.stop();
  });
}
