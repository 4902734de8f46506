import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { exportModel } from '../../src/api/export.js';
import { loadSegmenter, type RgbPixels } from '../../src/api/segmenter.js';
import { train } from '../../src/api/train.js';
import type { Contract } from '../../src/core/exported/contract.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const [mean, std] = [
  [0.4, 0.5, 0.6],
  [0.2, 0.3, 0.25],
];

/** Odd sizes, so that both sides are padded. */
function noise(width: number, height: number): RgbPixels {
  const image = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7919 + (i >> 5) * 104_729) % 256);
  return { image, width, height };
}

test.serial('an exported folder gives the masks and probabilities of its run, whatever the size', async (t) => {
  const folder = temporaryFolder(t);
  const [run, model] = [join(folder, 'run'), join(folder, 'model')];
  const config = { ...TINY_CONFIG, model: { ...TINY_CONFIG.model, normalization: { mean, std } } };
  await train({ config, out: run });
  t.deepEqual(await exportModel(run, model), { files: ['model.json', 'weights.bin', 'contraseg.json'] });
  const tensors = tf.memory().numTensors;
  const [trained, exported] = [await loadSegmenter(run), await loadSegmenter(model)];
  t.deepEqual(exported.classes, trained.classes);
  for (const [width, height] of [
    [32, 32],
    [45, 37],
    [63, 5],
  ] as const) {
    const picture = noise(width, height);
    const expected = await trained.predict(picture);
    t.true(new Set(expected.mask).size > 1, 'the masks say something');
    t.deepEqual((await exported.predict(picture)).mask, expected.mask, `${width}x${height}`);
    const options = { probabilities: true, augmentation: { scales: [0.75, 1], flip: true } };
    t.deepEqual(await exported.predict(picture, options), await trained.predict(picture, options));
  }
  trained.dispose();
  exported.dispose();
  t.is(tf.memory().numTensors, tensors, 'nothing is left behind');

  const contract = JSON.parse(readFileSync(join(model, 'contraseg.json'), 'utf8')) as Contract;
  t.deepEqual([contract.input.mean, contract.input.std, contract.ignoreIndex], [mean, std, 255] as never);
});

test.serial('an exported folder refuses what only a run has, and says what is wrong with its contract', async (t) => {
  const folder = temporaryFolder(t, { 'contraseg.json': '{}' });
  await t.throwsAsync(loadSegmenter(folder, { checkpoint: 'last', set: ['engine=cpu'] }), {
    message: /the last checkpoint means nothing here[\s\S]*--set means nothing here/,
  });
  await t.throwsAsync(loadSegmenter(folder), { code: 'CONTRASEG_DAMAGED_CONTRACT', message: /format.*; input/ });
  writeFileSync(join(folder, 'contraseg.json'), '{');
  await t.throwsAsync(loadSegmenter(folder), { code: 'CONTRASEG_DAMAGED_CONTRACT' });
});
