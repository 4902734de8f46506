import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import { createModel } from '../../src/api/create-model.js';
import { inspectWeights } from '../../src/api/inspect-weights.js';
import { openRun } from '../../src/api/run.js';
import { train } from '../../src/api/train.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import { TINY_CONTRAST_CONFIG } from '../helpers/config.js';
import { useEngine } from '../helpers/engines.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

/** Convolutions, depthwise ones, batch norm and a bias. */
const MODEL = {
  backbone: { type: 'mobilenet-v2', widthMultiplier: 0.35, outputStride: 16 },
  head: { type: 'deeplab-v3-plus', channels: 8 },
} as const;

async function trained(t: ExecutionContext): Promise<{ run: string; weights: string }> {
  await useEngine('wasm');
  const run = join(temporaryFolder(t), 'run');
  const config = { ...TINY_CONTRAST_CONFIG, engine: 'wasm', model: MODEL };
  await train({ config, set: ['trainer.iterations=2'], out: run });
  return { run, weights: join(run, 'checkpoints/last.safetensors') };
}

test.serial('the checkpoint of a run gives another model its weights, to the last bit', async (t) => {
  const { run, weights } = await trained(t);
  const opened = await openRun(run, { checkpoint: 'last' });
  const model = await createModel({ ...MODEL, classes: opened.classes.length, weights });
  const image = tf.randomNormal([1, 32, 32, 3], 0, 1, 'float32', 1);
  const [expected, found] = [opened.model.network, model.network].map((each) => each.predict(image) as tf.Tensor);
  t.deepEqual(await found!.data(), await expected!.data());
  tf.dispose([image, expected!, found!]);
  model.dispose();
  opened.dispose();
});

test.serial('the backbone alone goes into a network of other classes; a head does not', async (t) => {
  const { weights } = await trained(t);
  const model = await createModel({ backbone: { ...MODEL.backbone, weights }, head: MODEL.head, classes: 3 });
  model.dispose();
  const error = await t.throwsAsync(createModel({ ...MODEL, classes: 3, weights }), { instanceOf: ContrasegError });
  t.regex(error!.message, /head\.classifier\.weight/);
  const [nearest] = (await inspectWeights(weights)).nearest;
  t.like(nearest, { backbone: { type: 'mobilenet-v2' }, layout: { source: 'contraseg' } });
  t.is(nearest!.found, nearest!.wanted);
});
