import test from 'ava';
import { MitBackbone, MitOptions } from '../../../../src/plugins/backbones/mit/mit.js';
import type { MitVariant } from '../../../../src/plugins/backbones/mit/stages.js';
import { useEngine, useFastest } from '../../../helpers/engines.js';
import { matchesPeer } from '../../../zoo/golden.js';

const CASES: readonly (readonly [peer: string, MitVariant])[] = [
  ['transformers4.segformer_b0', 'b0'],
  ['transformers4.segformer_b2', 'b2'],
  ['transformers5.segformer_b0', 'b0'],
  ['transformers5.segformer_b2', 'b2'],
  ['mmseg.mit_b0', 'b0'],
];

/** The peers count their maps from 1. Tight enough to tell the epsilons of the packages apart. */
const GOLDEN = { maps: { c2: 'c1', c3: 'c2', c4: 'c3', c5: 'c4' }, tolerance: 1e-5 };

const encoder = (variant: MitVariant) => (weights: string) =>
  new MitBackbone({ ...MitOptions.parse({ variant }), weights });

for (const [peer, variant] of CASES) {
  test.serial(`the encoder of ${peer} gives the values of its peer`, async (t) => {
    await useFastest();
    await matchesPeer(t, peer, encoder(variant), GOLDEN);
  });
}

test.serial('MiT-b0 gives the values of its peers in WebAssembly too', async (t) => {
  await useEngine('wasm');
  for (const [peer, variant] of CASES.filter(([, each]) => each === 'b0')) {
    await matchesPeer(t, peer, encoder(variant), GOLDEN);
  }
});
