import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { batchNormalization } from '../../../src/core/layers/batch-normalization.js';
import { add, convolution, normalize, relu } from '../../../src/core/layers/blocks.js';
import { heNormal } from '../../../src/core/layers/initialization.js';
import { fuseBatchNormalizations } from '../../../src/core/model/fuse-batch-normalization.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import { onEachEngine, useEngine } from '../../helpers/engines.js';
import { randomTensor, relativeError } from '../engine/numeric.js';

type Build = (x: tf.SymbolicTensor) => tf.SymbolicTensor[];

const kernels = heNormal(new RandomStreams(1));
const conv = (x: tf.SymbolicTensor, name: string) => convolution(x, { name, filters: 4, kernelSize: 3, kernels });
const convNorm = (x: tf.SymbolicTensor, name: string) => normalize(conv(x, `${name}.conv`), `${name}.bn`);
const layer = (stock: tf.layers.Layer, x: tf.SymbolicTensor) => stock.apply(x) as tf.SymbolicTensor;

/** Networks by name, with the names of the layers that a batch norm computes. */
const NETWORKS: Readonly<Record<string, { build: Build; fused: readonly string[] }>> = {
  'conv-bn-ReLU': { build: (x) => [relu(convNorm(x, 'a'), 'a.relu')], fused: ['a.relu'] },
  'ReLU6 of both kinds': {
    build: (x) => {
      const y = layer(tf.layers.reLU({ name: 'a.relu', maxValue: 6 }), convNorm(x, 'a'));
      return [layer(tf.layers.activation({ name: 'b.relu', activation: 'relu6' }), convNorm(y, 'b'))];
    },
    fused: ['a.relu', 'b.relu'],
  },
  'a bottleneck without ReLU': {
    build: (x) => [conv(add([x, convNorm(x, 'a')], 'add'), 'last')],
    fused: ['add'],
  },
  'a residual block whose shortcut has a batch norm too': {
    build: (x) => {
      const y = relu(convNorm(x, 'a'), 'a.relu');
      return [relu(add([convNorm(y, 'b'), convNorm(x, 'shortcut')], 'add'), 'relu')];
    },
    fused: ['a.relu', 'add', 'relu'],
  },
  'a batch norm that is read twice, is an output, or meets another activation': {
    build: (x) => {
      const twice = convNorm(x, 'a');
      const output = convNorm(relu(twice, 'a.relu'), 'b');
      const other = layer(tf.layers.reLU({ name: 'c.relu', maxValue: 2 }), convNorm(relu(output, 'b.relu'), 'c'));
      return [output, add([twice, other], 'add')];
    },
    fused: [],
  },
  'a sum that is an output': {
    build: (x) => {
      const sum = add([convNorm(x, 'a'), x], 'add');
      return [sum, relu(sum, 'relu')];
    },
    fused: ['add'],
  },
  'a ReLU that is used twice': {
    build: (x) => {
      const shared = tf.layers.reLU({ name: 'shared' });
      return [layer(shared, convNorm(layer(shared, convNorm(x, 'a')), 'b'))];
    },
    fused: [],
  },
  'a batch norm that a nested model gives': {
    build: (x) => {
      const inner = tf.input({ shape: [null, null, 4], name: 'inner' });
      const nested = tf.model({ name: 'nested', inputs: inner, outputs: convNorm(inner, 'a') });
      return [relu(nested.apply(x) as tf.SymbolicTensor, 'relu')];
    },
    fused: [],
  },
  'an addition of three': { build: (x) => [add([convNorm(x, 'a'), x, x], 'add')], fused: [] },
  'a shortcut that is spread': {
    build: (x) => {
      const pooled = layer(tf.layers.globalAveragePooling2d({ name: 'pool' }), x);
      const row = layer(tf.layers.reshape({ name: 'reshape', targetShape: [1, 1, 4] }), pooled);
      return [relu(add([convNorm(x, 'a'), row], 'add'), 'relu')];
    },
    fused: ['add', 'relu'],
  },
};

function network(build: Build): { model: tf.LayersModel; outputs: tf.SymbolicTensor[] } {
  const input = tf.input({ shape: [null, null, 4], name: 'image' });
  const outputs = build(input);
  return { model: tf.model({ inputs: input, outputs }), outputs };
}

/** Outputs in training, the gradients of their sum of squares, the moved averages, and predictions. */
function results(model: tf.LayersModel, x: tf.Tensor): Float32Array[] {
  return tf.tidy(() => {
    const list = (outputs: tf.Tensor | tf.Tensor[]) => (Array.isArray(outputs) ? outputs : [outputs]);
    const forward = () => list(model.apply(x, { training: true }) as tf.Tensor[]);
    const { value, grads } = tf.variableGrads(
      () => tf.addN(forward().map((y) => y.square().sum())) as tf.Scalar,
      model.trainableWeights.map((weight) => weight.read() as tf.Variable),
    );
    // Variables' names are numbered through the process, in the order of their layers.
    const gradients = model.trainableWeights.map((weight) => grads[(weight.read() as tf.Variable).name]!);
    const averages = model.weights.filter(({ trainable }) => !trainable).map((weight) => weight.read());
    const tensors = [value, ...gradients, ...averages, ...list(model.predict(x) as tf.Tensor[])];
    return tensors.map((tensor) => tensor.dataSync() as Float32Array);
  });
}

for (const [name, { build, fused }] of Object.entries(NETWORKS)) {
  test.serial(`${name}: the fused network trains, predicts and is saved as before`, async (t) => {
    await onEachEngine((engine) => {
      const [plain, quick] = [network(build), network(build)];
      const calls = new Map(quick.model.layers.map((member) => [member.name, member.call]));
      fuseBatchNormalizations(quick.outputs);
      const changed = quick.model.layers.filter(
        (member) => member.call !== calls.get(member.name) && member.getClassName() !== 'BatchNormalization',
      );
      t.deepEqual(changed.map((member) => member.name).sort(), [...fused].sort());

      const x = randomTensor<tf.Rank.R4>([2, 5, 6, 4], 1);
      const expected = results(plain.model, x);
      for (const [i, found] of results(quick.model, x).entries()) {
        t.true(relativeError(found, expected[i]!) < 1e-4, `${engine.name}: result ${i}`);
      }
      const saved = [plain, quick].map(({ model }) => (model.toJSON(null, false) as { config: object }).config);
      t.deepEqual({ ...saved[1]!, name: '' }, { ...saved[0]!, name: '' });
      x.dispose();
      plain.model.dispose();
      quick.model.dispose();
    });
  });
}

test.serial('on the native engine nothing is held between batch norm and ReLU', async (t) => {
  const loaded = await useEngine('native-cpu').catch(() => undefined);
  if (!loaded) return t.pass('no native engine');
  const x = randomTensor<tf.Rank.R4>([2, 40, 50, 4], 1);
  const profiles: { peakBytes: number; kernelNames: string[] }[] = [];
  for (const fuse of [false, true]) {
    const input = tf.input({ shape: [null, null, 4], name: 'image' });
    let y = input;
    for (const name of ['a', 'b', 'c']) y = relu(layer(batchNormalization({ name }), y), `${name}.relu`);
    const model = tf.model({ inputs: input, outputs: y });
    if (fuse) fuseBatchNormalizations([y]);
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const forward = () => (model.apply(x, { training: true }) as tf.Tensor).sum() as tf.Scalar;
    const { peakBytes, kernelNames } = await tf.profile(() => tf.tidy(() => void tf.variableGrads(forward, variables)));
    profiles.push({ peakBytes, kernelNames }); // tfjs fills the same object again
    model.dispose();
  }
  const [plain, fused] = profiles as [(typeof profiles)[0], (typeof profiles)[0]];
  const image = x.size * 4;
  t.true(
    fused.peakBytes <= plain.peakBytes - 1.9 * image,
    `${(plain.peakBytes - fused.peakBytes) / image} images less`,
  );
  t.deepEqual(
    [plain, fused].map(({ kernelNames }) => kernelNames.includes('Relu')),
    [true, false],
  );
  x.dispose();
});
