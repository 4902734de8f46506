import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import type { PixelGroup } from '../../../src/core/interfaces/memory-bank.js';
import type { AnchorCandidates, AnchorSampler } from '../../../src/core/interfaces/sampler.js';
import { PixelBank } from '../../../src/plugins/pixel-contrast/index.js';
import { ChangedBank, create } from '../../helpers/bank-rows.js';
import { contrastBatch, contrastStep } from '../../helpers/contrast-batch.js';
import { onEachEngine, useEngine } from '../../helpers/engines.js';
import { figuresOf } from '../../helpers/figures.js';

/** Six cells of classes 0, 1 and 2 in both images; the rest is not labelled. */
const few = (cell: number): number => (cell % 24 < 6 ? cell % 3 : 255);

type Groups = readonly PixelGroup[];
const pixels = (group: PixelGroup, ...list: number[]): PixelGroup => ({ ...group, pixels: Int32Array.from(list) });
const sorted = (groups: Groups): PixelGroup[] => [...groups].sort((a, b) => a.classId - b.classId);

const mistakes: [what: string, choose: (groups: Groups) => PixelGroup[], said: RegExp][] = [
  ['classes out of order', (groups) => sorted(groups).reverse(), /a group of class 1 after one of class 2/],
  ['a pixel twice', (groups) => sorted(groups).map((g, i) => (i ? g : pixels(g, 0, 3, 0))), /pixel 0 twice/],
  ['a pixel in two groups', (groups) => sorted(groups).map((g, i) => (i ? g : pixels(g, 0, 24))), /pixel 24 twice/],
  [
    'a pixel of another class',
    (groups) => sorted(groups).map((g, i) => (i ? g : pixels(g, 4))),
    /pixel 4, whose label is 1, for class 0/,
  ],
  [
    'a pixel without a label',
    (groups) => sorted(groups).map((g, i) => (i ? g : pixels(g, 7))),
    /pixel 7, whose label is 255, for class 0/,
  ],
  [
    'a pixel behind the last',
    (groups) => sorted(groups).map((g, i) => (i ? g : pixels(g, 48))),
    /pixel 48 of a grid of 48 cells/,
  ],
  [
    'a pixel before the first',
    (groups) => sorted(groups).map((g, i) => (i ? g : pixels(g, -1))),
    /pixel -1 of a grid of 48 cells/,
  ],
];

for (const [what, choose, said] of mistakes) {
  test.serial(`an anchor sampler that chooses ${what} is named`, async (t) => {
    await useEngine('cpu');
    class MyAnchors implements AnchorSampler {
      sample({ groups }: AnchorCandidates): PixelGroup[] {
        return choose(groups);
      }
    }
    const loss = create([PixelBank.create()], { anchors: new MyAnchors() });
    const error = t.throws(() => contrastStep(loss, contrastBatch(few)), { instanceOf: ContrasegError });
    t.is(error!.problems[0]!.path, 'anchors');
    t.regex(error!.message, /MyAnchors chose/);
    t.regex(error!.message, said);
    loss.dispose();
  });
}

test.serial('a bank that chooses pixels of another class is named; the order of its groups is its own', async (t) => {
  await useEngine('cpu');
  class MyBank extends ChangedBank {
    constructor(choose: (groups: Groups) => PixelGroup[]) {
      super(() => ({ choose }));
    }
  }
  const loss = create([PixelBank.create(), new MyBank((groups) => groups.map((g) => pixels(g, 4)))]);
  const error = t.throws(() => contrastStep(loss, contrastBatch(few)), { instanceOf: ContrasegError });
  t.is(error!.problems[0]!.path, 'memory[1]');
  t.regex(error!.message, /MyBank chose pixel 4, whose label is 1, for class 0/);
  loss.dispose();
  const backwards = create([new MyBank((groups) => [...groups].reverse())]);
  t.notThrows(() => contrastStep(backwards, contrastBatch(few)));
  t.deepEqual(figuresOf(backwards).bankRows, [[4, 4, 4]]);
  backwards.dispose();
});

/** A bank that does something to its rows before it keeps them. */
class ChangingBank extends ChangedBank {
  constructor(change: (rows: tf.Tensor2D, push: number) => tf.Tensor2D) {
    super(({ push }) => {
      let pushes = 0;
      return {
        push: ({ groups, embeddings }) => tf.tidy(() => push({ groups, embeddings: change(embeddings, pushes++) })),
      };
    });
  }
}

test.serial(
  'a bank whose rows are longer than 1 is named in the step that wrote them, also while warming up',
  async (t) => {
    await onEachEngine(({ name }) => {
      for (const warmup of [0, 100]) {
        const bank = new ChangingBank((rows, push) => tf.mul(rows, push === 1 ? 3 : 1));
        const loss = create([PixelBank.create(), bank], { warmup });
        contrastStep(loss, contrastBatch(few));
        const batch = contrastBatch(few);
        const error = t.throws(() => contrastStep(loss, batch), { instanceOf: ContrasegError }, name);
        tf.dispose([batch.logits, batch.labels, Object.values(batch.features)]);
        t.is(error!.problems[0]!.path, 'memory[1]');
        t.regex(error!.message, /ChangingBank holds for class 0 a row of length 3\.000/);
        loss.dispose();
      }
    });
  },
);

test.serial('rows a little shorter or longer than 1 are no mistake', async (t) => {
  await useEngine('cpu');
  const loss = create([
    new ChangingBank((rows) => tf.mul(rows, 1 + 1e-6)),
    new ChangingBank((rows) => tf.mul(rows, 0.3)),
  ]);
  for (let seed = 0; seed < 3; seed++) t.true(Number.isFinite(contrastStep(loss, contrastBatch(few, { seed })).loss));
  loss.dispose();
});

test.serial('a bank that hands out other rows than it counts, or rows of another size, is named', async (t) => {
  await useEngine('cpu');
  class Miscounting extends ChangedBank {}
  const one = new Miscounting(({ count }) => ({
    count: (classId) => count(classId) + Number(classId === 2 && count(classId) > 0),
  }));
  const miscounting = create([one]);
  const counts = t.throws(() => contrastStep(miscounting, contrastBatch(few)), { instanceOf: ContrasegError });
  t.regex(counts!.message, /Miscounting holds for class 2 4 rows, where its count is 5/);
  miscounting.dispose();
  const narrow = create([new ChangingBank((rows) => tf.slice(rows, [0, 0], [-1, 5]))]);
  const sizes = t.throws(() => contrastStep(narrow, contrastBatch(few)), { instanceOf: ContrasegError });
  t.regex(sizes!.message, /ChangingBank holds for class 0 rows of 5 numbers, where embeddings have 8/);
  narrow.dispose();
});

test.serial(
  'a bank is pushed what it chose, be it a single row, and is left alone where it chose nothing',
  async (t) => {
    await useEngine('cpu');
    const watching = (least: number, sizes: number[]) =>
      new ChangedBank(
        ({ choose, push }) => ({
          choose: (groups, random) => choose(groups, random).filter((group) => group.classId >= least),
          push: (rows) => {
            sizes.push(rows.embeddings.shape[0]);
            t.is(
              rows.groups.reduce((sum, group) => sum + group.pixels.length, 0),
              rows.embeddings.shape[0],
            );
            push(rows);
          },
        }),
        { perImage: 1 },
      );
    const [some, none]: number[][] = [[], []];
    const loss = create([watching(1, some!), watching(9, none!)]);
    contrastStep(
      loss,
      contrastBatch((cell) => (cell < 3 ? 1 : 255)),
    );
    t.deepEqual([some, none], [[1], []]);
    t.deepEqual(figuresOf(loss).bankRows, [
      [0, 1, 0],
      [0, 0, 0],
    ]);
    loss.dispose();
  },
);

test.serial('a single row that is too long, or not a number, is found', async (t) => {
  await useEngine('cpu');
  for (const value of [2, Number.NaN]) {
    class Raw extends ChangedBank {}
    const raw = new Raw(() => {
      const rows: tf.Tensor2D[] = [];
      const blocks = (classId: number) => (classId === 1 ? rows : []);
      return {
        push: () => void rows.push(tf.keep(tf.fill<tf.Rank.R2>([1, 8], value / Math.sqrt(8)))),
        count: (classId) => blocks(classId).length,
        blocks,
      };
    });
    const loss = create([raw]);
    const error = t.throws(() => contrastStep(loss, contrastBatch(few)), { instanceOf: ContrasegError });
    t.regex(
      error!.message,
      value === 2 ? /Raw holds for class 1 a row of length 2\.000/ : /class 1 a row of length NaN/,
    );
    loss.dispose();
  }
});
