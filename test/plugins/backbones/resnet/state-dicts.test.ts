import test from 'ava';
import type { z } from 'zod';
import { ResNet } from '../../../../src/plugins/backbones/resnet/resnet.js';
import { useEngine } from '../../../helpers/engines.js';
import { fitsPeer } from '../../../zoo/state-dicts.js';

test.before(() => useEngine('cpu'));

/** Published files, whole segmenters among them. */
const FILES: Readonly<Record<string, z.input<typeof ResNet.options>>> = {
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
    await fitsPeer(t, peer, ResNet.create(options));
  });
}
