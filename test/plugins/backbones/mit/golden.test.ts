import test from 'ava';
import { MitBackbone } from '../../../../src/plugins/backbones/mit/mit.js';
import type { MitVariant } from '../../../../src/plugins/backbones/mit/stages.js';
import { useEngine } from '../../../helpers/engines.js';
import { matchesPeer } from '../../../zoo/golden.js';

/** The peers count their maps from 1. */
const maps = { c2: 'c1', c3: 'c2', c4: 'c3', c5: 'c4' };

const CASES: readonly (readonly [peer: string, MitVariant])[] = [
  ['transformers4.segformer_b0', 'b0'],
  ['transformers4.segformer_b2', 'b2'],
  ['transformers5.segformer_b0', 'b0'],
  ['transformers5.segformer_b2', 'b2'],
  ['mmseg.mit_b0', 'b0'],
];

for (const [peer, variant] of CASES) {
  test.serial(`the encoder of ${peer}`, async (t) => {
    await useEngine('native-cpu');
    const create = (weights: string) => new MitBackbone({ variant, dropPath: 0.1, weights });
    await matchesPeer(t, peer, create, { maps, tolerance: 1e-5 });
  });
}
