import test from 'ava';
import type { z } from 'zod';
import { Mit } from '../../../../src/plugins/backbones/mit/mit.js';
import { MIT_SIZES } from '../../../../src/plugins/backbones/mit/stages.js';
import { useEngine } from '../../../helpers/engines.js';
import { fitsPeer } from '../../../zoo/state-dicts.js';

type Options = z.input<typeof Mit.options>;

test.before(() => useEngine('cpu'));

const FILES: readonly (readonly [peer: string, Options])[] = [
  ...MIT_SIZES.map((size) => [`transformers4.segformer_${size}`, { size }] as const),
  ...MIT_SIZES.map((size) => [`transformers5.segformer_${size}`, { size }] as const),
  ['mmseg.segformer_mit-b0', { size: 'b0', variant: 'mmseg' }],
];

for (const [peer, options] of FILES) {
  test.serial(`the encoder in ${peer} fits with nothing missing or too many`, async (t) => {
    await fitsPeer(t, peer, Mit.create(options));
  });
}
