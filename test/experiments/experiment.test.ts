import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ContrasegError } from '../../src/core/errors/index.js';
import { loadExperiment, slug } from '../../src/experiments/experiment.js';
import { planSweep } from '../../src/experiments/plan.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

function experimentFile(t: ExecutionContext, text: string): string {
  return join(temporaryFolder(t, { 'experiment.yaml': text }), 'experiment.yaml');
}

const baseline = resolve('configs/demo/baseline.yaml');

test('a plan goes through all variants with one seed before the next', async (t) => {
  const experiment = await loadExperiment('experiments/demo.yaml');
  const { runs } = await planSweep(experiment, { out: 'runs/not-there' });
  t.deepEqual(
    runs.map(({ variant, seed, state }) => `${state} ${variant} ${seed}`),
    ['planned cross-entropy 1', 'planned both banks 1', 'planned cross-entropy 2', 'planned both banks 2'],
  );
  t.true(runs[3]!.trainArguments.join(' ').endsWith('--set trainer.seed=2 --out runs/not-there/both-banks/seed-2'));
});

test('every variant of the CamVid experiment is valid and has a folder of its own', async (t) => {
  const experiment = await loadExperiment('experiments/camvid.yaml');
  const { runs } = await planSweep(experiment, { out: 'runs/not-there' });
  t.is(runs.length, 6 * experiment.variants.length);
  t.is(new Set(runs.map(({ directory }) => directory.path)).size, runs.length);
});

test('a sweep runs some rows and seeds of an experiment, and names those that it does not have', async (t) => {
  const experiment = await loadExperiment('experiments/demo.yaml');
  const some = { out: 'runs/not-there', only: ['both banks'], seeds: [2] };
  t.deepEqual(
    (await planSweep(experiment, some)).runs.map(({ variant, seed }) => [variant, seed]),
    [['both banks', 2]],
  );
  const error = await t.throwsAsync(planSweep(experiment, { ...some, only: ['neither'], seeds: [2, 3] }), {
    instanceOf: ContrasegError,
  });
  t.deepEqual(
    error!.problems.map(({ path, message }) => [path, message]),
    [
      ['--only', 'the experiment has no variant "neither".'],
      ['--seeds', 'the experiment has no seed 3.'],
    ],
  );
});

test('an experiment file reports everything that is wrong with it at once', async (t) => {
  const file = experimentFile(
    t,
    `
seeds: [1, 1]
split: 3
varients: []
variants: [{ name: +, config: a.yaml }, { name: b, config: a.yaml, against: c }]
`,
  );
  const error = await t.throwsAsync(loadExperiment(file), { instanceOf: ContrasegError });
  t.deepEqual(error!.problems.map(({ path }) => path).sort(), [
    'seeds',
    'split',
    'variants',
    'variants[0].name',
    'varients',
  ]);
});

test('wrong configurations of several variants are reported before anything runs', async (t) => {
  const file = experimentFile(
    t,
    `
seeds: [1, 2]
variants:
  - { name: a, config: ${baseline}, set: { optimizer.learningRat: 1 } }
  - { name: b, config: ${baseline}, set: { trainer.iterations: -4 } }
`,
  );
  const error = await t.throwsAsync(planSweep(await loadExperiment(file), { out: 'runs/not-there' }), {
    instanceOf: ContrasegError,
  });
  t.deepEqual(
    error!.problems.map(({ file, path }) => `${file} ${path}`),
    [`${file} (a) optimizer.learningRat`, `${file} (b) trainer.iterations`],
  );
});

test('an unknown variant is named with the known ones', async (t) => {
  const experiment = await loadExperiment('experiments/demo.yaml');
  const error = await t.throwsAsync(planSweep(experiment, { out: 'x', only: ['both bank'] }));
  t.regex(error!.message, /no variant "both bank".*cross-entropy, both banks/s);
});

test('names become folders', (t) => {
  t.is(slug('+ both banks (tau 0.1)'), 'both-banks-tau-0-1');
});
