import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { convolution, convolutionBlock } from '../../../src/core/layers/blocks.js';
import { zeroKernels } from '../../../src/core/layers/initialization.js';
import { layersBehind } from '../../../src/core/model/symbolic-graph.js';
import { renaming, type WeightLayout } from '../../../src/core/weights/layout.js';
import type { SafeTensor } from '../../../src/core/weights/safetensors.js';
import { assignTorchWeights } from '../../../src/core/weights/torch-weights.js';
import { filledTensors } from '../../zoo/peers.js';

test.before(() => tf.setBackend('cpu'));

const kernels = zeroKernels;

function network() {
  const input = tf.input({ shape: [null, null, 3] });
  const features = convolutionBlock(input, { name: 'a', filters: 4, kernelSize: 3, kernels });
  const logits = convolution(features, { name: 'b', filters: 2, useBias: true, kernels });
  return { features, logits };
}

const OURS = {
  'a.conv.weight': [4, 3, 3, 3],
  'a.bn.weight': [4],
  'a.bn.bias': [4],
  'a.bn.running_mean': [4],
  'a.bn.running_var': [4],
  'b.weight': [2, 4, 1, 1],
  'b.bias': [2],
};

const PEER: WeightLayout = {
  source: 'peer',
  tensorName: renaming([/^a\.conv/, 'stem.0'], [/^a\.bn/, 'stem.1'], [/^b/, 'last']),
  extras: /^fc\./,
};

function renamed(prefix: string): Record<string, number[]> {
  return Object.fromEntries(Object.entries(OURS).map(([name, shape]) => [prefix + PEER.tensorName(name), shape]));
}

function assign(tensors: Map<string, SafeTensor>, layouts = [PEER]) {
  const { logits } = network();
  const layout = assignTorchWeights([logits], { weights: { metadata: {}, tensors }, file: 'w.safetensors', layouts });
  return { logits, layout };
}

function problemsOf(tensors: Map<string, SafeTensor>): string[] {
  try {
    assign(tensors);
    return [];
  } catch (error) {
    return (error as ContrasegError).problems.map(({ path, message }) => `${path ?? ''}: ${message}`);
  }
}

const kernelOf = (output: tf.SymbolicTensor, layer: string) =>
  layersBehind([output])
    .find(({ name }) => name === layer)!
    .weights[0]!.read() as tf.Tensor;

for (const prefix of ['', 'backbone.', 'module.', 'module.backbone.']) {
  test.serial(`a file in the names of a peer is recognised behind "${prefix}"`, (t) => {
    const tensors = filledTensors(renamed(prefix));
    const { logits, layout } = assign(tensors);
    t.is(layout.source, 'peer');
    const found = tf.transpose(kernelOf(logits, 'a.conv'), [3, 2, 0, 1]).dataSync();
    t.deepEqual(found, tensors.get(`${prefix}stem.0.weight`)!.data as Float32Array);
  });
}

test.serial('our own names are always among the known ones', (t) => {
  t.is(assign(filledTensors(OURS)).layout.source, 'contraseg');
});

test.serial('counters, known extras and the other parts of a segmenter are left alone', (t) => {
  t.deepEqual(problemsOf(filledTensors({ ...renamed(''), 'stem.1.num_batches_tracked': [], 'fc.weight': [9, 2] })), []);
  t.deepEqual(problemsOf(filledTensors({ ...renamed('backbone.'), 'decode_head.weight': [9, 2] })), []);
});

test.serial('what is missing, too many, of another shape or type is reported at once, and nothing is changed', (t) => {
  const tensors = filledTensors({ ...renamed(''), 'stem.2.weight': [4] });
  tensors.delete('last.bias');
  tensors.set('last.weight', { dtype: 'F32', shape: [3, 4, 1, 1], data: new Float32Array(12) });
  tensors.set('stem.1.bias', { dtype: 'I32', shape: [4], data: new Int32Array(4) });
  const { logits } = network();
  const weights = { metadata: {}, tensors };
  const args = { weights, file: 'w.safetensors', layouts: [PEER] };
  const error = t.throws(() => assignTorchWeights([logits], args), { instanceOf: ContrasegError });
  t.deepEqual(
    error.problems.map(({ path, message }) => `${path ?? ''}: ${message}`),
    [
      ': 4 tensors do not fit the network; the names are those of peer.',
      'stem.1.bias: the network wants F32 [4], found I32 [4].',
      'last.weight: the network wants F32 [2, 4, 1, 1], found F32 [3, 4, 1, 1].',
      'last.bias: the network wants F32 [2], the file has no such tensor.',
      'stem.2.weight: the file has F32 [4], the network has no such tensor.',
    ],
  );
  t.true(
    kernelOf(logits, 'a.conv')
      .dataSync()
      .every((value) => value === 0),
  );
});

test.serial('a file of which nothing fits is told the packages that the network knows', (t) => {
  t.deepEqual(problemsOf(filledTensors({ 'encoder.x': [1], 'encoder.y': [1] })), [
    ": none of the network's tensors is in the file. It begins with encoder.x, encoder.y.",
  ]);
});

test.serial('half precision fits like single precision', (t) => {
  const tensors = filledTensors(renamed(''));
  tensors.set('last.bias', { dtype: 'BF16', shape: [2], data: Uint16Array.of(0x3f80, 0xc000) });
  const { logits } = assign(tensors);
  const layer = layersBehind([logits]).find(({ name }) => name === 'b')!;
  t.deepEqual([...(layer.weights[1]!.read() as tf.Tensor).dataSync()], [1, -2]);
});

test.serial('several of our tensors may be rows of one of the file, and 1x1 convolutions linear layers', (t) => {
  const input = tf.input({ shape: [null, null, 3] });
  const [key, value] = ['key', 'value'].map((name) => convolution(input, { name, filters: 2, kernels }));
  const layout: WeightLayout = {
    source: 'packed',
    tensorName: renaming([/^key\.weight/, 'kv.weight[0/2]'], [/^value\.weight/, 'kv.weight[1/2]']),
  };
  const tensors = filledTensors({ 'kv.weight': [4, 3] });
  assignTorchWeights([key!, value!], { weights: { metadata: {}, tensors }, file: 'w', layouts: [layout] });
  const packed = tensors.get('kv.weight')!.data as Float32Array;
  const rowsOf = (output: tf.SymbolicTensor, name: string) =>
    tf.transpose(kernelOf(output, name), [3, 2, 0, 1]).dataSync();
  t.deepEqual(rowsOf(key!, 'key'), packed.slice(0, 6));
  t.deepEqual(rowsOf(value!, 'value'), packed.slice(6));
});

test.serial('what lies behind the inputs keeps its weights', (t) => {
  const { features, logits } = network();
  const tensors = filledTensors({ 'b.weight': [2, 4, 1, 1], 'b.bias': [2] });
  assignTorchWeights([logits], { weights: { metadata: {}, tensors }, file: 'w', inputs: [features] });
  t.true(
    kernelOf(logits, 'a.conv')
      .dataSync()
      .every((value) => value === 0),
  );
  t.false(
    kernelOf(logits, 'b')
      .dataSync()
      .every((value) => value === 0),
  );
});
