import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { evaluateRun } from '../../src/api/evaluate.js';
import { exportModel } from '../../src/api/export.js';
import { train } from '../../src/api/train.js';
import { writeLayersModel } from '../../src/core/weights/layers-model.js';
import { TINY_CONTRAST_CONFIG } from '../helpers/config.js';
import { useEngine } from '../helpers/engines.js';
import { contents, interruptedAfter } from '../helpers/run.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

/** Two convolutions with a batch norm, and a classifier that no feature map needs, as a model on disk. */
async function writePretrained(folder: string): Promise<void> {
  const convolution = (name: string, filters: number) =>
    tf.layers.conv2d({ name, filters, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' });
  const classifier = [tf.layers.flatten(), tf.layers.dense({ name: 'classes', units: 2 })];
  const input = tf.layers.inputLayer({ inputShape: [16, 16, 3] });
  const norm = tf.layers.batchNormalization({ name: 'norm' });
  const model = tf.sequential({ layers: [input, convolution('one', 4), norm, convolution('two', 6), ...classifier] });
  await writeLayersModel(model, folder);
  model.dispose();
}

test.serial(
  'a run is resumed bit for bit, evaluated and exported without the weights that it started from',
  async (t) => {
    await useEngine('wasm');
    const folder = temporaryFolder(t);
    await writePretrained(join(folder, 'pretrained'));
    const tensors = tf.memory().numTensors;
    const backbone = { type: 'layers-model', model: join(folder, 'pretrained'), features: { c1: 'one', c2: 'two' } };
    const config = { ...TINY_CONTRAST_CONFIG, engine: 'wasm', model: { ...TINY_CONTRAST_CONFIG.model, backbone } };
    const set = ['trainer.iterations=6'];
    const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
    await train({ config, set, out: whole });
    await interruptedAfter(3, { config, set, out: parts });

    rmSync(join(folder, 'pretrained/weights.bin'));
    await t.throwsAsync(train({ config, set, out: join(folder, 'new') }), { message: /weights\.bin: .*ENOENT/ });
    await train({ out: parts, mode: 'resume' });
    t.deepEqual(await contents(parts), await contents(whole));
    t.deepEqual((await evaluateRun(parts)).result, (await evaluateRun(whole)).result);
    await exportModel(parts, join(folder, 'exported'));
    t.is(tf.memory().numTensors, tensors, 'nothing of the unused layers is left');
  },
);
