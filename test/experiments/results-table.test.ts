import test from 'ava';
import { loadExperiment } from '../../src/experiments/experiment.js';
import { rebuildTable } from '../../src/experiments/rebuild-table.js';
import type { RunResult } from '../../src/experiments/results.js';
import { formatResults } from '../../src/experiments/results-table.js';

const result = (variant: string, seed: number, mIoU: number): RunResult => ({
  variant,
  seed,
  split: 'test',
  checkpoint: 'last',
  images: 233,
  summary: { mIoU },
  perClass: { IoU: [mIoU, null] },
  classes: ['sky', 'road'],
  iterations: 700,
  stepTime: { step: 1500 + seed, data: 4 },
  minutes: 18.25,
  command: `contraseg train ${variant}.yaml --set trainer.seed=${seed}`,
  versions: { contraseg: '0.1.0', node: 'v20.0.0' },
  engine: { name: 'native-cpu', backend: 'tensorflow', tensorflow: '2.21.0', threads: 2, reason: '' },
  finished: '2026-01-01T00:00:00.000Z',
});

const options = {
  metric: 'mIoU',
  split: 'test',
  seeds: [0, 1, 2],
  variants: ['base', 'both', 'later'].map((name) => ({ name, config: '', set: {} })),
};

// 50, 53, 52: mean 51.667, sample sd sqrt(14/3 / 2) = 1.528; differences 1, 3, 2: mean 2, sd 1, t(2) = 4.303, half a width of
// 4.303 / sqrt(3) = 2.484.
const complete = [0.5, 0.53, 0.52].flatMap((mIoU, seed) => [
  result('base', seed, mIoU),
  result('both', seed, mIoU + [0.01, 0.03, 0.02][seed]!),
]);

test('rows hold mean, sample deviation, the seeds, the paired difference with its interval, and the cost', (t) => {
  const [, , base, both, later] = formatResults(complete, options).split('\n');
  t.is(base, '| base | 51.67 ± 1.53 | 50.00 | 53.00 | 52.00 |  |  | 1501 |  | 18.3 |');
  t.is(both, '| both | 53.67 ± 2.52 | 51.00 | 56.00 | 54.00 | +2.00 ± 1.00 | -0.48 … +4.48 | 1501 | 1.00 | 18.3 |');
  t.is(later, '| later | – | – | – | – | – | – | – | – | – |');
});

test('below the table stands what the runs were made with', (t) => {
  const text = formatResults(complete, options);
  t.true(text.includes('233 images of `test`, last weights, 700 iterations.'));
  t.true(text.includes('Made with contraseg 0.1.0, Node v20.0.0, native-cpu (TensorFlow 2.21.0, 2 threads).'));
  t.true(text.includes('contraseg train both.yaml --set trainer.seed=0\n```'));
});

test('a seed that is evaluated again replaces its older line', (t) => {
  const again = [...complete, result('base', 0, 0.6)];
  t.true(formatResults(again, options).includes('| base | 55.00 ± 4.36 | 60.00 |'));
});

test('a second table says what each class gains', (t) => {
  const text = formatResults(complete, options);
  t.true(text.includes('| IoU of class | base | both, difference |'), text);
  t.true(text.includes('| sky | 51.67 ± 1.53 | +2.00 ± 1.00 |'));
  t.true(text.includes('| road | – | – |'));
});

test('the tables of the documented runs can be rebuilt from their results', async (t) => {
  const experiment = await loadExperiment('experiments/camvid-mobilenetv2.yaml');
  const text = await rebuildTable('docs/results/camvid-mobilenetv2.jsonl', experiment);
  t.regex(text, /\| both banks \| 53\.48 ± 0\.33 .*\| \+0\.48 ± 0\.45 \| -0\.63 … \+1\.60 \|/);
  const other = await loadExperiment('experiments/demo.yaml');
  const { message } = await t.throwsAsync(rebuildTable('docs/results/none.jsonl', other), { name: 'ContrasegError' });
  t.regex(message, /none\.jsonl.*--table.*it is missing, or empty/s);
});
