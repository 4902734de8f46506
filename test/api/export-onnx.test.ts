import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { exportModel } from '../../src/api/export.js';
import { loadSegmenter } from '../../src/api/segmenter.js';
import { train } from '../../src/api/train.js';
import type { Contract } from '../../src/core/exported/contract.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { runOnnx } from '../helpers/onnx.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

test.serial('an ONNX file, used as its contract says, gives the mask that predict gives', async (t) => {
  const folder = temporaryFolder(t);
  const [run, model] = [join(folder, 'run'), join(folder, 'model')];
  await train({ config: TINY_CONFIG, out: run });
  t.deepEqual(await exportModel(run, model, { format: 'onnx' }), { files: ['model.onnx'] });
  const bytes = readFileSync(join(model, 'model.onnx'));
  await exportModel(run, model);
  const contract = JSON.stringify(JSON.parse(readFileSync(join(model, 'contraseg.json'), 'utf8')));
  t.true(bytes.includes(contract), 'the metadata is the contract of the other formats');

  const [width, height] = [45, 37];
  const image = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7919 + (i >> 5) * 104_729) % 256);
  const segmenter = await loadSegmenter(run);
  const { mask } = await segmenter.predict({ image, width, height });
  segmenter.dispose();
  t.true(new Set(mask).size > 1, 'the mask says something');

  const { mean, std, multipleOf } = (JSON.parse(contract) as Contract).input;
  const [rows, columns] = [height, width].map((size) => multipleOf * Math.ceil(size / multipleOf)) as [number, number];
  const padded = tf.tidy(() => {
    const pixels = tf.tensor4d(image, [1, height, width, 3]).div(255).sub(mean).div(std);
    return pixels.pad<tf.Tensor4D>([
      [0, 0],
      [0, rows - height],
      [0, columns - width],
      [0, 0],
    ]);
  });
  const logits = await runOnnx(bytes, padded);
  const found = tf.tidy(() =>
    tf.image
      .resizeBilinear(logits, [rows, columns], false, true)
      .slice([0, 0, 0, 0], [1, height, width, -1])
      .argMax(-1),
  );
  const labels = found.dataSync();
  const equal = mask.filter((label, i) => label === labels[i]).length;
  t.true(equal >= 0.999 * mask.length, `${equal} of ${mask.length} pixels are equal`);
  tf.dispose([padded, logits, found]);
});
