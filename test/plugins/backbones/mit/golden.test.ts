import test from 'ava';
import type { z } from 'zod';
import { Mit } from '../../../../src/plugins/backbones/mit/mit.js';
import { useEngine, useFastest } from '../../../helpers/engines.js';
import { matchesPeer } from '../../../zoo/golden.js';

type Options = z.input<typeof Mit.options>;

const CASES: Readonly<Record<string, Options>> = {
  'transformers4.segformer_b0': { size: 'b0' },
  'transformers4.segformer_b2': { size: 'b2' },
  'transformers5.segformer_b0': { size: 'b0' },
  'transformers5.segformer_b2': { size: 'b2' },
  'mmseg.mit_b0': { size: 'b0', variant: 'mmseg' },
};

/** The peers count their maps from 1. Tight enough to tell the epsilons of the packages apart. */
const GOLDEN = { maps: { c2: 'c1', c3: 'c2', c4: 'c3', c5: 'c4' }, tolerance: 1e-5 };

const encoder = (options: Options) => (weights: string) => Mit.create({ ...options, weights });

for (const [peer, options] of Object.entries(CASES)) {
  test.serial(`the encoder of ${peer} gives the values of its peer`, async (t) => {
    await useFastest();
    await matchesPeer(t, peer, encoder(options), GOLDEN);
  });
}

test.serial('MiT-b0 gives the values of its peers in WebAssembly too', async (t) => {
  await useEngine('wasm');
  for (const [peer, options] of Object.entries(CASES)) {
    if (options.size === 'b0') await matchesPeer(t, peer, encoder(options), GOLDEN);
  }
});
