import * as tf from '@tensorflow/tfjs';
import type { Loss } from '../core/interfaces/loss.js';
import { difference } from './checkpoint.js';
import {
  ALL_CLASSES,
  BATCHES,
  CLASSES,
  IGNORE_INDEX,
  LEFT_CHANGED,
  LEFT_IGNORED,
  LOGITS_COLUMNS,
  UNSEEN_COLUMNS,
} from './loss-batch.js';
import { type LossCheckpoint, type LossResult, LossRun } from './loss-run.js';
import { fail, suite } from './suite.js';
import { checkSettled } from './tensors.js';

/** Where the steps stand in a run of 100: past most warm-ups. */
const START = 70;

/**
 * Tries a loss through whole steps on batches with all classes, none, one, and a single labelled pixel: finite values and
 * gradients that reach network and variables, what is ignored without effect, labels left alone, draws from random streams
 * alone, state that `compute` leaves and a checkpoint holds, nothing shared by the terms of one loss, figures as they are
 * declared, and no tensor left behind. Throws an AssertionError that says
 * what is wrong; runs in any test framework.
 * @param create makes a new, equal loss at each call; it is offered the feature maps c2, c5 and decoder, and four classes
 */
export function testLoss(create: () => Loss): Promise<void> {
  return suite('loss', () => {
    const before = tf.memory().numTensors;
    const run = new LossRun(create);
    checkSituations(run, create);
    checkResumed(run, create);
    checkIgnored(create);
    checkApart(create);
    checkSettled('step', 12, (i) => run.step(ALL_CLASSES, START + i));
    run.dispose();
    const left = tf.memory().numTensors - before;
    if (left !== 0) fail(`${left} tensors are left behind after the loss was disposed`);
  });
}

/** Each situation twice, for a loss with a memory may behave differently once it remembers something. */
function checkSituations(run: LossRun, create: () => Loss): void {
  const twin = new LossRun(create);
  BATCHES.flatMap((batch) => [batch, batch]).forEach((batch, i) => {
    const { situation } = batch;
    const result = run.step(batch, START + i);
    if (!Number.isFinite(result.value)) fail(`${situation}: the loss is not finite: ${result.value}`);
    for (const [name, gradient] of Object.entries(result.gradients)) {
      const bad = gradient.find((value) => !Number.isFinite(value));
      if (bad !== undefined) fail(`${situation}: a gradient is not finite: ${bad} in that of "${name}"`);
    }
    const connected = ['logits', ...(run.term.features ?? [])].filter((name) => result.gradients[name]);
    if (connected.length === 0)
      fail(`${situation}: the gradient is cut: nothing connects the loss to logits or features`);
    const flat = connected.every((name) => result.gradients[name]!.every((value) => value === 0));
    if (batch === ALL_CLASSES && flat && result.value !== 0) {
      fail(`${situation}: the loss is ${result.value}, but its gradient is 0 everywhere on ${connected.join(', ')}`);
    }
    const apart = resultsDiffer(result, twin.step(batch, START + i));
    if (apart)
      fail(`${situation}: two equal losses that saw the same batches differ: ${apart}; keep no state in the module`);
  });
  twin.dispose();
  const unreached = run.variables.find(({ name, trainable }) => trainable && !run.reached.has(name));
  if (unreached) fail(`no gradient ever reaches the variable "${unreached.name}"`);
  run.term.afterEpoch?.(7);
}

/** After a checkpoint, and after a step that failed, the loss goes on as without. */
function checkResumed(run: LossRun, create: () => Loss): void {
  const saved = run.save();
  const [resumed, failing] = [new LossRun(create), new LossRun(create)];
  for (const each of [resumed, failing]) each.load(saved);
  failing.compute(BATCHES[2]!, START + 9);
  const moved = statesDiffer(saved, failing.save());
  if (moved) fail(`compute moves the state, which a failed step must leave alone until afterStep: ${moved}`);
  for (let i = 10; i < 13; i++) {
    const expected = run.step(ALL_CLASSES, START + i);
    const unsaved = resultsDiffer(expected, resumed.step(ALL_CLASSES, START + i));
    if (unsaved)
      fail(`the loss differs after a checkpoint: ${unsaved}; save what outlives a step in saveState or variables`);
    const kept = resultsDiffer(expected, failing.step(ALL_CLASSES, START + i));
    if (kept) fail(`the loss differs after a step that failed: ${kept}; move state in afterStep, not in compute`);
  }
  const late = statesDiffer(run.save(), resumed.save());
  if (late) fail(`three steps after a checkpoint the state differs: ${late}; save what outlives a step in saveState`);
  resumed.dispose();
  failing.dispose();
}

/** Neither the number that stands for ignored pixels nor the logits under them matter. */
function checkIgnored(create: () => Loss): void {
  const [run, other, changed] = [new LossRun(create), new LossRun(create, 255), new LossRun(create)];
  for (let i = 20; i < 22; i++) {
    const result = run.step(LEFT_IGNORED, START + i);
    const index = resultsDiffer(result, other.step(LEFT_IGNORED, START + i));
    if (index) fail(`the ignore index ${IGNORE_INDEX} gives another loss than 255 does: ${index}; take it from setup`);
    const logits = resultsDiffer({ ...result, gradients: {} }, changed.step(LEFT_CHANGED, START + i));
    if (logits) fail(`logits under ignored pixels alone change the loss: ${logits}`);
    const gradient = result.gradients.logits;
    const at = gradient?.findIndex(
      (value, j) => Math.floor(j / CLASSES) % LOGITS_COLUMNS < UNSEEN_COLUMNS && value !== 0,
    );
    if (at !== undefined && at >= 0) fail(`logits under ignored pixels alone get the gradient ${gradient![at]}`);
  }
  for (const each of [run, other, changed]) each.dispose();
}

/** A loss is immutable: whatever other terms it sets up, with other contexts, is nothing to the first. */
function checkApart(create: () => Loss): void {
  const loss = create();
  const [alone, first, second] = [new LossRun(create), new LossRun(() => loss), new LossRun(() => loss, 255)];
  for (let i = 22; i < 25; i++) {
    second.step(ALL_CLASSES, START + i);
    const apart = resultsDiffer(alone.step(LEFT_IGNORED, START + i), first.step(LEFT_IGNORED, START + i));
    if (apart)
      fail(`a second setup of a loss changes the term of the first: ${apart}; keep state in what setup returns`);
  }
  for (const each of [alone, first, second]) each.dispose();
}

function statesDiffer(expected: LossCheckpoint, found: LossCheckpoint): string | undefined {
  const own = expected.own && found.own && difference(expected.own, found.own);
  return own ?? difference(expected.variables, found.variables);
}

/** Where two results differ by more than rounding; gradients that are not in `expected` are not compared. */
function resultsDiffer(expected: LossResult, found: LossResult): string | undefined {
  if (!close(expected.value, found.value)) return `${found.value} instead of ${expected.value}`;
  for (const [name, gradient] of Object.entries(expected.gradients)) {
    const scale = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const other = found.gradients[name];
    if (!other) return `no gradient reaches "${name}"`;
    const at = gradient.findIndex((value, i) => Math.abs(value - other[i]!) > 1e-4 * scale);
    if (at >= 0) return `${other[at]} instead of ${gradient[at]} in the gradient of "${name}"`;
  }
  return undefined;
}

function close(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= 1e-5 * (1 + Math.abs(a));
}
