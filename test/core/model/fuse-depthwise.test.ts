import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { convolution, depthwiseConvolution } from '../../../src/core/layers/blocks.js';
import { heNormal } from '../../../src/core/layers/initialization.js';
import { fuseDepthwise } from '../../../src/core/model/fuse-depthwise.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import { engines, useEngine } from '../../helpers/engines.js';
import { randomTensor, relativeError } from '../engine/numeric.js';

/** Two strided depthwise convolutions, one with a bias, one with dilation, and a padding that two layers read. */
function network(fuse: boolean): tf.LayersModel {
  const kernels = heNormal(new RandomStreams(1));
  const input = tf.input({ shape: [null, null, 3] });
  let x = depthwiseConvolution(input, { name: 'a', stride: 2, kernels });
  x = depthwiseConvolution(x, { name: 'b', kernelSize: 5, stride: 2, useBias: true, kernels });
  x = depthwiseConvolution(x, { name: 'e', dilation: 2, kernels });
  const shared = tf.layers.zeroPadding2d({ name: 'shared', padding: 1 }).apply(x) as tf.SymbolicTensor;
  const stock = tf.layers.depthwiseConv2d({ name: 'c', kernelSize: 3, depthwiseInitializer: kernels('c', 9) });
  const outputs = [
    stock.apply(shared) as tf.SymbolicTensor,
    convolution(shared, { name: 'd', filters: 2, kernelSize: 3, border: 'none', kernels }),
  ];
  if (fuse) fuseDepthwise(outputs);
  return tf.model({ inputs: input, outputs });
}

function values(model: tf.LayersModel, training: boolean) {
  return tf.tidy(() => {
    const image = randomTensor<tf.Rank.R4>([2, 17, 22, 3], 5);
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    variables.forEach((variable, i) => {
      variable.assign(randomTensor(variable.shape, 20 + i));
    });
    const outputs = () => model.apply(image, { training }) as tf.Tensor[];
    const loss = () => tf.addN(outputs().map((y) => y.sin().sum())) as tf.Scalar;
    const { grads } = tf.variableGrads(loss, variables);
    return [...outputs(), ...variables.map(({ name }) => grads[name]!)].map((tensor) => tensor.dataSync());
  });
}

test.serial(
  'padding and dilation that a depthwise convolution does itself change neither values nor gradients',
  async (t) => {
    if (!(await engines()).includes('native-cpu')) return t.pass('native-cpu does not load here');
    await useEngine('native-cpu');
    const [plain, quick] = [network(false), network(true)];
    for (const training of [false, true]) {
      const [expected, found] = [values(plain, training), values(quick, training)];
      expected.forEach((value, i) => {
        t.true(relativeError(found[i]!, value) < 1e-5, `${training} ${i}`);
      });
    }
    plain.dispose();
    quick.dispose();
  },
);

test.serial('only padding for one depthwise convolution alone is left to it, in training', async (t) => {
  if (!(await engines()).includes('native-cpu')) return t.pass('native-cpu does not load here');
  await useEngine('native-cpu');
  const model = network(true);
  const image = randomTensor<tf.Rank.R4>([1, 16, 16, 3], 5);
  const sizes = (training: boolean) =>
    ['a.pad', 'b.pad', 'shared'].map((name) => {
      const layer = model.getLayer(name);
      return tf.tidy(() => (layer.call(image, { training }) as tf.Tensor).shape[1]! - 16);
    });
  t.deepEqual(sizes(true), [0, 0, 2]);
  t.deepEqual(sizes(false), [2, 4, 2]);
  image.dispose();
  model.dispose();
});
