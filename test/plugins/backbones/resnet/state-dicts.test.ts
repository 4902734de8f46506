import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import type { z } from 'zod';
import { fitWeights } from '../../../../src/core/weights/fit.js';
import { networkTensors } from '../../../../src/core/weights/network-tensors.js';
import type { SafeTensor } from '../../../../src/core/weights/safetensors.js';
import { ResNetBackbone, ResNetOptions } from '../../../../src/plugins/backbones/resnet/resnet.js';
import { useEngine } from '../../../helpers/engines.js';
import { readKeys } from '../../../zoo/peers.js';

test.before(() => useEngine('cpu'));

/** Published files, whole segmenters among them. */
const FILES: Readonly<Record<string, z.input<typeof ResNetOptions>>> = {
  'timm.resnet101': { depth: 101 },
  'timm.resnet18d': { depth: 18, variant: 'd' },
  'torchvision.deeplabv3_resnet50': { depth: 50 },
  'torchvision.fcn_resnet50': { depth: 50 },
  'mmseg.deeplabv3_r50-d8': { depth: 50, variant: 'v1c' },
  'mmseg.deeplabv3plus_r50-d8': { depth: 50, variant: 'v1c' },
  'mmseg.pspnet_r50-d8': { depth: 50, variant: 'v1c' },
  'mmseg.ocrnet_r50-d8': { depth: 50, variant: 'v1c' },
  'mmseg.upernet_r50': { depth: 50, variant: 'v1c' },
  'contrastiveseg.deeplab_v3_resnet101': { depth: 101, variant: 'deepbase' },
};

for (const [peer, options] of Object.entries(FILES)) {
  test.serial(`the backbone in ${peer} fits with nothing missing or too many`, async (t) => {
    const keys = await readKeys(t, peer);
    if (!keys) return;
    const tensors = new Map<string, SafeTensor>(
      Object.entries(keys).map(([name, shape]) => [name, { dtype: 'F32', shape, data: new Float32Array() }]),
    );
    const component = new ResNetBackbone(
      ResNetOptions.parse(options) as ConstructorParameters<typeof ResNetBackbone>[0],
    );
    const backbone = await component.prepare({ pretrained: false });
    const maps = Object.values(backbone.build(tf.input({ shape: [null, null, 3] })));
    const fit = fitWeights(networkTensors(maps), backbone.layouts!, { metadata: {}, tensors }, peer);
    t.deepEqual(fit.problems, []);
    const head = /^(fc|classifier|aux_classifier|decode_head|auxiliary_head|decoder|cls_head|proj_head|dsn_head)\./;
    t.true(
      fit.unused.every((name) => head.test(name)),
      fit.unused.filter((name) => !head.test(name)).join(),
    );
    tf.disposeVariables();
  });
}
