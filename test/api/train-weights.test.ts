import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { evaluateRun } from '../../src/api/evaluate.js';
import { exportModel } from '../../src/api/export.js';
import { openRun } from '../../src/api/run.js';
import { train } from '../../src/api/train.js';
import { CONTRACT_FILE } from '../../src/core/exported/contract.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { useFastest } from '../helpers/engines.js';
import { sharedFile } from '../helpers/shared.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const HALF = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], order: 'rgb' };

/** A short run on weights that were trained with another normalisation than most. */
async function liteConfig(t: ExecutionContext): Promise<object | undefined> {
  const weights = sharedFile(t, 'zoo/weights/tf_efficientnet_lite0.safetensors');
  if (!weights) return undefined;
  const { name: engine } = await useFastest();
  const model = { ...TINY_CONFIG.model, backbone: { type: 'efficientnet-lite', weights } };
  return { ...TINY_CONFIG, model, engine, trainer: { ...TINY_CONFIG.trainer, iterations: 1 } };
}

test.serial(
  'a run takes the normalisation of its weights, and says so; one of the configuration goes before it',
  async (t) => {
    const config = await liteConfig(t);
    if (!config) return;
    const linesOf = async (set: string[]) => {
      const lines: string[] = [];
      await train({ config, set, out: temporaryFolder(t), report: (line) => void lines.push(line) });
      return lines.slice(1);
    };
    const half = '{ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }';
    t.deepEqual(await linesOf([]), [`model.normalization is that of these weights: ${half}`]);
    t.deepEqual(await linesOf(['model.normalization.std=[0.2, 0.2, 0.2]']), [
      `these weights were trained with model.normalization ${half}, the configuration says { mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] }`,
    ]);
  },
);

test.serial(
  'the normalisation of the weights stays with the run, for those who use it and for one that goes on',
  async (t) => {
    const config = await liteConfig(t);
    if (!config) return;
    const out = temporaryFolder(t);
    const lines: string[] = [];
    const report = (line: string) => void lines.push(line);
    await train({ config, out, report });
    t.regex(await readFile(join(out, 'config.resolved.yaml'), 'utf8'), /mean: \[ 0\.5, 0\.5, 0\.5 \] # the weights/);
    const run = await openRun(out);
    t.deepEqual(run.normalization as object, HALF);
    run.dispose();
    await exportModel(out, join(out, 'exported'));
    t.like(JSON.parse(await readFile(join(out, 'exported', CONTRACT_FILE), 'utf8')), { input: HALF });
    const before = await evaluateRun(out, { limit: 1 });

    lines.length = 0;
    await train({ config, set: ['trainer.iterations=2'], out, report, mode: 'resume' });
    t.deepEqual(lines, ['changed at iteration 1: trainer.iterations: 1 -> 2']);
    const resumed = await openRun(out);
    t.deepEqual(resumed.normalization as object, HALF);
    resumed.dispose();
    t.is((await evaluateRun(out, { limit: 1 })).images.length, before.images.length);
  },
);
