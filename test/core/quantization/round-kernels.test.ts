import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { equalizeChannels } from '../../../src/core/quantization/equalize-channels.js';
import { roundToInt8, toInt8 } from '../../../src/core/quantization/int8.js';
import { kernelsOf } from '../../../src/core/quantization/kernels.js';
import { quantizeWeights } from '../../../src/core/quantization/manifest.js';
import { roundKernels } from '../../../src/core/quantization/round-kernels.js';
import { differencePerStd } from '../../helpers/onnx.js';
import { randomTensor, randomValues } from '../engine/numeric.js';

test.before(() => tf.setBackend('cpu'));

const { layers } = tf;
const CHANNELS = 6;

/** A depthwise convolution and a full one, a batch norm behind each, and a depthwise one that a layer norm follows. */
function network(): tf.LayersModel {
  const chain = [
    layers.conv2d({ name: 'first', filters: CHANNELS, kernelSize: 1, useBias: true }),
    layers.batchNormalization({ name: 'norm' }),
    layers.depthwiseConv2d({ name: 'filters', kernelSize: 3, padding: 'same', useBias: false }),
    layers.batchNormalization({ name: 'filters-norm' }),
    layers.depthwiseConv2d({ name: 'lonely', kernelSize: 3, padding: 'same' }),
    layers.layerNormalization({ name: 'layer-norm' }),
    layers.conv2d({ name: 'last', filters: 3, kernelSize: 1 }),
  ];
  const image = tf.input({ shape: [null, null, 3] });
  const outputs = chain.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, image);
  const model = tf.model({ inputs: image, outputs });
  for (const [i, weight] of model.weights.entries()) {
    const variable = weight.read() as tf.Variable;
    const center = /gamma|variance/.test(variable.name) ? 1 : 0;
    variable.assign(
      tf
        .tensor(
          randomValues(variable.size, i + 1).map((value) => center + 0.2 * value),
          variable.shape,
        )
        .abs(),
    );
  }
  // Channels of very different ranges, as trained depthwise kernels have them.
  const filters = kernelsOf(model).find(({ name }) => name.startsWith('filters'))!.variable;
  const ranges = tf.tensor([1e-9, 1e-3, 0.02, 1, 30, 300], [1, 1, CHANNELS, 1]);
  filters.assign(filters.mul(ranges));
  return model;
}

const image = () => randomTensor<tf.Rank.R4>([2, 9, 7, 3], 5);
const difference = (found: tf.Tensor, expected: tf.Tensor) => differencePerStd(found, expected);

test('channels get one range where a batch norm takes the factor out again, and the network computes the same', (t) => {
  const model = network();
  const before = model.predict(image()) as tf.Tensor;
  t.deepEqual([...equalizeChannels(model)], ['first/kernel', 'filters/depthwise_kernel']);
  t.true(difference(model.predict(image()) as tf.Tensor, before) < 1e-4);
  const filters = kernelsOf(model).find(({ depthwise }) => depthwise)!.variable;
  const ranges = filters.abs().max([0, 1]).dataSync();
  t.true(Math.max(...ranges.slice(1)) / Math.min(...ranges.slice(1)) < 1.001, String(ranges));
});

test('a channel that something else reads too, or that an activation follows, is left alone', (t) => {
  const image = tf.input({ shape: [null, null, 3] });
  const shared = layers.conv2d({ filters: 3, kernelSize: 1 }).apply(image) as tf.SymbolicTensor;
  const bent = layers.conv2d({ filters: 3, kernelSize: 1, activation: 'relu' }).apply(image) as tf.SymbolicTensor;
  const normed = [shared, bent].map((x) => layers.batchNormalization().apply(x) as tf.SymbolicTensor);
  const outputs = layers.add().apply([...normed, shared]) as tf.SymbolicTensor;
  t.is(equalizeChannels(tf.model({ inputs: image, outputs })).size, 0);
});

test('int8 errs by half a step of its channel at most, keeps zeros, and is the same when rounded again', (t) => {
  const kernel = randomTensor([3, 3, 4, CHANNELS], 3).mul(tf.tensor([0, 1e-3, 0.1, 1, 10, 1e3]));
  const axes = [0, 1, 2];
  const rounded = roundToInt8(kernel, axes);
  const steps = kernel.abs().max(axes, true).div(127);
  t.true(rounded.sub(kernel).abs().lessEqual(steps.mul(0.5001)).all().dataSync()[0] === 1);
  t.is(rounded.slice([0, 0, 0, 0], [-1, -1, -1, 1]).abs().max().dataSync()[0], 0);
  t.deepEqual(toInt8(rounded, axes).codes, toInt8(kernel, axes).codes);
});

for (const [precision, expected] of [
  ['float16', ['float16', 'float16', 'float16', 'float16']],
  ['int8', ['int8', 'int8', 'float16', 'int8']],
] as const) {
  test(`tfjs expands a manifest of ${precision} to what the rounded network holds`, (t) => {
    const model = network();
    const before = model.predict(image()) as tf.Tensor;
    const precisions = roundKernels(model, precision, 'one');
    t.deepEqual([...precisions.values()], [...expected], 'a depthwise kernel without batch norm is no int8');
    const weights = model.weights.map((weight) => ({ name: weight.originalName, tensor: weight.read() }));
    const specs = weights.map(({ name, tensor }) => ({ name, shape: tensor.shape, dtype: 'float32' as const }));
    const data = Float32Array.from(weights.flatMap(({ tensor }) => [...tensor.dataSync()]));
    const coded = quantizeWeights(specs, data.buffer, precisions);
    t.true(coded.bytes.length < 0.7 * data.byteLength);
    const read = tf.io.decodeWeights(Uint8Array.from(coded.bytes).buffer, coded.specs);
    for (const { name, tensor } of weights) {
      const error = read[name]!.sub(tensor).abs().max().div(tensor.abs().max().add(1e-20)).dataSync()[0]!;
      t.true(error < 1e-6, `${name}: ${error}`);
    }
    const cost = difference(model.predict(image()) as tf.Tensor, before);
    t.true(cost > 0 && cost < 0.1, String(cost));
  });
}
