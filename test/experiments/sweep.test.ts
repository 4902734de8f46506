import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { loadExperiment } from '../../src/experiments/experiment.js';
import { planSweep, resultsFile } from '../../src/experiments/plan.js';
import { readResults } from '../../src/experiments/results.js';
import { runSweep } from '../../src/experiments/run-sweep.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const contraseg = [process.execPath, resolve('dist/src/cli/main.js')];

function tinyExperiment(t: ExecutionContext, iterations: number): { file: string; folder: string } {
  const experiment = `
seeds: [1]
set:
  trainer.iterations: ${iterations}
  trainer.batchSize: 1
  trainer.logEvery: 1
  trainer.evaluateEvery: 0
  trainer.overlays: 0
  data.size: 32
  data.images: { train: 4, val: 2, test: 3 }
variants:
  - { name: baseline, config: ${resolve('configs/demo/baseline.yaml')} }
  - { name: both banks, config: ${resolve('configs/demo/contrast.yaml')} }
`;
  const folder = temporaryFolder(t, { 'experiment.yaml': experiment });
  return { file: join(folder, 'experiment.yaml'), folder };
}

test('a sweep trains, evaluates, writes its table, and does nothing the second time', async (t) => {
  const { file, folder } = tinyExperiment(t, 2);
  const experiment = await loadExperiment(file);
  const outcomes: string[] = [];
  const sweep = async () => {
    const plan = await planSweep(experiment, { out: folder });
    const ending = await runSweep(plan, { contraseg, onRun: (_, { kind }) => outcomes.push(kind) });
    return ending;
  };
  t.is(await sweep(), 'finished');
  t.is(await sweep(), 'finished');
  t.deepEqual(outcomes, ['finished', 'finished', 'skipped', 'skipped']);
  const results = await readResults(resultsFile(folder));
  t.deepEqual(
    results.map(({ variant, images, classes }) => [variant, images, classes.length]),
    [
      ['baseline', 3, 5],
      ['both banks', 3, 5],
    ],
  );
  t.true((await readFile(join(folder, 'results.md'), 'utf8')).includes('| both banks |'));
  const changed = planSweep(experiment, { out: folder, set: ['trainer.iterations=3'] });
  t.regex((await t.throwsAsync(changed))!.message, /RUN_CONFIG_CHANGED.*baseline.*differs in trainer.iterations/s);
});

test('a sweep that is interrupted goes on where it was, to the same figures', async (t) => {
  const whole = tinyExperiment(t, 40);
  const cut = tinyExperiment(t, 40);
  const start = (folder: string, file: string) =>
    spawn(contraseg[0]!, [contraseg[1]!, 'sweep', file, '--only', 'both banks', '--out', folder], { stdio: 'ignore' });
  const exit = (child: ReturnType<typeof start>) => new Promise((done) => child.on('close', done));

  const first = start(cut.folder, cut.file);
  const log = join(cut.folder, 'both-banks/seed-1/log.jsonl');
  while (!existsSync(log) || !(await readFile(log, 'utf8')).includes('"event":"step"')) await delay(20);
  first.kill('SIGINT');
  t.is(await exit(first), 130);
  const plan = await planSweep(await loadExperiment(cut.file), { out: cut.folder, only: ['both banks'] });
  t.is(plan.runs[0]!.state, 'started');

  t.is(await exit(start(cut.folder, cut.file)), 0);
  t.is(await exit(start(whole.folder, whole.file)), 0);
  const [resumed] = await readResults(resultsFile(cut.folder));
  const [uncut] = await readResults(resultsFile(whole.folder));
  t.deepEqual(resumed!.perClass, uncut!.perClass);
});

test('a run that fails does not stop the others', async (t) => {
  const { file, folder } = tinyExperiment(t, 2);
  const plan = await planSweep(await loadExperiment(file), { out: folder });
  const outcomes: string[] = [];
  const failing = [process.execPath, '-e', 'console.error("broken"); process.exit(3)', '--'];
  const ending = await runSweep(plan, { contraseg: failing, onRun: (_, { kind }) => outcomes.push(kind) });
  t.is(ending, 'failed');
  t.deepEqual(outcomes, ['failed', 'failed']);
  t.regex(await readFile(join(folder, 'baseline/seed-1/output.txt'), 'utf8'), /broken/);
});
