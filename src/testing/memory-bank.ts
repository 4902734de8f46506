import { isDeepStrictEqual } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import type { BankRows, MemoryBank, OpenBank, PixelGroup } from '../core/interfaces/memory-bank.js';
import { RandomStream } from '../core/random/random-stream.js';
import { type Checkpoint, difference, load, save } from './checkpoint.js';
import { withoutMathRandom } from './draws.js';
import { CLASSES, checkChosen, copyGroups, GRIDS, type PixelGrid } from './pixel-grid.js';
import { fail, suite } from './suite.js';
import { checkSettled } from './tensors.js';

/** Two more than there are classes: each class has an axis of its own, and room to differ. */
const DIMENSION = CLASSES + 2;
/** Rounding may make a row of unit length this long. */
const LONGEST_ROW = 1 + 1e-3;
/** Pushes that fill the banks of a few images. */
const PUSHES = 24;
/** Pushes before tensors are counted. */
const SETTLING = 8;
const CONTEXT = { classCount: CLASSES, dimension: DIMENSION, trainingImages: 6 };
const ALL_CLASSES = GRIDS[0]!;

/**
 * Tries a memory bank on batches of three classes: pixels chosen of the right class, none twice and by the given stream
 * alone; rows of the right class, finite, no longer than 1, never more than
 * `capacity` and the oldest ones gone first; the same rows and choices after
 * a checkpoint; nothing shared by the banks of one component; no tensor left behind. Throws an AssertionError that says what is wrong; runs in any test framework.
 * @param create makes a new, equal bank at each call; for it there are 6 training images, so that a small one overflows
 */
export function testMemoryBank(create: () => MemoryBank): Promise<void> {
  return suite('memory bank', () => {
    const before = tf.memory().numTensors;
    const open = () => create().allocate(CONTEXT);
    const [bank, twin] = [open(), open()];
    checkRows('before the first push', bank);
    for (let push = 0; push < PUSHES; push++) {
      const grid = GRIDS[push % GRIDS.length]!;
      advance(bank, grid, push);
      advance(twin, grid, push);
      compare(`after ${push + 1} pushes an equal bank that saw the same batches differs`, bank, twin);
    }
    checkResumed(bank, open());
    checkApart(create());
    const old = rowsByClass(bank);
    checkSettled('push', SETTLING, (i) => advance(bank, ALL_CLASSES, 100 + i));
    checkReplaced(bank, old);
    bank.afterEpoch?.();
    checkRows('after an epoch', bank);
    bank.dispose();
    twin.dispose();
    const left = tf.memory().numTensors - before;
    if (left !== 0) fail(`${left} tensors are left behind after the banks were disposed`);
  });
}

/** One step of training: the bank chooses and, unless nothing was chosen, is pushed what it chose. */
function advance(bank: OpenBank, grid: PixelGrid, push: number): void {
  const chosen = choose(bank, grid, push);
  if (chosen.every(({ pixels }) => pixels.length === 0)) return;
  const counts = classIds().map((classId) => bank.count(classId));
  const rows = rowsOf(chosen, push);
  const given = rows.embeddings.dataSync().slice();
  withoutMathRandom('push', () => bank.push(rows));
  if (rows.embeddings.isDisposed) fail('push disposes the embeddings, which are the caller’s');
  if (!isDeepStrictEqual(rows.embeddings.dataSync(), given))
    fail('push overwrites the embeddings, which are the caller’s');
  rows.embeddings.dispose();
  checkRows(`${grid.situation}, push ${push + 1}`, bank);
  for (const classId of classIds()) {
    const present = chosen.some((group) => group.classId === classId && group.pixels.length > 0);
    const [was, is] = [counts[classId], bank.count(classId)];
    if (!present && was !== is)
      fail(`class ${classId} has ${is} rows instead of ${was} after a push without that class`);
  }
}

function choose(bank: OpenBank, grid: PixelGrid, seed: number): PixelGroup[] {
  const groups = copyGroups(grid.groups);
  const state = save(bank);
  const chosen = withoutMathRandom('choose', () => bank.choose(groups, RandomStream.fromSeed(seed)));
  if (!isDeepStrictEqual(groups, copyGroups(grid.groups)))
    fail(`${grid.situation}: choose overwrites the given groups`);
  checkChosen('choose', chosen, grid);
  const moved = difference(state, save(bank));
  if (moved) fail(`choose moves the state, which a failed step must leave alone: ${moved}`);
  return chosen;
}

/** Unit rows close to the axis of their class; in every third push one is NaN and one infinite. */
function rowsOf(groups: readonly PixelGroup[], push: number): BankRows {
  const random = RandomStream.fromSeed(1000 + push);
  const values = groups.flatMap(({ classId, pixels }) =>
    Array.from(pixels, () => {
      const row = Array.from({ length: DIMENSION }, (_, i) => 0.2 * random.normal() + (i === classId ? 4 : 0));
      const length = Math.hypot(...row);
      return row.map((value) => value / length);
    }),
  );
  if (push % 3 === 2 && values.length > 2) {
    values[0]![1] = Number.NaN;
    values[1]![0] = Number.POSITIVE_INFINITY;
  }
  return { groups, embeddings: tf.tensor2d(values, [values.length, DIMENSION]) };
}

function checkRows(when: string, bank: OpenBank): void {
  const { capacity } = bank;
  if (!Number.isInteger(capacity) || capacity < 1) fail(`capacity is ${capacity}, which is no number of rows`);
  for (const classId of classIds()) {
    const blocks = bank.blocks(classId);
    const bad = blocks.find(({ shape }) => shape.length !== 2 || shape[1] !== DIMENSION);
    if (bad) fail(`${when}: a block of class ${classId} is [${bad.shape}], where embeddings have ${DIMENSION} numbers`);
    const rows = blocks.flatMap((block) => block.arraySync());
    if (rows.length !== bank.count(classId)) {
      fail(`${when}: class ${classId} has ${rows.length} rows in its blocks, but its count is ${bank.count(classId)}`);
    }
    if (rows.length > capacity)
      fail(`${when}: class ${classId} has ${rows.length} rows, above its capacity of ${capacity}`);
    for (const row of rows) checkRow(`${when}: a row of class ${classId}`, row, classId);
  }
}

function checkRow(which: string, row: readonly number[], classId: number): void {
  if (!row.every(Number.isFinite)) fail(`${which} is not finite: [${row.join(', ')}]`);
  const length = Math.hypot(...row);
  if (length > LONGEST_ROW) fail(`${which} has length ${length.toPrecision(4)}, above 1`);
  const nearest = row.indexOf(Math.max(...row));
  if (length < 1e-6) fail(`${which} is zero, as one that was never written`);
  if (nearest !== classId) fail(`${which} is an embedding of class ${nearest}`);
}

/** First in, first out: that many pushes of every class leave no old row in a bank of fewer rows. */
function checkReplaced(bank: OpenBank, old: readonly string[][]): void {
  if (bank.capacity > SETTLING) return;
  rowsByClass(bank).forEach((rows, classId) => {
    const kept = rows.filter((row) => old[classId]!.includes(row)).length;
    const room = `its capacity is ${bank.capacity}, so the oldest make room`;
    if (kept > 0) fail(`class ${classId} still has ${kept} rows of ${SETTLING} pushes ago; ${room}`);
  });
}

function rowsByClass(bank: OpenBank): string[][] {
  return classIds().map((classId) => bank.blocks(classId).flatMap((block) => block.arraySync().map(String)));
}

/** A component is immutable: what one of its banks is pushed, another does not hold. */
function checkApart(component: MemoryBank): void {
  const [bank, other] = [component.allocate(CONTEXT), component.allocate(CONTEXT)];
  advance(bank, ALL_CLASSES, 0);
  const filled = classIds().find((classId) => other.count(classId) > 0);
  if (filled !== undefined) {
    fail(`a push into one bank adds rows of class ${filled} to another one: keep them in what allocate returns`);
  }
  bank.dispose();
  other.dispose();
}

/** A bank that comes back from a checkpoint goes on as one that was never interrupted. */
function checkResumed(bank: OpenBank, resumed: OpenBank): void {
  load(resumed, save(bank));
  compare('after loadState the bank differs', bank, resumed);
  for (let push = PUSHES; push < PUSHES + 3; push++) {
    for (const each of [bank, resumed]) advance(each, ALL_CLASSES, push);
    compare(
      `${push - PUSHES + 1} pushes after a checkpoint the bank differs from one without (save what pushes depend on)`,
      bank,
      resumed,
    );
  }
  resumed.dispose();
}

function compare(when: string, expected: OpenBank, found: OpenBank): void {
  const flaw = difference(contents(expected), contents(found));
  if (flaw) fail(`${when}: ${flaw}`);
  if (!isDeepStrictEqual(choose(expected, ALL_CLASSES, 7), choose(found, ALL_CLASSES, 7))) {
    fail(`${when}: it chooses other pixels`);
  }
}

/** The rows as whoever contrasts with them sees them. */
function contents(bank: OpenBank): Checkpoint {
  const tensors = Object.fromEntries(
    classIds().flatMap((classId) => bank.blocks(classId).map((block, i) => [`class ${classId}, block ${i}`, block])),
  );
  return save({ saveState: () => ({ tensors }), loadState: () => {} });
}

function classIds(): number[] {
  return Array.from({ length: CLASSES }, (_, classId) => classId);
}
