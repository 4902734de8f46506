import test from 'ava';
import { loadExperiment } from '../../src/experiments/experiment.js';
import { rebuildResults } from '../../src/experiments/rebuild-results.js';
import { formatResults } from '../../src/experiments/results-table.js';
import { runResult as result } from '../helpers/run-result.js';

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

test('a row may be compared with another than the first, in table and classes', (t) => {
  const rival = [0.6, 0.61, 0.62].flatMap((mIoU, seed) => [
    result('other', seed, mIoU),
    result('other, both', seed, mIoU + [0.01, 0.03, 0.02][seed]!),
  ]);
  const variants = [
    { name: 'base', config: '', set: {} },
    { name: 'both', config: '', set: {} },
    { name: 'other', config: '', set: {}, against: 'other' },
    { name: 'other, both', config: '', set: {}, against: 'other' },
  ];
  const text = formatResults([...complete, ...rival], { ...options, variants });
  t.true(
    text.startsWith('| variant | mIoU, mean ± sd | seed 0 | seed 1 | seed 2 | against | paired difference |'),
    text,
  );
  t.regex(text, /\| other \| 61\.00 ± 1\.00 \| 60\.00 \| 61\.00 \| 62\.00 \| {2}\| {2}\| {2}\| 1501 \|/);
  t.regex(text, /\| other, both \| .* \| other \| \+2\.00 ± 1\.00 \| -0\.48 … \+4\.48 \|/);
  t.true(text.includes('| IoU of class | base | both, difference | other | other, both, difference |'));
  t.true(text.includes('| sky | 51.67 ± 1.53 | +2.00 ± 1.00 | 61.00 ± 1.00 | +2.00 ± 1.00 |'), text);
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
  const { tables, figure } = await rebuildResults('docs/results/camvid-mobilenetv2.jsonl', experiment);
  t.regex(tables, /\| both banks \| 53\.48 ± 0\.33 .*\| \+0\.48 ± 0\.45 \| -0\.63 … \+1\.60 \|/);
  t.true(figure.includes('points over cross-entropy') && figure.includes('both banks, weight 1'));
  const other = await loadExperiment('experiments/demo.yaml');
  const { message } = await t.throwsAsync(rebuildResults('docs/results/none.jsonl', other), { name: 'ContrasegError' });
  t.regex(message, /none\.jsonl.*--table.*it is missing, or empty/s);
});
