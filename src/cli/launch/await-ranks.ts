import { note } from '../output.js';
import type { Forwarding } from './forwarding.js';
import { endedWell, type RankEnding } from './rank-ending.js';
import type { RankProcess } from './rank-process.js';

/** Milliseconds that a rank gets to end after another one failed. */
const GRACE = 10_000;

/**
 * Waits for all ranks. Where one fails the others are asked to end, and ended where they do not. Where somebody asked us to stop
 * they have been asked already, and a second signal would keep rank 0 from saving.
 * @returns how they ended, in that order
 */
export async function awaitRanks(ranks: readonly RankProcess[], forwarding: Forwarding, grace = GRACE) {
  const endings: RankEnding[] = [];
  let deadline: NodeJS.Timeout | undefined;
  const record = (ending: RankEnding) => {
    endings.push(ending);
    if (deadline || endedWell(ending)) return;
    const others = () => ranks.filter(({ rank }) => endings.every((ended) => ended.rank !== rank));
    if (!forwarding.received) for (const rank of others()) rank.kill('SIGTERM');
    deadline = setTimeout(() => {
      const left = others();
      note(`rank ${left.map(({ rank }) => rank).join(', ')} did not end within ${grace / 1000} s and is killed`);
      for (const rank of left) rank.kill('SIGKILL');
    }, grace);
  };
  await Promise.all(ranks.map((rank) => rank.ended.then(record)));
  clearTimeout(deadline);
  return endings;
}
