import { suites } from './cases/index.js';
import { fullDisk } from './full-disk/campaign.js';
import type { Campaign } from './harness/campaign.js';
import { caseCampaign } from './harness/case-campaign.js';
import { kills } from './kills/campaign.js';

/** A campaign and how its time compares with that of the others in its lane. */
export interface Slot {
  readonly campaign: Campaign;
  readonly share: number;
}

/** Lanes run side by side; the campaigns of one lane follow each other. Kills take long, so they have one for themselves. */
export const LANES: readonly (readonly Slot[])[] = [
  [{ campaign: kills, share: 1 }],
  [{ campaign: fullDisk, share: 1 }, ...suites.map((suite) => ({ campaign: caseCampaign(suite), share: 1 }))],
];

export const CAMPAIGNS = LANES.flat().map(({ campaign }) => campaign.name);
