import { relative } from 'node:path';
import { type DryRun, dryRun } from '../../api/dry-run.js';
import { findLearningRate } from '../../api/find-learning-rate.js';
import { train } from '../../api/train.js';
import { clusterFromEnvironment } from '../../core/distributed/cluster.js';
import { forOneProcess } from '../../core/errors/cluster.js';
import { ContrasegError } from '../../core/errors/index.js';
import { writeWhole } from '../../core/files/write-whole.js';
import { drawRangeTest } from '../../report/draw/range-test.js';
import type { TrainCommandOptions } from '../commands/train.js';
import { launchedRank } from '../launch/launched.js';
import { overrides } from '../options.js';
import { give, note, say, setOutput } from '../output.js';
import { ProgressHook } from '../progress-hook.js';
import { resumeCommand, runOf, type Source } from '../run-of.js';
import { showSplitProgress } from '../split-progress.js';
import { listenForStop, signalExitCode } from '../stop-signals.js';
import { formatResult } from '../tables/result-table.js';
import { launchTraining } from './launch-training.js';

export async function runTrain(config: string | undefined, options: TrainCommandOptions): Promise<void> {
  const source = { config, set: overrides(options) };
  if (options.hosts) process.env.CONTRASEG_HOSTS = options.hosts;
  const cluster = clusterFromEnvironment(process.env);
  if (cluster && cluster.rank > 0) setOutput('quiet'); // rank 0 speaks for all
  if (cluster && options.findLearningRate) throw new ContrasegError(forOneProcess('--find-learning-rate'));
  if (options.processes && launchedRank() === undefined) await launchTraining(source, options, options.processes);
  else if (options.dryRun) describeDryRun(await dryRun(source));
  else if (options.findLearningRate) await testRates(source, options.out ?? 'learning-rate.svg');
  else await runTraining(source, options, cluster?.tasks.length);
}

async function runTraining(source: Source, options: TrainCommandOptions, processes?: number): Promise<void> {
  const request = listenForStop();
  try {
    const summary = await train({
      ...runOf(source, options),
      allowChange: options.allowChange,
      hooks: [new ProgressHook(processes)],
      signal: request.signal,
      onDataCheck: showSplitProgress,
      report: note,
    });
    if (summary.evaluation) say(formatResult(summary.evaluation, summary.classes));
    const directory = relative('', summary.directory) || '.';
    const ending = summary.stopped ? `stopped (${summary.stopped}) after` : 'trained';
    say(`${ending} ${summary.iteration} iterations: ${directory}`);
    if (summary.stopped) say(`go on with: ${resumeCommand(directory, options.processes)}`);
    else say(`look with: contraseg report ${directory}  or  contraseg predict ${directory} <images> --out masks`);
    give(summary);
    if (summary.stopped === 'interrupted') process.exitCode = signalExitCode('SIGTERM'); // of another rank, maybe
  } finally {
    if (request.exitCode) process.exitCode = request.exitCode;
  }
}

async function testRates(source: Source, file: string): Promise<void> {
  const { signal } = listenForStop();
  const onStep = (done: number, total: number) => showSplitProgress('learning rates', done, total);
  const test = await findLearningRate({ ...source, signal, onStep });
  await writeWhole(file, drawRangeTest(test.points, test.suggested));
  give({ ...test, file });
  const { suggested, points, configured } = test;
  say(`${points.length} steps up to a rate of ${points.at(-1)?.learningRate.toPrecision(2)}: ${file}`);
  if (suggested === undefined) say('the loss did not fall: look at the data with contraseg browse');
  else {
    const factor = suggested / configured.head!;
    const rates = Object.entries(configured).map(([group, rate]) => `${group}: ${(rate * factor).toPrecision(2)}`);
    say(`the loss falls fastest at  optimizer.learningRate: { ${rates.join(', ')} }`);
  }
}

function describeDryRun(run: DryRun): void {
  const parts = Object.entries(run.parts).map(([name, value]) => `${name} ${value.toFixed(4)}`);
  say(`engine       ${run.engine}${run.processes > 1 ? `, ${run.processes} processes` : ''}`);
  say(`data         ${run.trainingImages} images, ${run.classNames.length} classes, every file read`);
  say(`epoch        ${run.iterationsPerEpoch} iterations`);
  say(`parameters   ${run.parameterCount.toLocaleString('en')}`);
  say(`loss         ${run.loss.toFixed(4)} (${parts.join(', ')})`);
  for (const [name, reason] of Object.entries(run.idle)) say(`idle         ${name}: ${reason}`);
  say(`step         ${Math.round(run.stepTime)} ms, the first ${Math.round(run.firstStepTime)} ms`);
  say(`whole run    about ${duration(run.runTime)} for ${run.iterations} iterations with evaluations`);
  say('dry run: nothing was written; without --dry-run, the same command trains');
  give(run);
}

/** `3 h 20 min`, `12 min`, `40 s` */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
