import test from 'ava';
import { ConvNext } from '../../../../src/plugins/backbones/convnext/convnext.js';
import { useEngine, useFastest } from '../../../helpers/engines.js';
import { matchesPeer } from '../../../zoo/golden.js';

const tiny = (weights: string) => ConvNext.create({ weights });

for (const peer of ['timm.convnext_tiny', 'torchvision.convnext_tiny']) {
  test.serial(`${peer} gives the values of its peer`, async (t) => {
    await useFastest();
    await matchesPeer(t, peer, tiny);
  });
}

test.serial('ConvNeXt-tiny gives the values of its peer in WebAssembly too', async (t) => {
  await useEngine('wasm');
  await matchesPeer(t, 'timm.convnext_tiny', tiny);
});
