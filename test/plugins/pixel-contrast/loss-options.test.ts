import test from 'ava';
import type { LossInputs } from '../../../src/core/interfaces/loss.js';
import type { AnchorCandidates, AnchorSampler } from '../../../src/core/interfaces/sampler.js';
import type { Given } from '../../../src/core/options/references.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import { AllExamples, PixelBank, PixelContrast, RegionBank } from '../../../src/plugins/pixel-contrast/index.js';
import { ChangedBank, create, mixed } from '../../helpers/bank-rows.js';
import { contrastBatch, contrastContext, contrastStep, stepAt } from '../../helpers/contrast-batch.js';
import { onEachEngine, useEngine } from '../../helpers/engines.js';
import { figuresOf } from '../../helpers/figures.js';

/** Takes every pixel, and remembers what it was shown. */
class EveryPixel implements AnchorSampler {
  seen: AnchorCandidates | undefined;
  sample(candidates: AnchorCandidates) {
    this.seen = candidates;
    return [...candidates.groups].sort((a, b) => a.classId - b.classId);
  }
}

const plain = (): Given<typeof PixelContrast.options> => ({
  anchors: new EveryPixel(),
  examples: AllExamples.create(),
});

function lossOf(
  options: Given<typeof PixelContrast.options>,
  batch: () => LossInputs = () => contrastBatch(mixed),
  context = {},
) {
  const plain = { warmup: 0, projection: { type: 'linear', dim: 8 }, ...options } as const;
  const loss = PixelContrast.create(plain, new RandomStreams(1));
  const term = loss.setup(contrastContext(context));
  const result = contrastStep(term, batch());
  const figures = figuresOf(term);
  term.dispose();
  return { ...result, figures, weight: loss.weight };
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(b));

test.serial("the weight is the trainer's to apply: 0.1 unless set, and no part of the loss", async (t) => {
  await useEngine('cpu');
  const [standard, heavy] = [lossOf(plain()), lossOf({ ...plain(), weight: 3 })];
  t.deepEqual([standard.weight, heavy.weight], [0.1, 3]);
  t.is(heavy.loss, standard.loss);
});

test.serial(
  'temperature divides similarities, and is 0.1 unless set; baseTemperature scales the loss alone',
  async (t) => {
    await useEngine('cpu');
    const standard = lossOf(plain());
    t.is(lossOf({ ...plain(), temperature: 0.1 }).loss, standard.loss);
    t.not(lossOf({ ...plain(), temperature: 0.2 }).loss, standard.loss);
    t.true(near(lossOf({ ...plain(), baseTemperature: 0.05 }).loss, 2 * standard.loss));
    t.true(near(lossOf({ ...plain(), baseTemperature: 0.4 }).loss, standard.loss / 4));
  },
);

test.serial('the ramp multiplies loss and gradient after the warm-up', async (t) => {
  await useEngine('cpu');
  const at = (iteration: number, options: Given<typeof PixelContrast.options>) =>
    lossOf({ ...plain(), ...options }, () => contrastBatch(mixed, { iteration }));
  const full = at(20, {});
  const quarter = at(20, { warmup: 20, ramp: 4 });
  t.true(near(quarter.loss, full.loss / 4));
  t.true(quarter.gradient.every((value, i) => Math.abs(value - full.gradient[i]! / 4) < 1e-6));
  t.is(at(23, { warmup: 20, ramp: 4 }).loss, full.loss);
  t.is(at(19, { warmup: 20 }).loss, 0);
  t.is(at(20, { warmup: 20 }).loss, full.loss);
});

test.serial('pureCells shows anchors and banks which cells hold a single label, and only where asked', async (t) => {
  await useEngine('cpu');
  // One label pixel of every third cell is of another class, away from the centre at which the cell is read.
  const batch = (): LossInputs => {
    const inputs = contrastBatch((cell) => cell % 2);
    const labelValues = inputs.labelValues.map((label, pixel) => {
      const [x, y] = [pixel % 12, Math.floor(pixel / 12)];
      const cell = Math.floor(y / 2) * 6 + Math.floor(x / 2);
      return cell % 3 === 0 && x % 2 === 0 && y % 2 === 0 ? 2 : label;
    });
    return { ...inputs, labelValues };
  };
  for (const pureCells of [true, false]) {
    const anchors = new EveryPixel();
    let shown: readonly (number | undefined)[] = [];
    const choosing: ConstructorParameters<typeof ChangedBank>[0] = ({ choose }) => ({
      choose: (groups, random) => {
        shown = groups.map(({ preferred }) => preferred);
        const chosen = choose(groups, random);
        const impure = chosen.flatMap(({ pixels }) => [...pixels]).filter((cell) => cell % 3 === 0);
        t.is(impure.length === 0, pureCells);
        return chosen;
      },
    });
    const bank = new ChangedBank(choosing, { perImage: 8 });
    lossOf({ ...plain(), anchors, memory: [bank], pureCells }, batch);
    t.deepEqual(shown, Array(4).fill(pureCells ? 8 : undefined));
    t.deepEqual(
      anchors.seen!.groups.map(({ preferred }) => preferred),
      shown,
    );
  }
});

test.serial('the ignore index of the data set decides what is a label: 255 may be a class', async (t) => {
  await useEngine('cpu');
  const fill = (ignoreIndex: number) => {
    const label = (cell: number): number => [0, 1, 255][cell % 3]!;
    const anchors = new EveryPixel();
    const context = { ignoreIndex, classCount: 256 };
    const batch = () => contrastBatch(label, { classCount: 256 });
    const { figures } = lossOf({ ...plain(), anchors, memory: [PixelBank.create({ perImage: 3 })] }, batch, context);
    const [rows] = figures.bankRows as number[][];
    t.is(figures.anchors, 32 + (ignoreIndex === -1 ? 16 : 0));
    return [rows![0], rows![1], rows![255]];
  };
  t.deepEqual(fill(255), [6, 6, 0]);
  t.deepEqual(fill(1), [6, 0, 6]);
  t.deepEqual(fill(-1), [6, 6, 6]);
});

test.serial('samplers see the predictions and confidences of the head on the grid of the embeddings', async (t) => {
  await onEachEngine(({ name }) => {
    const anchors = new EveryPixel();
    const batch = contrastBatch(mixed);
    const logits = batch.logits.arraySync().flat(2);
    let confidence = new Float32Array(0) as Float32Array;
    const sample = anchors.sample.bind(anchors);
    anchors.sample = (candidates) => {
      confidence = candidates.confidence();
      return sample(candidates);
    };
    const { figures } = lossOf({ ...plain(), anchors }, () => batch);
    let wrong = 0;
    let labelled = 0;
    logits.forEach((row, cell) => {
      const largest = Math.max(...row);
      t.is(anchors.seen!.predictions[cell], row.indexOf(largest), name);
      const expected = 1 / row.reduce((sum, value) => sum + Math.exp(value - largest), 0);
      t.true(Math.abs(confidence[cell]! - expected) < 1e-5, name);
      if (mixed(cell) !== 0) return;
      labelled++;
      wrong += Number(row.indexOf(largest) !== 0);
    });
    const [share] = figures.hardShare as number[];
    t.true(near(share!, wrong / labelled), name);
  });
});

test.serial('the report counts what a step met', async (t) => {
  await useEngine('cpu');
  const memory = [PixelBank.create({ perImage: 2, capacity: 100 }), RegionBank.create({ capacity: 9 })];
  const loss = create(memory, plain());
  contrastStep(loss, contrastBatch(mixed));
  const label = (cell: number): number => (cell < 4 ? 0 : cell < 10 ? 1 : 255);
  contrastStep(loss, contrastBatch(label));
  const figures = figuresOf(loss);
  t.is(figures.anchors, 10);
  t.is(figures.contrasted, 10);
  t.deepEqual(figures.classesWithoutAnchors, [2]);
  t.is((figures.hardShare as unknown[])[2], null);
  // Each anchor: its mates, and the four pixel and two region rows of its class from the step before.
  t.is(figures.positives, (4 * (3 + 6) + 6 * (5 + 6)) / 10);
  t.is(figures.negatives, (4 * (6 + 12) + 6 * (4 + 12)) / 10);
  t.deepEqual(figures.bankRows, [
    [6, 6, 4],
    [3, 3, 2],
  ]);
  t.deepEqual(figures.bankFill, [16 / 300, 8 / 27]);
  t.deepEqual(loss.figures.bankFill!.per, ['bank 1 (100 a class)', 'bank 2 (9 a class)']);
  t.is(figures.idle, undefined);
  loss.dispose();
});

test.serial('one loss sets up any number of terms, each with a projection and banks of its own', async (t) => {
  await useEngine('cpu');
  const loss = PixelContrast.create({ warmup: 0, projection: { dim: 8 } });
  const [one, two] = [loss.setup(contrastContext()), loss.setup(contrastContext({ classCount: 2 }))];
  t.deepEqual(one.features, ['decoder']);
  contrastStep(one, contrastBatch(mixed));
  t.true((figuresOf(one).bankRows as number[][]).flat().every((count) => count > 0));
  t.deepEqual(figuresOf(two), { bankFill: [0, 0], bankRows: [Array(2).fill(0), Array(2).fill(0)] });
  one.dispose();
  t.true(
    Number.isFinite(
      contrastStep(
        two,
        contrastBatch((cell) => cell % 2, { classCount: 2 }),
      ).loss,
    ),
  );
  two.dispose();
});

test.serial(
  'the contrast set: batch alone keeps no bank, memory alone leaves the batch out, both is the default',
  async (t) => {
    await useEngine('cpu');
    const two = (options: Given<typeof PixelContrast.options>) => {
      const loss = create([PixelBank.create({ perImage: 2 })], { ...plain(), ...options });
      contrastStep(loss, contrastBatch(mixed));
      contrastStep(loss, contrastBatch(mixed));
      const { positives, negatives, bankRows } = figuresOf(loss);
      loss.dispose();
      return { positives, negatives, banks: (bankRows as unknown[]).length };
    };
    const counts = [0, 1, 2].map(
      (c) => Array.from({ length: 48 }, (_, cell) => mixed(cell)).filter((l) => l === c).length,
    );
    const total = counts.reduce((a, b) => a + b, 0);
    const mean = (of: (count: number) => number) => counts.reduce((sum, n) => sum + n * of(n), 0) / total;
    const close = (found: { positives?: unknown; negatives?: unknown; banks: number }, expected: number[]) => {
      [found.positives, found.negatives, found.banks].forEach((value, i) => {
        t.true(near(value as number, expected[i]!), `${value} ${expected[i]}`);
      });
    };
    close(two({ contrastSet: 'batch' }), [mean((n) => n - 1), mean((n) => total - n), 0]);
    close(two({ contrastSet: 'memory' }), [4, 8, 1]);
    close(two({}), [mean((n) => n - 1 + 4), mean((n) => total - n + 8), 1]);
    t.is(stepAt(3).iteration, 3);
  },
);

for (const examples of [undefined, AllExamples.create()]) {
  test.serial(`at temperature 1/86 sums of exponentials stay finite (${examples ? 'all' : 'semi-hard'})`, async (t) => {
    await onEachEngine(({ name }) => {
      // Equal embeddings in two classes: 24 negatives of score 86, whose exponentials add up to more than a float32 holds.
      const options = { ...plain(), examples, temperature: 1 / 86, memory: [] };
      const batch = () => contrastBatch((cell) => cell % 2, { feature: () => 1 });
      const { loss, figures } = lossOf(options, batch, { classCount: 2 });
      const negatives = figures.negatives as number;
      t.true(Math.abs(loss - Math.log(1 + negatives)) < 1e-3, `${name}: ${loss}, ${negatives} negatives`);
    });
  });
}

test.serial(
  'compat: reference contrasts with the memory where there is one, and with the batch where there is none',
  async (t) => {
    await useEngine('cpu');
    const reference = { ...plain(), compat: 'reference' } as const;
    t.is(lossOf({ ...reference, memory: [PixelBank.create()] }).loss, 0, 'a bank that is still empty');
    const batch = lossOf({ ...reference, memory: [] });
    t.true(near(batch.loss, (lossOf({ ...plain(), contrastSet: 'batch' }).loss * 0.1) / 0.07));
    const own = lossOf({ ...reference, memory: [], baseTemperature: 0.1 });
    t.true(near(own.loss, (batch.loss * 0.07) / 0.1));
  },
);
