import test from 'ava';
import { CONVNEXT_SIZES, convNextStages } from '../../../../src/plugins/backbones/convnext/stages.js';

test('channels double from stride 4 to stride 32, and drop rates grow from 0 to the last', (t) => {
  const first = { tiny: 96, small: 96, base: 128 };
  for (const size of CONVNEXT_SIZES) {
    const stages = convNextStages(size, 0.2);
    t.deepEqual(
      stages.map(({ channels, outputStride }) => [channels, outputStride]),
      [4, 8, 16, 32].map((stride) => [(first[size] * stride) / 4, stride]),
    );
    const rates = stages.flatMap(({ dropRates }) => dropRates);
    t.is(rates.length, size === 'tiny' ? 18 : 36);
    t.deepEqual([rates[0], rates.at(-1)], [0, 0.2]);
    t.true(rates.slice(1).every((rate, i) => rate > rates[i]!));
  }
});
