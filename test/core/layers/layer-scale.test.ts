import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { LayerScale } from '../../../src/core/layers/layer-scale.js';
import { onEachEngine } from '../../helpers/engines.js';
import { randomTensor, relativeError } from '../engine/numeric.js';

test.serial('layer scale multiplies each channel by its factor, and both gradients follow', async (t) => {
  await onEachEngine(({ name }) => {
    const layer = new LayerScale({ name: 'scale', start: 1e-6 });
    tf.tidy(() => {
      const x = randomTensor([2, 3, 2, 4], 1);
      const dy = randomTensor([2, 3, 2, 4], 2);
      layer.apply(x);
      t.true(relativeError(layer.getWeights()[0]!.dataSync(), [1e-6, 1e-6, 1e-6, 1e-6]) < 1e-6, name);
      const factors = [1, -2, 0.5, 3];
      layer.setWeights([tf.tensor1d(factors)]);
      const by = (values: ArrayLike<number>) => Array.from(values, (value, i) => value * factors[i % 4]!);
      t.true(relativeError((layer.apply(x) as tf.Tensor).dataSync(), by(x.dataSync())) < 1e-6, name);

      const variable = layer.trainableWeights[0]!.read() as tf.Variable;
      const onX = tf.grad((a) => (layer.apply(a) as tf.Tensor).mul(dy).sum())(x);
      t.true(relativeError(onX.dataSync(), by(dy.dataSync())) < 1e-6, name);
      const { grads } = tf.variableGrads(() => (layer.apply(x) as tf.Tensor).mul(dy).sum(), [variable]);
      const [xs, dys] = [x, dy].map((each) => each.dataSync() as Float32Array);
      const sums = factors.map((_, c) =>
        xs!.reduce((sum, value, i) => (i % 4 === c ? sum + value * dys![i]! : sum), 0),
      );
      t.true(relativeError(grads[variable.name]!.dataSync(), sums) < 1e-5, name);
    });
    layer.dispose();
  });
});
