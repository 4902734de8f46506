import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { ContrasegError } from '../../../../src/core/errors/index.js';
import { ClassQueue } from '../../../../src/plugins/pixel-contrast/banks/class-queue.js';
import { ClassQueues } from '../../../../src/plugins/pixel-contrast/banks/class-queues.js';
import { useEngine } from '../../../helpers/engines.js';

const CLASSES = 3;

/** The model: a plain array per class, oldest row first. */
class Model {
  private readonly rows: number[][] = Array.from({ length: CLASSES }, () => []);
  constructor(private readonly capacity: number) {}
  push(ids: readonly number[], classes: readonly number[]): void {
    ids.forEach((id, i) => {
      const rows = this.rows[classes[i]!]!;
      rows.push(id);
      if (rows.length > this.capacity) rows.shift();
    });
  }
  clear(): void {
    for (const rows of this.rows) rows.length = 0;
  }
  get contents(): number[][] {
    return this.rows.map((rows) => [...rows]);
  }
}

/** Oldest first, read off the ring: everything from the pointer on, then everything before it. */
function contents(queues: ClassQueues): number[][] {
  const pointers = queues.saveState().values!.pointers as number[];
  return pointers.map((pointer, classId) => {
    const stored = queues.blocks(classId).flatMap((block) => {
      const values = block.arraySync();
      if (values.some((row) => row[1] !== classId)) throw new Error('a row of another class');
      return values.map((row) => row[0]!);
    });
    if (stored.length !== queues.count(classId)) throw new Error('count and contents differ');
    return stored.length < queues.capacity ? stored : [...stored.slice(pointer), ...stored.slice(0, pointer)];
  });
}

const context = { classCount: CLASSES, dimension: 2, trainingImages: 1 };

test.serial('queues behave like plain arrays under any sequence of push, clear, save and load', async (t) => {
  await useEngine('cpu');
  const capacities = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(1024, 1025, 2500));
  const operations = fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.record({ push: fc.double({ min: 0, max: 3, noNaN: true }), seed: fc.nat() }) },
      { weight: 1, arbitrary: fc.constant('clear' as const) },
      { weight: 2, arbitrary: fc.constant('reload' as const) },
    ),
    { minLength: 1, maxLength: 60 },
  );
  let executed = 0;
  const before = tf.memory().numTensors;
  fc.assert(
    fc.property(capacities, operations, (capacity, list) => {
      let queues = new ClassQueues(capacity, context);
      const model = new Model(capacity);
      let id = 0;
      for (const operation of capacity > 100 ? list.slice(0, 8) : list) {
        executed++;
        if (operation === 'clear') {
          queues.clear();
          model.clear();
        } else if (operation === 'reload') {
          const next = new ClassQueues(capacity, context);
          next.loadState(queues.saveState());
          queues.clear();
          queues = next;
        } else {
          const size = Math.round(operation.push * capacity);
          const classes = Array.from({ length: size }, (_, i) => (operation.seed + i * i) % CLASSES);
          const ids = classes.map(() => id++);
          const rows = tf.tensor2d(
            ids.flatMap((value, i) => [value, classes[i]!]),
            [size, 2],
          );
          queues.push(rows, classes);
          rows.dispose();
          model.push(ids, classes);
        }
        if (JSON.stringify(contents(queues)) !== JSON.stringify(model.contents)) return false;
      }
      queues.clear();
      return true;
    }),
    { seed: 7, numRuns: 600 },
  );
  t.is(tf.memory().numTensors, before);
  t.log(`${executed} operations`);
  t.true(executed > 2000);
});

test.serial('a push rewrites only the chunks that it touches', async (t) => {
  await useEngine('cpu');
  const queue = new ClassQueue(5000);
  tf.tidy(() => queue.push(tf.ones([5000, 2])));
  const before = queue.blocks.map((block) => block.dataId);
  t.is(before.length, 5);
  tf.tidy(() => queue.push(tf.zeros([10, 2])));
  t.deepEqual(
    queue.blocks.map((block, i) => block.dataId === before[i]),
    [false, true, true, true, true],
  );
  queue.clear();
});

test.serial('a bank of another size is refused with every difference', async (t) => {
  await useEngine('cpu');
  const saved = new ClassQueues(4, context).saveState();
  const error = t.throws(() => new ClassQueues(5, { ...context, dimension: 3 }).loadState(saved), {
    instanceOf: ContrasegError,
  });
  t.is(error?.problems.length, 2);
  t.snapshot(error?.message);
});

test.serial('one difference is enough to refuse a bank, and a bank that is restored frees what it held', async (t) => {
  await useEngine('cpu');
  const saved = new ClassQueues(4, context).saveState();
  for (const changes of [{ classCount: 2 }, { dimension: 3 }]) {
    t.throws(() => new ClassQueues(4, { ...context, ...changes }).loadState(saved), { instanceOf: ContrasegError });
  }
  t.throws(() => new ClassQueues(3, context).loadState(saved), {
    instanceOf: ContrasegError,
    message: /capacity 4.* 3/,
  });
  t.throws(() => new ClassQueues(4, context).loadState({}), { instanceOf: ContrasegError });

  const before = tf.memory().numTensors;
  const [full, other] = [new ClassQueues(4, context), new ClassQueues(4, context)];
  for (const queues of [full, other]) tf.tidy(() => queues.push(tf.ones([3, 2]), [0, 0, 1]));
  tf.tidy(() => other.push(tf.zeros([1, 2]), [1]));
  full.loadState(other.saveState());
  t.deepEqual([full.count(0), full.count(1), full.count(2)], [2, 2, 0]);
  full.clear();
  t.deepEqual(
    other.blocks(1).flatMap((block) => block.arraySync()),
    [
      [1, 1],
      [0, 0],
    ],
  );
  other.clear();
  t.is(tf.memory().numTensors, before);
  t.deepEqual(other.saveState().values!.pointers, [0, 0, 0]);
});

test.serial('a ring takes over only what a ring of its capacity can hold', async (t) => {
  await useEngine('cpu');
  const rows = (...sizes: number[]) => sizes.map((size) => tf.ones([size, 2]) as tf.Tensor2D);
  // Its chunks have 1000 rows each.
  for (const [capacity, sizes, pointer] of [
    [2000, [1000, 1001], 0],
    [2000, [999, 1000], 1999],
    [2000, [400, 100], 500],
    [4, [5], 0],
    [4, [2], 1],
    [4, [2], 0],
    [4, [4], 4],
    [4, [4], -1],
    [4, [4], 1.5],
    [4, [], 1],
  ] as const) {
    const queue = new ClassQueue(capacity);
    t.throws(() => queue.restore(rows(...sizes), pointer), { message: /a ring of \d+ rows cannot have the blocks/ });
    t.deepEqual([queue.count, queue.pointer], [0, 0]);
  }
  t.throws(() => new ClassQueue(4).restore(rows(1, 4), 7), {
    message: /4 rows .* blocks \[1,2\] \[4,2\] and go on at 7$/,
  });
  t.throws(() => new ClassQueue(4).restore([], 7), { message: /blocks none and/ });
  for (const [capacity, sizes, pointer] of [
    [2000, [1000, 1000], 0],
    [2000, [1000, 999], 1999],
    [2000, [400], 400],
    [4, [4], 3],
    [4, [], 0],
  ] as const) {
    const queue = new ClassQueue(capacity);
    queue.restore(rows(...sizes), pointer);
    t.deepEqual([queue.count, queue.pointer], [sizes.reduce<number>((a, b) => a + b, 0), pointer]);
    queue.clear();
  }
});
