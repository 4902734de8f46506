import test from 'ava';
import { ConvNextBackbone, ConvNextOptions } from '../../../../src/plugins/backbones/convnext/convnext.js';

test('channels double from stride 4 to stride 32', (t) => {
  const features = (variant: 'tiny' | 'small' | 'base') =>
    Object.values(new ConvNextBackbone({ ...ConvNextOptions.parse({ variant }), weights: undefined }).features);
  const channels = (first: number) => [4, 8, 16, 32].map((stride) => ({ channels: (first * stride) / 4, stride }));
  t.deepEqual(features('tiny'), channels(96));
  t.deepEqual(features('small'), channels(96));
  t.deepEqual(features('base'), channels(128));
});
