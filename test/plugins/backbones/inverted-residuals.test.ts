import test from 'ava';
import type { Backbone } from '../../../src/core/interfaces/backbone.js';
import { EfficientNetLite } from '../../../src/plugins/backbones/efficientnet-lite/efficientnet-lite.js';
import { MobileNetV2 } from '../../../src/plugins/backbones/mobilenet-v2.js';
import { MobileNetV3 } from '../../../src/plugins/backbones/mobilenet-v3/mobilenet-v3.js';
import { onEachEngine, useFastest } from '../../helpers/engines.js';
import { sharedFile } from '../../helpers/shared.js';
import { compareBackbone, type GoldenOptions, matchesPeer } from '../../zoo/golden.js';
import { type GoldenCase, readGolden } from '../../zoo/peers.js';

type Create = (weights: string) => Backbone;

const mobilenetV2: Create = (weights) => MobileNetV2.create({ variant: 'paper', outputStride: 32, weights });
const mobilenetV3 =
  (size: 'large' | 'small', variant: 'torchvision' | 'timm' = 'torchvision'): Create =>
  (weights) =>
    MobileNetV3.create({ size, variant, outputStride: 32, weights });
const efficientnetLite =
  (size: 0 | 1 | 2, variant: 'tf' | 'timm' = 'tf'): Create =>
  (weights) =>
    EfficientNetLite.create({ size, variant, outputStride: 32, weights });

const TIMM_MAPS = { c1: 'f0_s2', c2: 'f1_s4', c3: 'f2_s8', c4: 'f3_s16', c5: 'f4_s32' };
/** timm offers the last convolution in the place of the last block. */
const TIMM_V3_MAPS = { ...TIMM_MAPS, c5: '', last: 'f4_s32' };

const CASES: Readonly<Record<string, [Create, GoldenOptions?]>> = {
  'torchvision.mobilenet_v2': [mobilenetV2, { tolerance: 5e-4 }],
  'torchvision.mobilenet_v3_large': [mobilenetV3('large')],
  'torchvision.mobilenet_v3_small': [mobilenetV3('small')],
  'timm.mobilenetv3_large_100': [mobilenetV3('large', 'timm'), { maps: TIMM_V3_MAPS }],
  'timm.efficientnet_lite0': [efficientnetLite(0, 'timm'), { maps: TIMM_MAPS, tolerance: 5e-4 }],
  'timm.tf_efficientnet_lite0': [efficientnetLite(0), { maps: TIMM_MAPS, tolerance: 5e-4 }],
};

for (const [name, [create, golden]] of Object.entries(CASES)) {
  test.serial(`${name} gives the values of its peer`, async (t) => {
    await onEachFastEngine(() => matchesPeer(t, name, create, golden));
  });
}

for (const size of [0, 2] as const) {
  test.serial(`EfficientNet-lite${size} gives its peer's values with ImageNet weights`, async (t) => {
    const file = sharedFile(t, `zoo/weights/tf_efficientnet_lite${size}.safetensors`);
    const golden = await readGolden<GoldenCase>(t, `weights.tf_efficientnet_lite${size}`);
    if (!file || !golden) return;
    await useFastest();
    const backbone = efficientnetLite(size)(file);
    await compareBackbone(t, `weights.tf_efficientnet_lite${size}`, golden, backbone, {
      maps: TIMM_MAPS,
      tolerance: 5e-4,
    });
  });
}

/** Plain JavaScript would take minutes. */
async function onEachFastEngine(body: () => Promise<unknown>): Promise<void> {
  await onEachEngine(async ({ name }) => {
    if (name !== 'cpu') await body();
  });
}
