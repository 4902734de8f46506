import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import type { Backbone } from '../../../src/core/interfaces/backbone.js';
import { Attention } from '../../../src/core/layers/attention.js';
import { convolution, depthwiseConvolution, resizeLike } from '../../../src/core/layers/blocks.js';
import { zeroKernels } from '../../../src/core/layers/initialization.js';
import { layerCosts, totalCost } from '../../../src/core/model/layer-costs.js';
import { HrNet } from '../../../src/plugins/backbones/hrnet/hrnet.js';
import { Mit } from '../../../src/plugins/backbones/mit/mit.js';
import { ResNet } from '../../../src/plugins/backbones/resnet/resnet.js';
import { useEngine } from '../../helpers/engines.js';
import { sharedFile } from '../../helpers/shared.js';

test.before(() => useEngine('cpu'));
test.afterEach(() => tf.disposeVariables());

async function outputs(component: Backbone): Promise<tf.SymbolicTensor[]> {
  const backbone = await component.prepare({ pretrained: false });
  return Object.values(backbone.build(tf.input({ shape: [null, null, 3] })));
}

test.serial('layers take what is counted by hand', (t) => {
  const image = tf.input({ shape: [null, null, 3] });
  const kernels = zeroKernels;
  const a = convolution(image, { name: 'a', filters: 8, kernelSize: 3, stride: 2, useBias: true, kernels });
  const b = convolution(a, { name: 'b', filters: 8, kernelSize: 3, dilation: 2, kernels });
  const c = depthwiseConvolution(b, { name: 'c', dilation: 3, kernels });
  const small = convolution(c, { name: 'd', filters: 8, stride: 2, kernels });
  const e = new Attention({ name: 'e', heads: 2 }).apply([c, small, small]) as tf.SymbolicTensor;
  const costs = layerCosts([resizeLike(e, image, 'f')], { height: 10, width: 14 });
  t.deepEqual(
    costs.map(({ name, type, shape, parameters, multiplyAdds }) => [
      name,
      type,
      shape.join(),
      parameters,
      multiplyAdds,
    ]),
    [
      ['a.pad', 'ZeroPadding2D', '12,16,3', 0, 0],
      ['a', 'Conv2D', '5,7,8', 3 * 3 * 3 * 8 + 8, 5 * 7 * 3 * 3 * 3 * 8],
      ['b', 'Conv2D', '5,7,8', 3 * 3 * 8 * 8, 5 * 7 * 3 * 3 * 8 * 8],
      ['c', 'DilatedDepthwiseConv2D', '5,7,8', 3 * 3 * 8, 5 * 7 * 3 * 3 * 8],
      ['d', 'Conv2D', '3,4,8', 8 * 8, 3 * 4 * 8 * 8],
      ['e', 'Attention', '5,7,8', 0, 2 * (5 * 7) * (3 * 4) * 8],
      ['f', 'ResizeBilinear', '10,14,8', 0, 0],
    ],
  );
});

test.serial('a layer that is applied twice has its parameters once and its multiply-adds twice', (t) => {
  const image = tf.input({ shape: [null, null, 3] });
  const shared = tf.layers.conv2d({ name: 'shared', filters: 3, kernelSize: 1, useBias: false });
  const twice = shared.apply(shared.apply(image)) as tf.SymbolicTensor;
  t.deepEqual(totalCost(layerCosts([twice], { height: 2, width: 5 })), { parameters: 9, multiplyAdds: 2 * 90 });
});

test.serial('ResNets take what fvcore counts at 224x224, less the classifier', async (t) => {
  const counted = { 18: 1_814_073_344 - 512_000, 50: 4_089_184_256 - 2_048_000 } as const;
  for (const [depth, expected] of Object.entries(counted)) {
    const maps = await outputs(ResNet.create({ depth: Number(depth) as 18 | 50, outputStride: 32 }));
    t.is(totalCost(layerCosts(maps, { height: 224, width: 224 })).multiplyAdds, expected, `ResNet-${depth}`);
  }
});

test.serial('networks have as many parameters as their peers', async (t) => {
  const file = sharedFile(t, 'zoo/keys/summary.json');
  if (file === undefined) return;
  const summary = JSON.parse(await readFile(file, 'utf8')) as Record<string, [parameters: number, tensors: number]>;
  const networks: Record<string, Backbone> = {
    'mmseg.resnet50_v1c.os8': ResNet.create({ depth: 50, variant: 'v1c', outputStride: 8 }),
    'mmseg.hrnet_w18': HrNet.create({ width: 18 }),
    'mmseg.mit_b0': Mit.create({ size: 'b0', variant: 'mmseg' }),
  };
  for (const [peer, network] of Object.entries(networks)) {
    const { parameters } = totalCost(layerCosts(await outputs(network), { height: 64, width: 64 }));
    t.is(parameters, summary[peer]![0], peer);
  }
});
