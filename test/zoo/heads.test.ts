import * as tf from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import type { Backbone } from '../../src/core/interfaces/backbone.js';
import type { Head } from '../../src/core/interfaces/head.js';
import { resizeLike } from '../../src/core/layers/blocks.js';
import { HrNet } from '../../src/plugins/backbones/hrnet/hrnet.js';
import { Mit } from '../../src/plugins/backbones/mit/mit.js';
import { ResNet } from '../../src/plugins/backbones/resnet/resnet.js';
import { DeepLabV3 } from '../../src/plugins/heads/deeplab-v3.js';
import { DeepLabV3Plus } from '../../src/plugins/heads/deeplab-v3-plus.js';
import { Fcn } from '../../src/plugins/heads/fcn.js';
import { Ocr } from '../../src/plugins/heads/ocr.js';
import { Psp } from '../../src/plugins/heads/psp.js';
import { SegFormer } from '../../src/plugins/heads/segformer.js';
import { UperNet } from '../../src/plugins/heads/upernet.js';
import { useEngine } from '../helpers/engines.js';
import { compareMaps } from './golden.js';
import { readGolden, readKeys, writePeerWeights } from './peers.js';

const CLASSES = 19;

interface Case {
  readonly golden: string;
  /** Whose keys name the tensors; the golden case without `head.` by default. */
  readonly keys?: string;
  readonly backbone: (weights: string) => Backbone;
  readonly head: (weights: string) => Head;
  /** The peer enlarges logits to the image. */
  readonly full?: boolean;
  readonly names?: readonly [logits: string, auxiliary: string];
}

const resnet = (variant: 'plain' | 'v1c', outputStride: 8 | 32) => (weights: string) =>
  ResNet.create({ depth: 50, variant, outputStride, contractDilation: true, weights });
const hrnet = (width: 18 | 48, upsampling: 'bilinear' | 'bilinear-aligned') => (weights: string) =>
  HrNet.create({ width, upsampling, weights });
const mit = (size: 'b0' | 'b2', variant: 'transformers' | 'mmseg') => (weights: string) =>
  Mit.create({ size, variant, dropPath: 0, weights });

const auxiliary = { channels: 256, kernelSize: 3, dropout: 0.1 } as const;
const bins = [1, 2, 3, 6];
const CASES: readonly Case[] = [
  {
    golden: 'head.torchvision.fcn_resnet50',
    backbone: resnet('plain', 8),
    head: (weights) => Fcn.create({ variant: 'plain', channels: 512, kernelSize: 3, dropout: 0.1, auxiliary, weights }),
  },
  {
    golden: 'head.torchvision.deeplabv3_resnet50',
    backbone: resnet('plain', 8),
    head: (weights) => DeepLabV3.create({ variant: 'torchvision', auxiliary, weights }),
  },
  {
    golden: 'head.mmseg.deeplabv3_r50-d8',
    backbone: resnet('v1c', 8),
    head: (weights) => DeepLabV3.create({ variant: 'mmseg', auxiliary, weights }),
  },
  {
    golden: 'head.mmseg.deeplabv3plus_r50-d8',
    backbone: resnet('v1c', 8),
    head: (weights) => DeepLabV3Plus.create({ variant: 'mmseg', auxiliary, weights }),
  },
  {
    golden: 'head.mmseg.pspnet_r50-d8',
    backbone: resnet('v1c', 8),
    head: (weights) => Psp.create({ channels: 512, bins, dropout: 0.1, auxiliary, weights }),
  },
  {
    golden: 'head.mmseg.upernet_r50',
    backbone: resnet('v1c', 32),
    head: (weights) => UperNet.create({ channels: 512, bins, dropout: 0.1, auxiliary, weights }),
  },
  {
    golden: 'head.mmseg.ocrnet_r50-d8',
    backbone: resnet('v1c', 8),
    head: (weights) =>
      Ocr.create({ variant: 'mmseg', channels: 512, keyChannels: 256, dropout: 0.1, auxiliary, weights }),
  },
  {
    golden: 'head.mmseg.fcn_hr18',
    backbone: hrnet(18, 'bilinear'),
    head: (weights) =>
      Fcn.create({ variant: 'plain', feature: 'all', channels: 270, kernelSize: 1, dropout: 0.1, weights }),
  },
  {
    golden: 'head.mmseg.ocrnet_hr18',
    backbone: hrnet(18, 'bilinear'),
    head: (weights) =>
      Ocr.create({
        ...{ variant: 'mmseg', channels: 512, keyChannels: 256, dropout: 0.1, feature: 'all', weights },
        auxiliary: { feature: 'all', channels: 270, kernelSize: 1, dropout: 0.1 },
      }),
  },
  {
    golden: 'head.mmseg.segformer_mit-b0',
    backbone: mit('b0', 'mmseg'),
    head: (weights) => SegFormer.create({ variant: 'mmseg', channels: 256, dropout: 0.1, weights }),
  },
  {
    golden: 'transformers4.segformer_b0',
    backbone: mit('b0', 'transformers'),
    head: (weights) => SegFormer.create({ variant: 'published', channels: 256, dropout: 0.1, weights }),
  },
  {
    golden: 'transformers4.segformer_b2',
    backbone: mit('b2', 'transformers'),
    head: (weights) => SegFormer.create({ variant: 'published', channels: 768, dropout: 0.1, weights }),
  },
  {
    golden: 'contrastiveseg.deeplab_v3_resnet101',
    backbone: (weights) =>
      ResNet.create({
        ...{ depth: 101, variant: 'deepbase', outputStride: 8, contractDilation: true, weights },
      }),
    head: (weights) => DeepLabV3.create({ variant: 'contrastiveseg', auxiliary, weights }),
  },
  {
    golden: 'contrastiveseg.hrnet_w48',
    backbone: hrnet(48, 'bilinear-aligned'),
    head: (weights) =>
      Fcn.create({ variant: 'contrastiveseg', feature: 'all', channels: 720, kernelSize: 3, dropout: 0.1, weights }),
    full: true,
  },
  ...[false, true].map(
    (contrast): Case => ({
      golden: `contrastiveseg.hrnet_w48_ocr${contrast ? '_contrast' : ''}`,
      backbone: hrnet(48, 'bilinear-aligned'),
      head: (weights) =>
        Ocr.create({
          ...{ variant: 'contrastiveseg', channels: 512, keyChannels: 256, dropout: 0.05, feature: 'all', weights },
          auxiliary: { feature: 'all', channels: 720, kernelSize: 3, dropout: 0 },
        }),
      full: !contrast,
      ...(contrast && { names: ['seg', 'seg_aux'] as const }),
    }),
  ),
];

/** Networks that are small enough for the slower engine. */
const SMALL = ['head.mmseg.fcn_hr18', 'head.mmseg.segformer_mit-b0', 'transformers4.segformer_b0'];

for (const each of CASES) {
  const engines = SMALL.includes(each.golden) ? (['native-cpu', 'wasm'] as const) : (['native-cpu'] as const);
  for (const engine of engines) {
    test.serial(`${each.golden}: a file of the whole segmenter gives its logits on ${engine}`, async (t) => {
      await useEngine(engine);
      await check(t, each);
    });
  }
}

async function check(t: ExecutionContext, each: Case): Promise<void> {
  const { golden: name, full, names: [logits, second] = ['logits', 'auxiliary_logits'] } = each;
  const golden = await readGolden(t, name);
  const keys = await readKeys(t, each.keys ?? name.replace(/^head\./, ''));
  if (!golden || !keys) return;
  // torchvision's keys were written down with 21 classes, its golden values computed with 19.
  const shapes = Object.fromEntries(
    Object.entries(keys).map(([key, shape]) => [key, shape[0] === 21 ? [CLASSES, ...shape.slice(1)] : shape]),
  );
  const file = await writePeerWeights(t, shapes, golden.gain);
  const backbone = await each.backbone(file).prepare({ pretrained: true });
  const head = each.head(file);
  const image = tf.input({ shape: [null, null, 3] });
  const built = backbone.build(image);
  const features = Object.fromEntries(
    Object.entries(backbone.features).map(([key, info]) => [key, { ...info, tensor: built[key]! }]),
  );
  const outputs = await head.build({ features, classCount: CLASSES });
  const sized = (map: tf.SymbolicTensor, resize: string) => (full ? resizeLike(map, image, resize, true) : map);
  const maps = {
    [logits]: sized(outputs.logits, 'full'),
    ...(outputs.auxiliary && { [second]: sized(outputs.auxiliary.auxiliary!.tensor, 'full.auxiliary') }),
  };
  compareMaps(t, name, golden, image, maps);
}
