import test from 'ava';
import { ConvNextBackbone } from '../../../../src/plugins/backbones/convnext/convnext.js';
import { useEngine } from '../../../helpers/engines.js';
import { matchesPeer } from '../../../zoo/golden.js';

const tiny = (weights: string) => new ConvNextBackbone({ variant: 'tiny', dropPath: 0.1, weights });

for (const peer of ['timm.convnext_tiny', 'torchvision.convnext_tiny']) {
  test.serial(`the features of ${peer}`, async (t) => {
    await useEngine('native-cpu');
    await matchesPeer(t, peer, tiny);
  });
}
