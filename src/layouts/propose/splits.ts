import { RandomStreams } from '../../core/random/random-streams.js';
import type { FoundSample } from '../layout.js';

export interface SplitProposal {
  /** Samples of each split, in the order train, val, test. */
  readonly splits: ReadonlyMap<string, readonly FoundSample[]>;
  /** The splits that the folder does not have and that were drawn. */
  readonly drawn: readonly string[];
}

/**
 * The splits of the folder; where there is no validation split, a share of the training images is drawn for it.
 * @param valShare 0–1 @param seed the same gives the same images
 */
export function proposeSplits(samples: readonly FoundSample[], valShare: number, seed: number): SplitProposal {
  const of = (split: string) => samples.filter((sample) => sample.split === split);
  const [named, val, test] = [of('train'), of('val'), of('test')];
  const train = named.length > 0 ? named : samples.filter((sample) => sample.split === undefined);
  const given = new Map(
    [
      ['train', train],
      ['val', val],
      ['test', test],
    ].filter(([, list]) => list!.length > 0) as [string, FoundSample[]][],
  );
  if (val.length > 0 || train.length < 2) return { splits: given, drawn: [] };
  const count = Math.min(train.length - 1, Math.max(1, Math.round(valShare * train.length)));
  const order = new RandomStreams(seed).at('split', 0).permutation(train.length);
  const chosen = new Set(order.subarray(0, count));
  const parts = [train.filter((_, i) => !chosen.has(i)), train.filter((_, i) => chosen.has(i))];
  const splits = new Map([
    ['train', parts[0]!],
    ['val', parts[1]!],
    ...(test.length > 0 ? [['test', test] as const] : []),
  ]);
  return { splits, drawn: named.length > 0 ? ['val'] : ['train', 'val'] };
}
