import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { convolution } from '../../../src/core/layers/blocks.js';
import { heNormal } from '../../../src/core/layers/initialization.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import { onEachEngine } from '../../helpers/engines.js';
import { randomTensor, relativeError } from '../engine/numeric.js';

test.serial('a saved dilated convolution opens as the stock one and computes the same', async (t) => {
  await onEachEngine(async ({ name }) => {
    const input = tf.input({ shape: [null, null, 3] });
    const kernels = heNormal(new RandomStreams(1));
    const args = { name: 'a', filters: 4, kernelSize: 3, dilation: 3, useBias: true, kernels };
    const model = tf.model({ inputs: input, outputs: convolution(input, args) });
    tf.tidy(() => model.setWeights([model.getWeights()[0]!, tf.tensor1d([1, 2, 3, 4])]));
    const copy = (await tf.models.modelFromJSON(JSON.parse(model.toJSON() as string))) as tf.LayersModel;
    copy.setWeights(model.getWeights());
    t.not(copy.layers[1]!.constructor, model.layers[1]!.constructor);
    tf.tidy(() => {
      const image = randomTensor<tf.Rank.R4>([2, 7, 8, 3], 1);
      const [a, b] = [model, copy].map((each) => each.predict(image) as tf.Tensor);
      t.deepEqual(a!.shape, [2, 7, 8, 4]);
      t.true(relativeError(a!.dataSync(), b!.dataSync()) < 1e-6, name);
    });
    for (const each of [model, copy]) each.dispose();
  });
});
