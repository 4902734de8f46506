import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { AdaptiveAveragePooling, UpsampleBilinear } from '../../../src/core/layers/index.js';
import { lowerNetwork } from '../../../src/core/onnx/lower-network.js';
import { DATA_TYPE, encodeModel } from '../../../src/core/onnx/messages.js';
import { differencePerStd, runOnnx } from '../../helpers/onnx.js';
import { randomTensor } from '../engine/numeric.js';

test.before(() => tf.setBackend('cpu'));

const { layers } = tf;

/** Options that backbones from files may have and networks of the zoo have not. */
const LAYERS: Readonly<Record<string, () => tf.layers.Layer>> = {
  ...Object.fromEntries(
    (['linear', 'relu', 'relu6', 'sigmoid', 'tanh', 'hardSigmoid', 'swish', 'gelu'] as const).map((activation) => [
      `a convolution with ${activation}`,
      () => layers.conv2d({ filters: 4, kernelSize: 3, activation, biasInitializer: 'randomUniform' }),
    ]),
  ),
  'a convolution of even size': () => layers.conv2d({ filters: 2, kernelSize: [2, 4], padding: 'same' }),
  'a convolution that steps unevenly': () =>
    layers.conv2d({ filters: 2, kernelSize: 3, strides: [3, 2], padding: 'same' }),
  'a dilated convolution': () => layers.conv2d({ filters: 2, kernelSize: 3, dilationRate: 3, padding: 'same' }),
  'a depthwise convolution with two filters per channel': () =>
    layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2, padding: 'same' }),
  'max pooling': () => layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
  'mean pooling': () => layers.averagePooling2d({ poolSize: [2, 3], strides: 2, padding: 'same' }),
  'lopsided padding': () =>
    layers.zeroPadding2d({
      padding: [
        [0, 1],
        [2, 3],
      ],
    }),
  'nearest upsampling': () => layers.upSampling2d({ size: [2, 3] }),
  'stock bilinear upsampling': () => layers.upSampling2d({ size: [2, 3], interpolation: 'bilinear' }),
  'bilinear upsampling': () => new UpsampleBilinear({ name: 'up', factor: 4 }),
  'batch norm without scale': () => layers.batchNormalization({ scale: false, epsilon: 0.1 }),
  'layer norm without shift': () => layers.layerNormalization({ center: false, epsilon: 0.1 }),
  'parts that overlap': () => new AdaptiveAveragePooling({ name: 'pool', bins: 6 }),
};

for (const [name, create] of Object.entries(LAYERS)) {
  test.serial(`${name} is what it is in tfjs`, async (t) => {
    for (const size of [
      [9, 14],
      [16, 7],
    ] as const) {
      t.true((await parity(network(create()), size)) <= 1e-5, size.join(' x '));
    }
  });
}

test.serial('channels that were reshaped to rows keep their order', async (t) => {
  const image = tf.input({ shape: [6, 4, 3] });
  const rows = layers.reshape({ targetShape: [8, 9] }).apply(image) as tf.SymbolicTensor;
  const normed = layers.layerNormalization({ epsilon: 0.1 }).apply(rows) as tf.SymbolicTensor;
  const map = layers.reshape({ targetShape: [2, -1, 3] }).apply(normed) as tf.SymbolicTensor;
  t.true((await parity(tf.model({ inputs: image, outputs: map }), [6, 4])) <= 1e-5);
});

test.serial('every layer that cannot be written is named, by class and reason', (t) => {
  const image = tf.input({ shape: [null, null, 3] });
  const unknown = ['first', 'second', 'third', 'fourth', 'fifth'].map((name) =>
    layers.prelu({ name, sharedAxes: [1, 2] }),
  );
  const chain = [
    ...unknown,
    layers.conv2d({ name: 'eluted', filters: 2, kernelSize: 1, activation: 'elu' }),
    layers.reLU({ name: 'fine' }),
    layers.leakyReLU({ name: 'leaky' }),
  ];
  const outputs = chain.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, image);
  const model = tf.model({ inputs: image, outputs });
  const error = t.throws(() => lowerNetwork(model, { input: 'image', output: 'logits' }))!;
  t.snapshot(error.message);
  model.dispose();
});

function network(layer: tf.layers.Layer): tf.LayersModel {
  const image = tf.input({ shape: [null, null, 3] });
  return tf.model({ inputs: image, outputs: layer.apply(image) as tf.SymbolicTensor });
}

/** The largest difference between onnxruntime and tfjs, in standard deviations. */
async function parity(model: tf.LayersModel, [height, width]: readonly [number, number]): Promise<number> {
  const image = randomTensor<tf.Rank.R4>([2, height, width, 3], 1);
  const expected = model.predict(image) as tf.Tensor;
  const { nodes, constants } = lowerNetwork(model, { input: 'image', output: 'logits' });
  const free = (name: string) => ({
    name,
    dataType: DATA_TYPE.float32,
    shape: ['a', 'b', 'c', 'd'].map((size) => name + size),
    docString: '',
  });
  const bytes = encodeModel({
    opset: 17,
    producer: { name: 'test', version: '1' },
    metadata: {},
    graph: { name: 'test', node: nodes, initializer: constants, input: free('image'), output: free('logits') },
  });
  const found = await runOnnx(bytes, image);
  const difference = differencePerStd(found, expected);
  tf.dispose([image, expected, found]);
  return difference;
}
