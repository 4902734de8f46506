import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { train } from '../../../../src/api/train.js';
import { selectEngine } from '../../../../src/core/engine/index.js';
import { findBuilds } from '../../../../src/core/engine/native/native-build.js';
import { launchRanks } from '../../../helpers/launch-ranks.js';
import { contents, interruptedAfter } from '../../../helpers/run.js';
import { ALIKE } from './alike.js';
import { BANKS, CONTRASTS, RUN, STEPS } from './configs.js';
import { distance } from './distance.js';
import type { RankResult } from './results.js';
import { takeSteps } from './take-steps.js';

const SIZES = [2, 3] as const;
const RANK = new URL('rank.js', import.meta.url);

const native = findBuilds().some(({ gpu }) => !gpu);
const folder = mkdtempSync(join(tmpdir(), 'contraseg-ranks-'));
const ranks = new Map<number, RankResult[]>();

test.before(async () => {
  if (!native) return;
  await selectEngine('native-cpu', { threads: 1 });
  await interruptedAfter(3, { config: RUN, out: join(folder, 'cut-1'), report: () => undefined });
  for (const size of SIZES) ranks.set(size, await launchRanks<RankResult>(size, RANK, folder));
});

test.after.always(() => rmSync(folder, { recursive: true, force: true }));

/** A test for each number of ranks, of what they left. */
function onRanks(title: string, body: (t: ExecutionContext, results: readonly RankResult[]) => Promise<void> | void) {
  for (const size of SIZES) {
    test.serial(`${title} (${size} ranks)`, async (t) => {
      if (!native) {
        t.log('skipped: the native engine is not built, and no other can join other processes');
        return t.pass();
      }
      await body(t, ranks.get(size)!);
    });
  }
}

onRanks('collectives give every rank the same, in the order of ranks', (t, results) => {
  const size = results.length;
  const all = results.map(({ rank }) => rank);
  const sum = all.reduce((a, b) => a + b);
  for (const { gathered } of results) {
    t.deepEqual(gathered, {
      sum: [[sum, 10 * size + sum]],
      mean: [[sum / size, 10 + sum / size]],
      rows: all.map((rank) => [rank, 10 + rank]),
      integers: all,
      first: [0.5],
    });
  }
});

onRanks('values of any kind and length are gathered bit for bit', (t, results) => {
  const expected = results.map(({ rank }) => ({ rank, text: 'x'.repeat(3 * rank), none: [Number.NaN, undefined] }));
  for (const { ragged } of results) t.deepEqual(ragged, expected);
});

onRanks('batch norm across ranks is that of all rows, with what follows it and all gradients', (t, results) => {
  for (const { normalized } of results) {
    for (const [name, [shared, alone]] of Object.entries(normalized)) {
      const far = shared!.findIndex((value, i) => !(Math.abs(value - alone![i]!) < 2e-5));
      t.is(far, -1, `${name}: ${shared![far]} for ${alone![far]}`);
      t.true(shared!.some((value) => Math.abs(value) > 0.01));
    }
  }
});

for (const [name, config] of Object.entries(STEPS)) {
  onRanks(`a step differs from that of one process no more than a reversed batch does: ${name}`, async (t, results) => {
    const one = await takeSteps(config, 1);
    const reversed = await takeSteps(config, 1, { reverse: true });
    const { weights, losses } = results[0]!.oneStep[name]!;
    const change = distance(one.weights, one.before);
    const control = distance(one.weights, reversed.weights);
    const found = distance(one.weights, weights);
    t.log({ change, control, found });
    t.true(change > 1e-6 && control < change / 1000, 'the control says something');
    t.true(found <= 2 * control, `${found} against ${control}`);
    t.true(Math.abs(losses[0]!.total - one.losses[0]!.total) < 1e-5);
    t.true(Math.abs(losses[0]!.gradientNorm / one.losses[0]!.gradientNorm - 1) < 1e-4);
    for (const other of results) t.deepEqual(other.oneStep[name], results[0]!.oneStep[name]);
  });
}

onRanks('banks hold the rows of all ranks in the order of one process', async (t, results) => {
  const one = await takeSteps(BANKS, 3);
  const { banks, pointers } = results[0]!.banks;
  t.deepEqual(pointers, one.pointers);
  t.true(distance(banks, one.banks) < 1e-5);
  for (const other of results) t.deepEqual(other.banks, results[0]!.banks);
});

onRanks('a rank without a labelled pixel takes part', async (t, results) => {
  const one = await takeSteps(BANKS, 3, { blank: [3, 4, 5] });
  const { banks, pointers } = results[0]!.blank;
  t.deepEqual(pointers, one.pointers);
  t.true(distance(banks, one.banks) < 1e-5);
  t.true(Math.abs(results[0]!.blank.losses[2]!.total - one.losses[2]!.total) < 1e-4);
});

for (const [name, config] of Object.entries(CONTRASTS)) {
  onRanks(`anchors of all ranks are contrasted as those of one process: ${name}`, async (t, results) => {
    const one = await takeSteps(config, 3);
    const { weights, banks, pointers, losses } = results[0]!.contrasts[name]!;
    const contrast = losses.map(({ parts }) => parts['pixel-contrast']!);
    t.true(contrast[2]! > 0);
    for (const [i, value] of contrast.entries()) {
      t.true(Math.abs(value - one.losses[i]!.parts['pixel-contrast']!) < 1e-4 * value + 1e-9);
    }
    const change = distance(one.weights, one.before);
    t.log({ change, found: distance(one.weights, weights), banks: distance(banks, one.banks) });
    t.true(distance(one.weights, weights) < 1e-3 * change);
    t.deepEqual(pointers, one.pointers);
    t.true(distance(banks, one.banks) < 1e-4);
    for (const other of results) t.deepEqual(other.contrasts[name], results[0]!.contrasts[name]);
  });
}

onRanks('with statistics and anchors of their own, ranks still have the same weights and banks', (t, results) => {
  const [first] = results;
  t.true(first!.local.losses.at(-1)!.parts['pixel-contrast']! > 0);
  for (const { local } of results) t.deepEqual(local, first!.local);
});

onRanks('a shared evaluation is that of one process, exactly', (t, results) => {
  for (const { evaluated } of results) t.deepEqual(evaluated.shared, evaluated.alone);
  t.is(results[0]!.evaluated.shared.images.length, 7);
});

onRanks('moving averages become their mean, and what is alike keeps its bits', (t, results) => {
  const own = results.map(({ averaged }) => averaged.own);
  const mean = own[0]!.map((_, i) => own.reduce((sum, values) => sum + values[i]!, 0) / own.length);
  t.notDeepEqual(own[0], own[1]);
  for (const { averaged } of results) {
    t.deepEqual(averaged.mean, results[0]!.averaged.mean);
    t.true(distance({ mean }, { mean: averaged.mean }) < 1e-7);
    t.deepEqual(averaged.alike, ALIKE);
  }
});

onRanks('a loss that is not finite on one rank skips the step on all', (t, results) => {
  for (const { nonFinite } of results) {
    t.true(Number.isNaN(nonFinite.failed.total));
    t.deepEqual(nonFinite.after, nonFinite.before);
  }
});

onRanks('all ranks hear in the same step that one wants to stop', (t, results) => {
  for (const { nonFinite } of results) t.deepEqual([nonFinite.asked.stop, nonFinite.next], [true, false]);
});

onRanks('a rank with other weights is named on all', (t, results) => {
  for (const { diverged } of results) t.regex(diverged, /CONTRASEG_CLUSTER_DIVERGED .*rank [12] are not those/);
  t.is(new Set(results.map(({ diverged }) => diverged)).size, 1);
});

onRanks('steps leave no tensor behind', (t, results) => {
  // Constants of the collectives are kept: their group, its size and the number of each shape.
  for (const { left } of results) t.true(left < 200, `${left}`);
});

test.serial('a run that 2 ranks were interrupted in goes on with 2 bit for bit, and with 1', async (t) => {
  if (!native) return t.pass();
  const { metadata, tensors } = await contents(join(folder, 'whole-2'));
  const again = await contents(join(folder, 'cut-2-again'));
  t.deepEqual(again.tensors, tensors);
  t.deepEqual(again.metadata, metadata);
  await train({ config: RUN, out: join(folder, 'whole-1'), report: () => undefined });
  await train({ config: RUN, out: join(folder, 'cut-2'), mode: 'resume', report: () => undefined });
  await isAboutTheSame(t, 'cut-2');
});

test.serial('a run that 1 process was interrupted in goes on with 3 ranks', async (t) => {
  if (!native) return t.pass();
  await isAboutTheSame(t, 'cut-1');
});

/** Whether the end of a run is that of one process which was never interrupted, but for rounding. */
async function isAboutTheSame(t: ExecutionContext, name: string): Promise<void> {
  const [one, other] = [await floats('whole-1'), await floats(name)];
  const found = distance(one, other);
  t.log(found);
  t.true(found < 1e-4);
}

async function floats(run: string): Promise<Record<string, Float32Array>> {
  const { tensors } = await contents(join(folder, run));
  const numbers = ({ buffer, byteOffset, length }: Buffer) =>
    new Float32Array(buffer.slice(byteOffset, byteOffset + length));
  return Object.fromEntries(Object.entries(tensors).map(([key, bytes]) => [key, numbers(bytes)]));
}
