import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { evaluateRun } from '../../src/api/evaluate.js';
import { exportModel } from '../../src/api/export.js';
import { loadSegmenter } from '../../src/api/segmenter.js';
import { train } from '../../src/api/train.js';
import { parseContract } from '../../src/core/exported/contract.js';
import { readLayersModel } from '../../src/core/weights/layers-model.js';
import { randomTensor } from '../core/engine/numeric.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { differencePerStd, runOnnx } from '../helpers/onnx.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const CONFIG = {
  ...TINY_CONFIG,
  model: { backbone: { type: 'tiny', channels: [16, 32] }, head: { type: 'fcn', channels: 32 } },
  trainer: { ...TINY_CONFIG.trainer, iterations: 20 },
};

for (const quantize of ['float16', 'int8'] as const) {
  test.serial(`${quantize}: files are smaller, say so, and compute one thing as tfjs and as ONNX`, async (t) => {
    const folder = temporaryFolder(t);
    const [run, whole, small] = ['run', 'whole', 'small'].map((name) => join(folder, name)) as [string, string, string];
    await train({ config: CONFIG, out: run });
    await exportModel(run, whole);
    await exportModel(run, whole, { format: 'onnx' });
    const { cost } = await exportModel(run, small, { quantize });
    await exportModel(run, small, { quantize, format: 'onnx' });
    const share = { float16: 0.56, int8: 0.36 }[quantize];
    for (const file of ['weights.bin', 'model.onnx']) {
      const [before, after] = [whole, small].map((each) => statSync(join(each, file)).size) as [number, number];
      t.true(after < share * before + 4000, `${file}: ${before} -> ${after} bytes`);
    }
    const contract = parseContract(JSON.parse(readFileSync(join(small, 'contraseg.json'), 'utf8')));
    t.is('contract' in contract && contract.contract.weights, quantize);

    const image = randomTensor<tf.Rank.R4>([1, 32, 64, 3], 1);
    const logits = async (model: string) => {
      const network = await readLayersModel(model);
      const onnx = await runOnnx(readFileSync(join(model, 'model.onnx')), image);
      const result = network.predict(image) as tf.Tensor;
      network.dispose();
      return { tfjs: result, onnx };
    };
    const [full, rounded] = [await logits(whole), await logits(small)];
    const effect = differencePerStd(rounded.tfjs, full.tfjs);
    t.true(effect > 1e-6 && effect < { float16: 0.01, int8: 0.15 }[quantize], `rounding moves logits by ${effect} std`);
    // With one scale for each channel in either format, up to how batch norm takes the factor out again.
    const between = differencePerStd(rounded.onnx, rounded.tfjs);
    t.true(between < { float16: 1e-5, int8: 0.02 }[quantize], `tfjs and ONNX differ by ${between} std`);
    tf.dispose([image, full, rounded]);

    // The cost is that of the files, and float32 is what eval says.
    if (!cost || 'unmeasured' in cost) return t.fail(JSON.stringify(cost));
    t.deepEqual([cost.split, cost.images], ['test', 3]);
    const evaluated = await evaluateRun(run);
    t.is(cost.comparison.mIoU.a, evaluated.result.summary.mIoU!);
    t.is(cost.comparison.mIoU.b, await mIoUOf(small, run));
  });
}

/** mIoU of an exported folder on the test split of its run. */
async function mIoUOf(model: string, run: string): Promise<number> {
  const segmenter = await loadSegmenter(model);
  const predictions: { label: Uint8Array; mask: Uint8Array }[] = [];
  await evaluateRun(run, {
    onImage: async ({ sample }) => {
      predictions.push({ label: sample.label, mask: (await segmenter.predict(sample)).mask });
    },
  });
  const ious = segmenter.classes.map((_, c) => {
    let [hit, union] = [0, 0];
    for (const { label, mask } of predictions) {
      for (const [i, truth] of label.entries()) {
        if (truth === 255) continue;
        hit += Number(truth === c && mask[i] === c);
        union += Number(truth === c || mask[i] === c);
      }
    }
    return hit / union;
  });
  segmenter.dispose();
  const present = ious.filter((value) => !Number.isNaN(value));
  return present.reduce((sum, value) => sum + value, 0) / present.length;
}

test.serial('a model whose data are gone is quantised all the same, and the reason is given', async (t) => {
  const folder = temporaryFolder(t);
  const [run, model] = [join(folder, 'run'), join(folder, 'model')];
  await train({ config: CONFIG, out: run });
  const gone = { set: [`data={type: folder, root: ${join(folder, 'gone')}}`] };
  const { files, cost } = await exportModel(run, model, { quantize: 'int8', ...gone });
  t.deepEqual(files, ['model.json', 'weights.bin', 'contraseg.json']);
  t.regex((cost as { unmeasured: string }).unmeasured, /gone/);
  const rounded = join(folder, 'rounded');
  await exportModel(run, rounded, { quantize: 'int8', limit: 1 });
  t.deepEqual(readFileSync(join(model, 'weights.bin')), readFileSync(join(rounded, 'weights.bin')));
});
