import test from 'ava';
import type { z } from 'zod';
import { HrNet } from '../../../../src/plugins/backbones/hrnet/hrnet.js';
import { useEngine, useFastest } from '../../../helpers/engines.js';
import { matchesPeer } from '../../../zoo/golden.js';

type Options = z.input<typeof HrNet.options>;

const CASES: Readonly<Record<string, Options>> = {
  'timm.hrnet_w18': { width: 18, upsampling: 'nearest' },
  'timm.hrnet_w32': { width: 32, upsampling: 'nearest' },
  'timm.hrnet_w48': { width: 48, upsampling: 'nearest' },
  'mmseg.hrnet_w18': { width: 18, upsampling: 'bilinear' },
  'contrastiveseg.hrnet_w48': { width: 48, upsampling: 'bilinear-aligned' },
};

const network = (options: Options) => (weights: string) => HrNet.create({ ...options, weights });

/** Branches by what the peer calls them. */
function branches(peer: string): Record<string, string> {
  const name = peer.startsWith('contrastiveseg') ? 'backbone' : 'branch';
  return Object.fromEntries([0, 1, 2, 3].map((branch) => [`c${branch + 2}`, `${name}${branch}`]));
}

for (const [peer, options] of Object.entries(CASES)) {
  test.serial(`${peer} gives the values of its peer`, async (t) => {
    await useFastest();
    await matchesPeer(t, peer, network(options), { maps: branches(peer) });
  });
}

test.serial('HRNet-W18 gives the values of its peers in WebAssembly too', async (t) => {
  await useEngine('wasm');
  for (const peer of ['timm.hrnet_w18', 'mmseg.hrnet_w18']) {
    await matchesPeer(t, peer, network(CASES[peer]!), { maps: branches(peer) });
  }
});
