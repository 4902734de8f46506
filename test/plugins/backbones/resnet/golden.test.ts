import test from 'ava';
import type { z } from 'zod';
import { ResNet } from '../../../../src/plugins/backbones/resnet/resnet.js';
import { useEngine, useFastest } from '../../../helpers/engines.js';
import { type GoldenOptions, matchesPeer } from '../../../zoo/golden.js';

type Options = z.input<typeof ResNet.options>;

const CASES: Readonly<Record<string, [Options, GoldenOptions?]>> = {
  'torchvision.resnet18': [{ depth: 18, outputStride: 32 }],
  'torchvision.resnet34': [{ depth: 34, outputStride: 32 }],
  'torchvision.resnet50': [{ depth: 50, outputStride: 32 }],
  'torchvision.resnet50.os16': [{ depth: 50, outputStride: 16 }, { keys: 'torchvision.resnet50' }],
  'torchvision.resnet50.os8': [{ depth: 50, outputStride: 8 }, { keys: 'torchvision.resnet50' }],
  'torchvision.resnet101': [{ depth: 101, outputStride: 32 }],
  'torchvision.resnet101.os16': [{ depth: 101, outputStride: 16 }, { keys: 'torchvision.resnet101' }],
  'torchvision.resnet101.os8': [{ depth: 101, outputStride: 8 }, { keys: 'torchvision.resnet101' }],
  'timm.resnet18.os8': [{ depth: 18, outputStride: 8 }, { keys: 'timm.resnet18' }],
  'timm.resnet50': [{ depth: 50, outputStride: 32 }],
  'timm.resnet50.os8': [{ depth: 50, outputStride: 8 }, { keys: 'timm.resnet50' }],
  'timm.resnet50d': [{ depth: 50, variant: 'd', outputStride: 32 }],
  'timm.resnet50d.os8': [{ depth: 50, variant: 'd', outputStride: 8 }, { keys: 'timm.resnet50d' }],
  'mmseg.resnet18_v1c.os8': [{ depth: 18, variant: 'v1c', outputStride: 8 }],
  'mmseg.resnet50_v1c.os8': [{ depth: 50, variant: 'v1c', outputStride: 8 }],
  'mmseg.resnet50_v1c.os8.multigrid': [
    { depth: 50, variant: 'v1c', outputStride: 8, multiGrid: [1, 2, 4] },
    { keys: 'mmseg.resnet50_v1c.os8' },
  ],
  'mmseg.resnet50_v1c.os16.multigrid': [
    { depth: 50, variant: 'v1c', outputStride: 16, multiGrid: [1, 2, 4] },
    { keys: 'mmseg.resnet50_v1c.os8' },
  ],
  'mmseg.resnet50_v1c.os8.nocontract': [
    { depth: 50, variant: 'v1c', outputStride: 8, contractDilation: false },
    { keys: 'mmseg.resnet50_v1c.os8' },
  ],
  'mmseg.resnet101_v1c.os8': [{ depth: 101, variant: 'v1c', outputStride: 8 }],
  'contrastiveseg.deeplab_v3_resnet101': [
    { depth: 101, variant: 'deepbase', outputStride: 8 },
    { maps: { c1: 'backbone0', c2: 'backbone2', c3: 'backbone3', c4: 'backbone4', c5: 'backbone5' } },
  ],
};

test.beforeEach(useFastest);

for (const [name, [options, golden]] of Object.entries(CASES)) {
  test.serial(`${name} gives the values of its peer`, async (t) => {
    await matchesPeer(t, name, (weights) => ResNet.create({ ...options, weights }), golden);
  });
}

test.serial('ResNets of 18 layers give the values of their peers in WebAssembly too', async (t) => {
  await useEngine('wasm');
  for (const name of ['torchvision.resnet18', 'timm.resnet18.os8', 'mmseg.resnet18_v1c.os8']) {
    const [options, golden] = CASES[name]!;
    await matchesPeer(t, name, (weights) => ResNet.create({ ...options, weights }), golden);
  }
});
