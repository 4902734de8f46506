import type { RandomStream } from '../../../src/core/random/random-stream.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import type { Tally } from './tally.js';

/** No process of contraseg may take more resident memory. */
export const MEMORY_LIMIT = 2 * 2 ** 30;

export interface CampaignContext {
  readonly seed: number;
  /** For the campaign alone, empty. */
  readonly folder: string;
  readonly tally: Tally;
  /** The only case to run, where one is to be shown again. */
  readonly only?: number;
  /** The time is up: begin nothing new, finish what was begun. */
  readonly isOver: () => boolean;
}

export interface Campaign {
  readonly name: string;
  run(context: CampaignContext): Promise<void>;
}

/** 0, 1, 2, ... until the time is up, at least one; or the one case that was asked for. */
export function* caseNumbers({ only, isOver }: Pick<CampaignContext, 'only' | 'isOver'>): Generator<number> {
  if (only !== undefined) return yield only;
  for (let n = 0; n === 0 || !isOver(); n++) yield n;
}

/** The draws of one case: they depend on seed, campaign and number, and on no case before it. */
export function caseRandom(seed: number, campaign: string, number: number): RandomStream {
  return new RandomStreams(seed).at(campaign, number);
}

export function pick<T>(random: RandomStream, items: readonly T[]): T {
  return items[random.integer(items.length)]!;
}
