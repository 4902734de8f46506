import { join } from 'node:path';
import { makeFolder } from '../core/files/make-folder.js';
import { writeWhole } from '../core/files/write-whole.js';
import type { StepReport } from '../core/interfaces/hook.js';
import { readLog } from '../core/run/log.js';
import { readMetadata } from '../core/run/metadata.js';
import { runChild } from './child.js';
import { drawGains } from './draw-gains.js';
import { type PlannedRun, resultsFile, type SweepPlan } from './plan.js';
import { appendResult, type RunResult, readResults } from './results.js';
import { formatResults } from './results-table.js';

/** How a run of the sweep ended. */
export type RunOutcome =
  | { readonly kind: 'skipped' | 'finished'; readonly result: RunResult }
  | { readonly kind: 'failed' | 'interrupted'; readonly output: string };

export interface SweepRunnerOptions {
  /** How the command line is called: program and first arguments. */
  readonly contraseg: readonly string[];
  /** Called when a run has ended. */
  readonly onRun?: (run: PlannedRun, outcome: RunOutcome, position: number) => void;
}

/**
 * Trains and evaluates what is left of a sweep, each run in a process of its own, one after another. A failed run does not
 * stop the others; an interruption does. After each run the results are appended, and table and figure are written anew.
 * @returns whether everything is finished now, or why not
 */
export async function runSweep(
  plan: SweepPlan,
  { contraseg, onRun }: SweepRunnerOptions,
): Promise<'finished' | 'failed' | 'interrupted'> {
  let failed = false;
  for (const [position, run] of plan.runs.entries()) {
    const outcome = await runOne(plan, run, contraseg);
    onRun?.(run, outcome, position);
    if (outcome.kind === 'interrupted') return 'interrupted';
    failed ||= outcome.kind === 'failed';
    const results = await readResults(resultsFile(plan.out));
    await writeWhole(join(plan.out, 'results.md'), formatResults(results, plan.experiment));
    await writeWhole(join(plan.out, 'results.svg'), drawGains(results, plan.experiment));
  }
  return failed ? 'failed' : 'finished';
}

async function runOne(plan: SweepPlan, run: PlannedRun, contraseg: readonly string[]): Promise<RunOutcome> {
  const { experiment, out } = plan;
  const isThis = ({ variant, seed }: RunResult) => variant === run.variant && seed === run.seed;
  if (run.state === 'finished') return { kind: 'skipped', result: (await readResults(resultsFile(out))).find(isThis)! };

  const folder = run.directory.path;
  const output = join(folder, 'output.txt');
  await makeFolder(folder);
  const mode = run.state === 'started' ? '--resume' : '--force';
  const training = await runChild([...contraseg, 'train', ...run.trainArguments, mode], output);
  if (training.interrupted) return { kind: 'interrupted', output };
  if (training.exitCode !== 0) return { kind: 'failed', output };

  const last = experiment.checkpoint === 'last' ? ['--last'] : [];
  const evaluation = await runChild(
    [...contraseg, 'eval', folder, '--split', experiment.split, ...last, '--json'],
    output,
  );
  if (evaluation.interrupted) return { kind: 'interrupted', output };
  if (evaluation.exitCode !== 0) return { kind: 'failed', output };

  const result = await describeRun(plan, run, evaluation.stdout);
  await appendResult(resultsFile(out), result);
  return { kind: 'finished', result };
}

type Evaluated = Pick<RunResult, 'split' | 'images' | 'summary' | 'perClass'>;

async function describeRun({ experiment }: SweepPlan, run: PlannedRun, evaluation: string): Promise<RunResult> {
  const { split, images, summary, perClass } = JSON.parse(evaluation.trim().split('\n').at(-1)!) as Evaluated;
  const { contraseg, node, engine, classes } = await readMetadata(run.directory);
  const steps = (await readLog(run.directory.log)).flatMap((entry) => (entry.event === 'step' ? [entry] : []));
  const time = (key: keyof StepReport['time']) => steps.map((step) => step.time[key]);
  return {
    variant: run.variant,
    seed: run.seed,
    split,
    checkpoint: experiment.checkpoint,
    images,
    summary,
    perClass,
    classes: classes.map(({ name }) => name),
    iterations: run.iterations,
    stepTime: { step: median(time('step')), data: median(time('data')) },
    minutes: (mean(time('step')) * run.iterations) / 60_000,
    command: ['contraseg train', ...run.trainArguments.map(quoted)].join(' '),
    versions: { contraseg, node },
    engine,
    finished: new Date().toISOString(),
  };
}

/** For a POSIX shell. */
export function quoted(argument: string): string {
  return /^[\w./=:@%+,-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
