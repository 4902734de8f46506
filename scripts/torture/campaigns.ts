import { cluster } from './cluster/campaign.js';
import { fullDisk } from './full-disk/campaign.js';
import type { Campaign } from './harness/campaign.js';
import { caseCampaign } from './harness/case-campaign.js';
import { kills } from './kills/campaign.js';

/** A campaign and how its time compares with that of the others in its lane. */
export interface Slot {
  readonly campaign: Campaign;
  readonly share: number;
}

const suite = (name: string, module: string, limit: number, share: number): Slot => ({
  campaign: caseCampaign({ name, module: new URL(`./cases/${module}.js`, import.meta.url), limit }),
  share,
});

/** Lanes run side by side; the campaigns of one lane follow each other. Kills take long, so they have one for themselves. */
export const LANES: readonly (readonly Slot[])[] = [
  [
    { campaign: kills, share: 2 },
    { campaign: cluster, share: 1 },
  ],
  [
    { campaign: fullDisk, share: 3 },
    suite('configs', 'hostile-configs', 5, 4),
    suite('images', 'damaged-images', 5, 4),
    suite('runs', 'damaged-runs', 10, 3),
    suite('faults', 'injected-faults', 10, 3),
    suite('large', 'large-images', 90, 1),
  ],
];

export const CAMPAIGNS = LANES.flat().map(({ campaign }) => campaign.name);
