import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { batchNormalization } from '../../../src/core/layers/batch-normalization.js';
import { onEachEngine } from '../../helpers/engines.js';
import { randomTensor, randomValues, relativeError } from '../engine/numeric.js';

test.serial('a saved layer opens as the stock one and predicts the same', async (t) => {
  await onEachEngine(async ({ name }) => {
    const input = tf.input({ shape: [null, null, 3] });
    const model = tf.model({ inputs: input, outputs: batchNormalization().apply(input) as tf.SymbolicTensor });
    const x = randomTensor<tf.Rank.R4>([2, 4, 5, 3], 7);
    for (let i = 0; i < 3; i++) tf.dispose(model.apply(x, { training: true }) as tf.Tensor);

    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
    const opened = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    const [ours, stock] = [model, opened].map((m) => tf.tidy(() => (m.predict(x) as tf.Tensor).dataSync()));
    t.not(opened.layers[1]!.constructor, model.layers[1]!.constructor, name);
    t.true(relativeError(stock!, ours!) < 1e-5, name);
    t.false(relativeError(ours!, x.dataSync()) < 1e-2, `${name}: the moving averages moved`);
    model.dispose();
    opened.dispose();
    x.dispose();
  });
});

test.serial('a training pass moves the averages towards the mean and the unbiased variance of the batch', async (t) => {
  const [rows, channels] = [2 * 4 * 5, 3];
  const values = randomValues(rows * channels, 9).map((value, i) => (i % channels) + 2 * value);
  const columns = Array.from({ length: channels }, (_, c) => [...values].filter((_, i) => i % channels === c));
  const means = columns.map((column) => column.reduce((a, b) => a + b) / rows);
  const variances = columns.map((column, c) => column.reduce((a, b) => a + (b - means[c]!) ** 2, 0) / (rows - 1));
  await onEachEngine(({ name }) => {
    const layer = batchNormalization({ momentum: 0.8 });
    const x = tf.tensor4d(values, [2, 4, 5, channels]);
    tf.tidy(() => void layer.apply(x, { training: true }));
    const [gamma, beta, mean, variance] = layer.getWeights().map((weight) => [...weight.dataSync()]);
    t.deepEqual(
      [gamma, beta],
      [
        [1, 1, 1],
        [0, 0, 0],
      ],
      `${name}: left to the optimizer`,
    );
    t.true(
      relativeError(
        mean!,
        means.map((value) => 0.2 * value),
      ) < 1e-4,
      name,
    );
    t.true(
      relativeError(
        variance!,
        variances.map((value) => 0.8 + 0.2 * value),
      ) < 1e-4,
      name,
    );
    layer.dispose();
    x.dispose();
  });
});

test.serial('training steps leave no tensors behind', async (t) => {
  await onEachEngine(({ name }) => {
    const layer = batchNormalization();
    const x = randomTensor<tf.Rank.R4>([2, 4, 5, 3], 8);
    const step = () =>
      tf.tidy(() => void tf.variableGrads(() => (layer.apply(x, { training: true }) as tf.Tensor).square().mean()));
    tf.dispose(layer.apply(x) as tf.Tensor);
    step();
    const before = tf.memory().numTensors;
    step();
    t.is(tf.memory().numTensors, before, name);
    layer.dispose();
    x.dispose();
  });
});
