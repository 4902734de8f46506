import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { readConfig } from '../../src/api/config.js';
import { summarize } from '../../src/api/summarize.js';
import { IMAGENET_NORMALIZATION } from '../../src/core/data/loading/normalization.js';
import { batchTensors } from '../../src/core/data/loading/tensors.js';
import { buildRun } from '../../src/core/run/build.js';
import { TINY_CONFIG, TINY_CONTRAST_CONFIG } from '../helpers/config.js';
import { contraseg } from '../helpers/contraseg.js';
import { useEngine } from '../helpers/engines.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const config = { ...TINY_CONFIG, engine: 'wasm' };

test.before(() => useEngine('wasm'));

test.serial('a summary has the size of the first batch, and what is trained but not exported apart', async (t) => {
  const before = tf.memory().numTensors;
  const head = { type: 'fcn', variant: 'plain', channels: 8, kernelSize: 1, auxiliary: { channels: 4, kernelSize: 1 } };
  const losses = [{ type: 'cross-entropy' }, { type: 'auxiliary' }];
  const summary = await summarize({ config: { ...config, model: { ...config.model, head }, losses } });
  t.is(tf.memory().numTensors, before);
  t.deepEqual([summary.size, summary.batchSize], [{ height: 32, width: 32 }, 2]);
  const auxiliary = summary.layers.filter(({ part }) => part === 'auxiliary');
  t.true(auxiliary.length > 0 && auxiliary.every(({ name }) => name.startsWith('auxiliary.')));
  // A block of 4 channels on a map of 4, and a classifier of 5 classes with biases.
  t.is(summary.trainedParameters - summary.parameters, 4 * 4 + 2 * 4 + 4 * 5 + 5);
  t.is(summary.layers.at(-1)!.name, 'auxiliary.classifier');
});

test.serial("a summary counts a loss's projection as trained and not as exported", async (t) => {
  const plain = await summarize({ config });
  const contrast = await summarize({ config: { ...TINY_CONTRAST_CONFIG, engine: 'wasm' } });
  t.is(contrast.parameters, plain.parameters);
  t.true(contrast.trainedParameters > plain.trainedParameters);
});

test.serial('the memory of a step is of the order that a step is seen to take', async (t) => {
  const big = {
    ...config,
    model: { backbone: { type: 'resnet', depth: 18, outputStride: 32 }, head: { type: 'fcn' } },
  };
  const { memory } = await summarize({ config: big });
  const before = tf.memory().numBytes;
  const { registry, config: valid } = await readConfig({ config: big });
  const run = await buildRun(registry, valid, { pretrained: false });
  const batch = await run.batches.next();
  const info = { iteration: 0, totalIterations: 1, epoch: 0, iterationsPerEpoch: 1 };
  const { peakBytes } = await tf.profile(() => {
    const tensors = batchTensors(batch, IMAGENET_NORMALIZATION);
    run.step.run({ ...tensors, labelValues: batch.labels }, info, 1);
    return [];
  });
  await run.batches.close();
  registry.dispose();
  const ratio = (memory.state + memory.gradients + memory.activations) / (peakBytes - before);
  t.log(`estimated ${ratio.toFixed(2)} of the peak`);
  t.true(ratio > 0.4 && ratio < 1.2);
});

test.serial('the commands print tables, or JSON', async (t) => {
  const folder = temporaryFolder(t);
  await writeFile(join(folder, 'tiny.json'), JSON.stringify(config));
  const summary = await contraseg(folder, 'summary', 'tiny.json', '--size', '64x96');
  t.is(summary.code, 0, summary.stderr);
  t.regex(summary.stdout, /head +classifier +Conv2D +16 x 24 x 5/);
  t.regex(summary.stdout, /image +64x96, 2 in a batch/);
  const models = await contraseg(folder, 'models', '--size', '60x96', '--json');
  t.is(models.code, 0, models.stderr);
  const { size, backbones, heads } = JSON.parse(models.stdout);
  t.deepEqual(size, { height: 64, width: 96 });
  const rowOf = (rows: { model: { type: string } }[], type: string) => rows.find(({ model }) => model.type === type);
  t.like(rowOf(backbones, 'resnet'), { parameters: 11_176_512, weights: ['torchvision (and timm)'] });
  t.like(rowOf(heads, 'segformer'), { features: { logits: { channels: 19, stride: 4 } } });
  t.is(rowOf(backbones, 'layers-model'), undefined);
});
