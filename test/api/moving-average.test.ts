import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { evaluateRun } from '../../src/api/evaluate.js';
import { exportModel } from '../../src/api/export.js';
import { openRun } from '../../src/api/run.js';
import { train } from '../../src/api/train.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { contents, events, interruptedAfter } from '../helpers/run.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const EMA = 'average.0.9/';
const CONFIG = { ...TINY_CONFIG, engine: 'wasm', trainer: { ...TINY_CONFIG.trainer, iterations: 6, ema: 0.9 } };

/** Tensors of a part of a checkpoint, by their own names. */
const partOf = (tensors: Record<string, Buffer>, prefix: string) =>
  Object.fromEntries(
    Object.entries(tensors).flatMap(([name, data]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), data] as const] : [],
    ),
  );

test.serial('with trainer.ema the averaged weights are what is evaluated, kept as best and exported', async (t) => {
  const folder = temporaryFolder(t);
  const out = join(folder, 'run');
  const { evaluation } = await train({ config: CONFIG, out });
  const { tensors } = await contents(out);
  const [own, averaged] = [partOf(tensors, 'model/'), partOf(tensors, EMA)];
  t.deepEqual(Object.keys(averaged), Object.keys(own));
  t.notDeepEqual(averaged, own);
  t.deepEqual(partOf((await contents(out, 'best')).tensors, 'model/'), averaged);

  for (const checkpoint of ['best', 'last'] as const) {
    const { result } = await evaluateRun(out, { split: 'val', checkpoint });
    t.deepEqual(result.summary, evaluation!.summary, checkpoint);
    const { model, dispose } = await openRun(out, { checkpoint });
    const kernel = model.parameters[0]!;
    t.deepEqual(Buffer.from(kernel.variable.dataSync().buffer), averaged[kernel.name], checkpoint);
    dispose();
  }
  await exportModel(out, join(folder, 'last'), { checkpoint: 'last' });
  await exportModel(out, join(folder, 'best'));
  const [last, best] = ['last', 'best'].map((name) => readFileSync(join(folder, name, 'weights.bin')));
  t.true(last!.equals(best!));
});

test.serial(
  'averaging changes nothing of the training itself, and goes on bit for bit after an interruption',
  async (t) => {
    const folder = temporaryFolder(t);
    const [plain, whole, parts] = ['plain', 'whole', 'parts'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const without = { ...CONFIG, trainer: { ...CONFIG.trainer, ema: undefined } };
    await train({ config: without, out: plain });
    await train({ config: CONFIG, out: whole });
    await interruptedAfter(2, { config: CONFIG, out: parts });
    await train({ out: parts, mode: 'resume' });
    t.deepEqual(await contents(parts), await contents(whole));
    t.deepEqual(await contents(parts, 'best'), await contents(whole, 'best'));
    t.deepEqual(partOf((await contents(plain)).tensors, 'model/'), partOf((await contents(whole)).tensors, 'model/'));
    const steps = async (run: string) => (await events(run)).filter((event) => 'step' in event);
    t.deepEqual(await steps(plain), await steps(whole));
  },
);

test.serial('a momentum outside of 0 to 1 is an error in the configuration', async (t) => {
  const error = await t.throwsAsync(train({ config: CONFIG, set: ['trainer.ema=1'], out: temporaryFolder(t) }));
  t.regex(error!.message, /trainer\.ema/);
});
