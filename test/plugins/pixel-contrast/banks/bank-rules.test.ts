import test from 'ava';
import { RandomStreams } from '../../../../src/core/random/random-streams.js';
import { PixelBank, RegionBank } from '../../../../src/plugins/pixel-contrast/index.js';
import { create, mixed, pointers, push, rows, small } from '../../../helpers/bank-rows.js';
import { contrastBatch, contrastStep, contrastTerm } from '../../../helpers/contrast-batch.js';
import { onEachEngine, useEngine } from '../../../helpers/engines.js';
import { figuresOf } from '../../../helpers/figures.js';

test.serial('rule 1: rows of class c are of class c, also after wrapping several times (purity 1.00)', async (t) => {
  await onEachEngine(({ name }) => {
    const memory = [PixelBank.create({ capacity: 7, perImage: 5 }), RegionBank.create({ capacity: 3 })];
    const loss = create(memory);
    let checked = 0;
    let pure = 0;
    for (let i = 0; i < 8; i++) {
      // The oracle: a pixel's feature is its class.
      const shifted = (cell: number) => mixed(cell + i);
      const labels: number[] = Array.from({ length: 48 }, (_, cell) => shifted(cell));
      contrastStep(loss, contrastBatch(shifted, { seed: i, feature: (cell, c) => Number(labels[cell] === c) }));
    }
    const kernel = loss.variables[0]!.variable.arraySync() as number[][];
    for (const bank of loss.memory) {
      for (let classId = 0; classId < 3; classId++) {
        const norm = Math.hypot(...kernel[classId]!);
        for (const row of rows(bank, classId)) {
          checked++;
          if (row.every((value, i) => Math.abs(value - kernel[classId]![i]! / norm) < 1e-5)) pure++;
        }
        t.is(bank.count(classId), bank.capacity, `${name}: full`);
      }
    }
    t.is(pure / checked, 1, name);
    loss.dispose();
  });
});

test.serial('rule 2: the pointer moves by the number of rows written', async (t) => {
  await useEngine('cpu');
  const bank = small(5);
  push(bank, [0, 0, 0, 2], Array(4).fill([1, 0]));
  t.deepEqual(pointers(bank), [3, 0, 1]);
  push(bank, [0, 0, 0], Array(3).fill([1, 0]));
  t.deepEqual(pointers(bank), [1, 0, 1]);
  bank.dispose();
});

test.serial('rule 3: a write that meets the end of the ring is split, and the oldest rows go', async (t) => {
  await useEngine('cpu');
  const bank = small(3);
  push(
    bank,
    [0, 0],
    [
      [1, 0],
      [2, 0],
    ],
  );
  push(
    bank,
    [0, 0],
    [
      [3, 0],
      [4, 0],
    ],
  );
  t.deepEqual(rows(bank, 0), [
    [4, 0],
    [2, 0],
    [3, 0],
  ]);
  bank.dispose();
});

test.serial('rule 4: rows that were never written do not exist', async (t) => {
  await useEngine('cpu');
  const bank = small(100);
  t.deepEqual(bank.blocks(1), []);
  push(bank, [1], [[1, 0]]);
  t.deepEqual(rows(bank, 1), [[1, 0]]);
  t.deepEqual([bank.count(0), bank.count(1)], [0, 1]);
  bank.dispose();
});

test.serial('rule 6: class 0 is stored and the ignore index is not', async (t) => {
  await useEngine('cpu');
  const loss = create([PixelBank.create({ capacity: 50, perImage: 50 })]);
  contrastStep(
    loss,
    contrastBatch((cell) => (cell % 24 < 4 ? 0 : 255)),
  );
  t.deepEqual(figuresOf(loss).bankRows, [[8, 0, 0]]);
  loss.dispose();
});

test.serial('rule 7: a bank row that equals the anchor counts; only the anchor itself does not', async (t) => {
  await useEngine('cpu');
  const loss = create([PixelBank.create({ perImage: 30 })], { examples: undefined, contrastSet: 'both' });
  const labels = (cell: number) => cell % 2;
  const feature = () => 1;
  contrastStep(loss, contrastBatch(labels, { feature }));
  contrastStep(loss, contrastBatch(labels, { feature }));
  // 24 anchors of each class and 24 bank rows equal to every one of them; ceil(23 / 10) + ceil(24 / 10) are kept.
  t.is(figuresOf(loss).positives, 6);
  loss.dispose();
});

test.serial(
  "rule 8: a step's rows are pushed after it, in the order image, class, draw; a failed step pushes nothing",
  async (t) => {
    await useEngine('cpu');
    const bank = PixelBank.create({ perImage: 2 });
    const loss = create([bank], { contrastSet: 'memory' });
    const first = contrastStep(loss, contrastBatch(mixed), true);
    t.is(first.loss, 0);
    t.deepEqual(figuresOf(loss).bankRows, [[0, 0, 0]]);
    contrastStep(loss, contrastBatch(mixed, { feature: (cell, c) => Number((cell < 24 ? 0 : 1) === c) }));
    t.deepEqual(figuresOf(loss).bankRows, [[4, 4, 4]]);
    const [a, b, c, d] = rows(loss.memory[0]!, 1);
    t.deepEqual(a, b);
    t.deepEqual(c, d);
    t.notDeepEqual(a, c);
    t.true(contrastStep(loss, contrastBatch(mixed, { seed: 2 })).loss > 0);
    loss.dispose();
  },
);

test.serial(
  'rule 8: rows that are not finite are left out, and a push above capacity keeps its last rows',
  async (t) => {
    await onEachEngine(({ name }) => {
      const bank = small(2);
      push(
        bank,
        [0, 0, 0, 1],
        [
          [1, 0],
          [Number.NaN, 0],
          [3, 0],
          [Number.POSITIVE_INFINITY, 1],
        ],
      );
      t.deepEqual(
        rows(bank, 0),
        [
          [1, 0],
          [3, 0],
        ],
        name,
      );
      t.is(bank.count(1), 0, name);
      push(
        bank,
        [2, 2, 2, 2, 2],
        [
          [1, 0],
          [2, 0],
          [3, 0],
          [4, 0],
          [5, 0],
        ],
      );
      t.deepEqual(
        rows(bank, 2),
        [
          [4, 0],
          [5, 0],
        ],
        name,
      );
      bank.dispose();
    });
  },
);

test.serial(
  'rule 9: contents, pointers and counts come back bit for bit, and the run goes on as if nothing had happened',
  async (t) => {
    await onEachEngine(({ name }) => {
      const memory = () => [PixelBank.create({ capacity: 9 }), RegionBank.create({ capacity: 4 })];
      const whole = new RandomStreams(5);
      const one = contrastTerm({ warmup: 0, projection: { dim: 8 }, memory: memory() }, whole);
      for (let i = 0; i < 4; i++) contrastStep(one, contrastBatch(mixed, { seed: i }));

      const resumed = new RandomStreams(99);
      const two = contrastTerm({ warmup: 0, projection: { dim: 8 }, memory: memory() }, resumed);
      for (const [i, bank] of two.memory.entries()) bank.loadState(one.memory[i]!.saveState());
      resumed.loadState(whole.saveState());
      for (const [i, { variable }] of two.variables.entries()) variable.assign(one.variables[i]!.variable);
      for (let i = 4; i < 7; i++) {
        const a = contrastStep(one, contrastBatch(mixed, { seed: i }));
        const b = contrastStep(two, contrastBatch(mixed, { seed: i }));
        t.is(a.loss, b.loss, name);
        t.deepEqual(a.gradient, b.gradient, name);
      }
      one.memory.forEach((bank, i) => {
        t.deepEqual(pointers(bank), pointers(two.memory[i]!));
        for (let c = 0; c < 3; c++) t.deepEqual(rows(bank, c), rows(two.memory[i]!, c), name);
      });
      one.dispose();
      two.dispose();
    });
  },
);
