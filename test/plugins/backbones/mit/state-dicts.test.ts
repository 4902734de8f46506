import test from 'ava';
import { MitBackbone, MitOptions } from '../../../../src/plugins/backbones/mit/mit.js';
import { MIT_VARIANTS, type MitVariant } from '../../../../src/plugins/backbones/mit/stages.js';
import { useEngine } from '../../../helpers/engines.js';
import { fitsPeer } from '../../../zoo/state-dicts.js';

test.before(() => useEngine('cpu'));

const FILES = (Object.keys(MIT_VARIANTS) as MitVariant[]).flatMap((variant) => [
  [`transformers4.segformer_${variant}`, variant] as const,
  [`transformers5.segformer_${variant}`, variant] as const,
]);

for (const [peer, variant] of [...FILES, ['mmseg.segformer_mit-b0', 'b0'] as const]) {
  test.serial(`the encoder in ${peer} fits with nothing missing or too many`, async (t) => {
    await fitsPeer(t, peer, new MitBackbone({ ...MitOptions.parse({ variant }), weights: undefined }));
  });
}
