import test from 'ava';
import type { z } from 'zod';
import { HrnetBackbone, type HrnetOptions } from '../../../../src/plugins/backbones/hrnet/hrnet.js';
import { useEngine } from '../../../helpers/engines.js';
import { matchesPeer } from '../../../zoo/golden.js';

type Options = Omit<z.output<typeof HrnetOptions>, 'weights'>;

const CASES: readonly (readonly [peer: string, Options, map: string])[] = [
  ['timm.hrnet_w18', { width: 18, upsampling: 'nearest' }, 'branch'],
  ['timm.hrnet_w32', { width: 32, upsampling: 'nearest' }, 'branch'],
  ['timm.hrnet_w48', { width: 48, upsampling: 'nearest' }, 'branch'],
  ['mmseg.hrnet_w18', { width: 18, upsampling: 'bilinear' }, 'branch'],
  ['contrastiveseg.hrnet_w48', { width: 48, upsampling: 'bilinear-aligned' }, 'backbone'],
];

for (const [peer, options, map] of CASES) {
  test.serial(`the branches of ${peer}`, async (t) => {
    await useEngine('native-cpu');
    const maps = Object.fromEntries([0, 1, 2, 3].map((branch) => [`c${branch + 2}`, `${map}${branch}`]));
    await matchesPeer(t, peer, (weights) => new HrnetBackbone({ ...options, weights }), { maps });
  });
}
