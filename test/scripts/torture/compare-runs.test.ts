import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { compareRuns } from '../../../scripts/torture/harness/compare-runs.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const FILES = {
  'checkpoints/last.safetensors': 'weights',
  'config.resolved.yaml': 'engine: cpu\n',
  'log.jsonl': [
    { event: 'start', iteration: 0, time: 'today' },
    { event: 'step', iteration: 0, loss: 1, parts: {}, learningRate: {}, time: { step: 3, data: 1 }, figures: {} },
    { event: 'evaluation', iteration: 1, split: 'val', summary: { mIoU: 0.5 } },
  ]
    .map((entry) => `${JSON.stringify(entry)}\n`)
    .join(''),
};

test('runs that differ in times alone are equal', async (t) => {
  const [a, b] = [temporaryFolder(t, FILES), temporaryFolder(t, FILES)];
  writeFileSync(join(b, 'log.jsonl'), FILES['log.jsonl'].replace('"step":3', '"step":4').replace('today', 'tomorrow'));
  t.deepEqual(await compareRuns(a, b), []);
});

test('a changed byte, a step, a missing evaluation and a file too many are each told', async (t) => {
  const reference = temporaryFolder(t, FILES);
  const run = () => temporaryFolder(t, FILES);
  const changed = run();
  writeFileSync(join(changed, 'checkpoints/last.safetensors'), 'weight5');
  t.deepEqual(await compareRuns(reference, changed), ['checkpoints/last.safetensors differs']);
  const short = run();
  writeFileSync(join(short, 'log.jsonl'), FILES['log.jsonl'].split('\n').slice(0, 2).join('\n'));
  t.regex((await compareRuns(reference, short)).join(), /^log\.jsonl: expected .*evaluation.*, found the end$/);
  const long = run();
  appendFileSync(join(long, 'log.jsonl'), '{"event":"evaluation","iteration":1,"split":"val","summary":{}}\n');
  t.deepEqual(await compareRuns(reference, long), ['log.jsonl: 1 lines too many']);
  const littered = run();
  writeFileSync(join(littered, 'checkpoints/left.tmp'), '');
  rmSync(join(littered, 'config.resolved.yaml'));
  t.deepEqual(await compareRuns(reference, littered), [
    'checkpoints/left.tmp was left behind',
    'config.resolved.yaml is missing',
  ]);
});
