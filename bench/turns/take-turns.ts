import type { About, Contestant, Turn } from './contestant.js';
import { type Quartiles, quartiles } from './statistics.js';

/** Who runs what. */
export interface Entry {
  readonly contestant: Contestant;
  /** As the contestant knows it. */
  readonly name: string;
}

/** What one contestant did in all rounds. */
export interface Standing extends About {
  readonly label: string;
  readonly ms: Quartiles;
  readonly cpuMs: Quartiles;
  readonly peakMb: number;
  readonly addedMb: number;
  /** The first one's time by this one's, pair by pair: below 1 the first is faster. */
  readonly ratio: { readonly ms: Quartiles; readonly cpuMs: Quartiles };
}

/**
 * Has all run once in each round, so that what else the machine does meets all of them alike, in turned order every other
 * round. A first round is counted for memory alone: it allocates and compiles.
 */
export async function takeTurns(entries: readonly Entry[], rounds: number): Promise<Standing[]> {
  const turns = entries.map((): Turn[] => []);
  for (let round = 0; round <= rounds; round++) {
    const order = [...entries.keys()];
    for (const i of round % 2 ? order : order.reverse()) {
      turns[i]!.push(await entries[i]!.contestant.turn(entries[i]!.name));
    }
  }
  return entries.map(({ contestant }, i) => {
    const timed = turns[i]!.slice(1);
    const of = (pick: (turn: Turn) => number): Quartiles => quartiles(timed.map(pick));
    const against = (pick: (turn: Turn) => number): Quartiles =>
      quartiles(timed.map((turn, round) => pick(turns[0]![round + 1]!) / pick(turn)));
    return {
      ...contestant.about,
      label: contestant.label,
      ms: of((turn) => turn.ms),
      cpuMs: of((turn) => turn.cpuMs),
      peakMb: Math.max(...turns[i]!.map((turn) => turn.peakMb)),
      addedMb: Math.max(...turns[i]!.map((turn) => turn.addedMb)),
      ratio: { ms: against((turn) => turn.ms), cpuMs: against((turn) => turn.cpuMs) },
    };
  });
}

/**
 * The fastest but the first, whom it is to be compared with: by processor time where all have one thread, which other
 * processes hardly change, else by the clock.
 */
export function fastestPeer(standings: readonly Standing[]): Standing | undefined {
  const measure = standings.every(({ threads }) => threads === 1) ? 'cpuMs' : 'ms';
  return standings.slice(1).toSorted((a, b) => b.ratio[measure][1] - a.ratio[measure][1])[0];
}
