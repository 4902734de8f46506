import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { exportModel } from '../../src/api/export.js';
import { loadSegmenter, type RgbPixels } from '../../src/api/segmenter.js';
import { train } from '../../src/api/train.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

function noise(width: number, height: number): RgbPixels {
  const image = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7919 + (i >> 5) * 104_729) % 256);
  return { image, width, height };
}

/** No multiple of the output stride, so that padding is needed, in one way, the other, both and none. */
const SIZES = [
  [32, 32],
  [45, 37],
  [64, 5],
] as const;

const normalization = { mean: [0.4, 0.5, 0.6], std: [0.2, 0.3, 0.25] };

for (const order of ['rgb', 'bgr'] as const) {
  test.serial(
    `a graph that gives masks gives those of predict, as tfjs and as ONNX, of ${order} networks`,
    async (t) => {
      const folder = temporaryFolder(t);
      const [run, model] = [join(folder, 'run'), join(folder, 'model')];
      await train({
        config: { ...TINY_CONFIG, model: { ...TINY_CONFIG.model, normalization: { ...normalization, order } } },
        out: run,
      });
      await exportModel(run, model, { graph: 'mask' });
      await exportModel(run, model, { graph: 'mask', format: 'onnx' });
      t.is(JSON.parse(readFileSync(join(model, 'contraseg.json'), 'utf8')).graph, 'mask');
      const tensors = tf.memory().numTensors;
      const [trained, exported] = [await loadSegmenter(run), await loadSegmenter(model)];
      const session = await InferenceSession.create(readFileSync(join(model, 'model.onnx')), { logSeverityLevel: 3 });
      for (const [width, height] of SIZES) {
        const picture = noise(width, height);
        const { mask } = await trained.predict(picture);
        t.true(new Set(mask).size > 1, 'the mask says something');
        t.deepEqual((await exported.predict(picture)).mask, mask, `tfjs, ${width} x ${height}`);
        // Two images at once, as a batch.
        const twice = Uint8Array.from([...picture.image, ...picture.image]);
        const { mask: found } = await session.run({ image: new Tensor('uint8', twice, [2, height, width, 3]) });
        t.deepEqual([found!.type, ...found!.dims], ['uint8', 2, height, width]);
        t.deepEqual(found!.data, Uint8Array.from([...mask, ...mask]), `ONNX, ${width} x ${height}`);
      }
      await session.release();
      trained.dispose();
      exported.dispose();
      t.is(tf.memory().numTensors, tensors, 'nothing is left behind');
    },
  );
}

test.serial('a graph that gives masks says that it has no probabilities', async (t) => {
  const folder = temporaryFolder(t);
  const [run, model] = [join(folder, 'run'), join(folder, 'model')];
  await train({ config: TINY_CONFIG, out: run });
  await exportModel(run, model, { graph: 'mask' });
  const exported = await loadSegmenter(model);
  const options = { probabilities: true, augmentation: { scales: [1], flip: true } };
  await t.throwsAsync(exported.predict(noise(8, 8), options), {
    code: 'CONTRASEG_MASKS_ONLY',
    message: /probabilities are not to be had[\s\S]*scales or mirror images are not to be had/,
  });
  exported.dispose();
});
