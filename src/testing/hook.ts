import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import type { EvaluationReport, Hook, PredictedSample, RunInfo, StepReport } from '../core/interfaces/hook.js';
import { isDisposable, isStateful } from '../core/interfaces/stateful.js';
import { type Checkpoint, difference, load, save } from './checkpoint.js';
import { fail, suite } from './suite.js';

const STEPS = 40;
/** Steps. */
const EPOCH = 8;
/** Where runs are interrupted: at once, while figures still rise, after they have stopped, near the end. */
const INTERRUPTIONS = [1, 9, 17, 26, 38];

/**
 * Tries a hook in a run of 40 steps with an evaluation after every second one and epochs of 8, whose figures rise until step 12 and then no
 * more: interrupted anywhere and resumed from a checkpoint it stops the run where it would have without, reports are left
 * as they are, and `afterTrain` works after a run that never began. Throws an AssertionError that says what is wrong;
 * runs in any test framework.
 * @param create makes a new, equal hook at each call; the figures of evaluations are mIoU, mAcc and aAcc
 */
export function testHook(create: () => Hook): Promise<void> {
  return suite('hook', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'contraseg-hook-'));
    const before = tf.memory().numTensors;
    try {
      const failed = create();
      await failed.afterTrain?.(); // another hook's beforeTrain may have thrown
      if (isDisposable(failed)) failed.dispose();
      await checkRuns(create, directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
    const left = tf.memory().numTensors - before;
    if (left !== 0) fail(`${left} tensors are left behind`);
  });
}

async function checkRuns(create: () => Hook, directory: string): Promise<void> {
  const whole = await play(create(), directory, {});
  const twin = await play(create(), directory, {});
  if (twin.stopped !== whole.stopped) {
    fail(
      `an equal hook in an equal run stops it ${at(twin.stopped)} instead of ${at(whole.stopped)}: keep no state in the module`,
    );
  }
  for (const end of INTERRUPTIONS.filter((step) => step < (whole.stopped ?? STEPS))) {
    const { state } = await play(create(), directory, { end });
    const resumed = await play(create(), directory, { start: end, state });
    if (resumed.stopped !== whole.stopped) {
      const instead = `the hook stops the run ${at(resumed.stopped)} instead of ${at(whole.stopped)}`;
      fail(`resumed after step ${end} ${instead}: what it counts belongs into saveState`);
    }
    const flaw = whole.state && resumed.state && difference(whole.state, resumed.state);
    if (flaw) fail(`a run resumed after step ${end} ends with another state than one without interruption: ${flaw}`);
  }
}

interface Part {
  /** Steps that are done before, and what the checkpoint holds of the hook. */
  readonly start?: number;
  readonly state?: Checkpoint | undefined;
  /** The step after which the run is interrupted. */
  readonly end?: number;
}

/** Plays a part of the run as a trainer does: when the hook ended it, and the hook's part of the last checkpoint. */
async function play(hook: Hook, directory: string, { start = 0, state, end = STEPS }: Part) {
  const info: RunInfo = {
    directory,
    totalIterations: STEPS,
    startIteration: start,
    engine: { name: 'cpu', backend: 'cpu', threads: 1, reason: 'a conformance suite plays the run' },
    classNames: ['sky', 'road'],
    metricNames: ['mIoU', 'mAcc', 'aAcc'],
    figures: { 'cross-entropy': {} },
    predict: async (index) => predictedSample(index, iteration),
  };
  let iteration = start;
  let stopped: number | undefined;
  const stop = () => {
    stopped ??= iteration;
  };
  if (state && isStateful(hook)) load(hook, state);
  await hook.beforeTrain?.(info, { stop });
  while (iteration < end && stopped === undefined) {
    const step = stepReport(iteration++);
    await unchanged('afterStep', step, (report) => hook.afterStep?.(report));
    if (iteration % EPOCH === 0) {
      const report = { epoch: iteration / EPOCH - 1, iteration };
      await unchanged('afterEpoch', report, (given) => hook.afterEpoch?.(given));
    }
    if (iteration % 2 === 0) {
      await unchanged('afterEvaluate', evaluationReport(iteration), (report) => hook.afterEvaluate?.(report));
    }
    if (iteration % 10 === 0) await hook.afterCheckpoint?.(join(directory, 'checkpoints', 'last'), iteration);
  }
  const last = isStateful(hook) ? save(hook) : undefined;
  await hook.afterTrain?.();
  if (isDisposable(hook)) hook.dispose();
  return { stopped, state: last };
}

async function unchanged<T>(method: string, report: T, tell: (report: T) => Promise<void> | void): Promise<void> {
  const before = structuredClone(report);
  await tell(report);
  if (!isDeepStrictEqual(report, before)) fail(`${method} changes the report, which other hooks get too`);
}

function stepReport(iteration: number): StepReport {
  const loss = Math.max(0.5, 2 - iteration / 10);
  return {
    iteration,
    totalIterations: STEPS,
    epoch: Math.floor((iteration - 1) / EPOCH),
    iterationsPerEpoch: EPOCH,
    loss,
    parts: { 'cross-entropy': loss },
    learningRate: { backbone: 0.01, head: 0.01 },
    time: { step: 20, data: 1 },
    figures: { 'cross-entropy': {} },
  };
}

/** The network calls one more pixel a road with every step. */
function predictedSample(index: number, iteration: number): PredictedSample {
  const image = new Uint8Array(3 * STEPS).fill(100);
  const label = new Uint8Array(STEPS).fill(1);
  return {
    sample: { id: `val-${index}`, width: STEPS, height: 1, image, label },
    prediction: Uint8Array.from({ length: STEPS }, (_, i) => Number(i < iteration)),
  };
}

function evaluationReport(iteration: number): EvaluationReport {
  const value = Math.min(iteration, 12) / 20;
  return {
    iteration,
    split: 'val',
    best: iteration <= 12,
    summary: { mIoU: value, mAcc: value, aAcc: value },
    perClass: { IoU: [value, Number.NaN] },
    absent: ['road'],
  };
}

function at(stopped: number | undefined): string {
  return stopped === undefined ? 'never' : `after step ${stopped}`;
}
